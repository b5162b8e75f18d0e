/* What the map says of a place that is pointed at: a small card that stays inside the map, goes when
   the map moves away under the pointer, and leaves a finger, whose touch opens the place's card, alone. */
(function () {
  "use strict";

  const NEAR = 6; // pixels to the map's edge

  /* Above the place, below it where the map ends, and moved aside where it would be cut off. */
  const Tip = L.Tooltip.extend({
    _setPosition(at) {
      const map = this._map;
      const place = map.layerPointToContainerPoint(at);
      const { offsetWidth: width, offsetHeight: height } = this._container;
      this.options.direction = place.y - height - 2 * NEAR < 0 ? "bottom" : "top";
      L.Tooltip.prototype._setPosition.call(this, at);
      const half = width / 2 + NEAR;
      const x = Math.max(half, Math.min(place.x, map.getSize().x - half));
      this._container.style.setProperty("--aside", x - place.x + "px");
    },
  });

  function tell(layer, words, follows) {
    layer.bindTooltip(new Tip({ sticky: follows, direction: "top", opacity: 1 }, layer).setContent(words));
  }

  function tipsOn(map) {
    const container = map.getContainer();
    let open = null;
    // Where the keyboard stands on a place, what is said of it stays.
    const shut = () => {
      const element = open && open._source.getElement && open._source.getElement();
      if (open && !(element && element.matches(":focus-visible"))) { open._source.closeTooltip(); }
    };
    map.on("tooltipopen", (event) => { open = event.tooltip; });
    map.on("zoomstart zoomend movestart", shut);
    container.addEventListener("mouseleave", shut);
    const pointed = (event) => container.classList.toggle("touched", event.pointerType === "touch");
    container.addEventListener("pointerdown", pointed, true);
    container.addEventListener("pointermove", pointed, true);
    container.addEventListener("keydown", () => container.classList.remove("touched"), true);
  }

  window.geoaid = Object.assign(window.geoaid || {}, { tell: tell, tipsOn: tipsOn });
})();
