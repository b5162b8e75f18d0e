/* The keyboard on the map: one stop for the Tab key, the arrows go on to the neighbouring place,
   Enter selects it, Enter again looks into it, Escape goes back, plus and minus zoom. */
(function () {
  "use strict";

  const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const ZOOMS = { "+": "zoomIn", "=": "zoomIn", "-": "zoomOut", "_": "zoomOut" };
  // A neighbour counts as lying in a direction within so many radians of it, any other place within fewer.
  const ASIDE = { neighbour: 1.2, other: 0.8 };
  let ringed = null;
  let stands = null;
  let touching = { of: null, pairs: null };

  function kind() {
    return geoaid.atlas.paint && geoaid.atlas.paint.within ? "inside" : "states";
  }

  function areas() {
    return geoaid.atlas.layers[kind()];
  }

  /* The area that the keyboard stands on: drawn over its neighbours, light on dark. */
  function ring(layer) {
    const { map } = geoaid.atlas;
    ringed = ringed || L.layerGroup().addTo(map);
    ringed.clearLayers();
    if (!layer) { return; }
    for (const [colour, weight] of [["#1b2733", 6], ["#fbbf24", 3]]) {
      const style = { fill: false, color: colour, weight: weight, interactive: false, pane: "geoaid-focus" };
      ringed.addLayer(L.geoJSON(layer.feature, { style: style, interactive: false, pane: "geoaid-focus" }));
    }
  }

  function walker(of, layer, element) {
    const code = layer.feature.properties.code;
    element.setAttribute("tabindex", "-1");
    element.addEventListener("keydown", (event) => pressed(event, code));
    element.addEventListener("focus", () => {
      geoaid.light(code);
      if (element.matches(":focus-visible")) { ring(layer); layer.openTooltip(middle(layer)); }
    });
    element.addEventListener("blur", () => { ring(null); layer.closeTooltip(); geoaid.light(null); });
  }

  function pressed(event, code) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const again = geoaid.place() === code || geoaid.atlas.paint.within;
      if (code.length === 2 && again) { geoaid.drill(code); } else { geoaid.select(code); }
    } else if (DIRECTIONS[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      const next = beside(code, DIRECTIONS[event.key]);
      if (next) { stand(next); }
    } else if (ZOOMS[event.key]) {
      event.preventDefault();
      geoaid.atlas.map[ZOOMS[event.key]]();
    }
  }

  function stop() {
    return document.querySelector("#map path[tabindex='0']");
  }

  /* The link before everything else leads to where the arrows work at once. */
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".skip") || !stop()) { return; }
    event.preventDefault();
    document.querySelector(".map-frame").scrollIntoView({ block: "nearest", behavior: "instant" });
    stop().focus({ preventScroll: true });
  });

  /* One area takes the Tab key: where the keyboard stood, else the place chosen or compared. */
  function walkFrom() {
    const found = areas();
    const wanted = [stands, geoaid.place(), ...geoaid.atlas.paint.outlines, ...Object.keys(found).sort()];
    const code = wanted.find((one) => one && found[one]);
    for (const layers of [geoaid.atlas.layers.states, geoaid.atlas.layers.inside]) {
      for (const [one, layer] of Object.entries(layers)) {
        const element = layer.getElement();
        const index = layers === found && one === code ? "0" : "-1";
        if (element && element.getAttribute("tabindex") !== index) { element.setAttribute("tabindex", index); }
      }
    }
  }

  function stand(code) {
    stands = code;
    walkFrom();
    areas()[code].getElement().focus({ preventScroll: true });
  }

  /* The keyboard on the place chosen, or on the map as a whole where that draws no area of it. */
  function standOnMap() {
    const code = geoaid.place();
    if (code && areas()[code]) { stand(code); return; }
    geoaid.atlas.map.getContainer().focus({ preventScroll: true });
  }

  /* The middle of an area's largest part. */
  function middle(layer) {
    let best = null;
    const walk = (rings) => {
      if (Array.isArray(rings[0])) { rings.forEach(walk); return; }
      const box = L.latLngBounds(rings);
      const size = (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
      if (!best || size > best.size) { best = { size: size, at: box.getCenter() }; }
    };
    walk(layer.getLatLngs());
    return best.at;
  }

  /* Areas that share a vertex are neighbours: the boundaries fit together to the last digit. */
  function neighbours(code) {
    const found = areas();
    if (touching.of !== found || !touching.pairs.has(code)) {
      const corners = new Map();
      const pairs = new Map(Object.keys(found).map((one) => [one, new Set()]));
      for (const [one, layer] of Object.entries(found)) {
        layer.getLatLngs().flat(Infinity).forEach((at) => {
          const key = at.lat + "," + at.lng;
          const there = corners.get(key);
          if (!there) { corners.set(key, [one]); return; }
          if (there.includes(one)) { return; }
          there.forEach((other) => { pairs.get(one).add(other); pairs.get(other).add(one); });
          there.push(one);
        });
      }
      touching = { of: found, pairs: pairs };
    }
    return touching.pairs.get(code);
  }

  function beside(code, [dx, dy]) {
    const { map } = geoaid.atlas;
    const found = areas();
    const from = map.latLngToLayerPoint(middle(found[code]));
    const near = neighbours(code);
    let best = null;
    for (const [other, layer] of Object.entries(found)) {
      if (other === code) { continue; }
      const to = map.latLngToLayerPoint(middle(layer)).subtract(from);
      const far = Math.hypot(to.x, to.y) || 1;
      const aside = Math.acos(Math.max(-1, Math.min(1, (to.x * dx + to.y * dy) / far)));
      const touches = near.has(other);
      if (aside > (touches ? ASIDE.neighbour : ASIDE.other)) { continue; }
      // Any neighbour comes before any place beyond.
      const cost = far * (1 + 2 * aside) + (touches ? 0 : 1e6);
      if (!best || cost < best.cost) { best = { cost: cost, code: other }; }
    }
    return best && best.code;
  }

  window.geoaid = Object.assign(window.geoaid || {}, { walker: walker, walkFrom: walkFrom, stand: stand, standOnMap: standOnMap, ring: ring });
})();
