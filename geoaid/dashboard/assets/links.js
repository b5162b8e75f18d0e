/* One place, wherever it stands: what a reader points at on the map, in a chart, a table, the text or
   the legend is marked in all of them. */
(function () {
  "use strict";

  const MARKED = "[data-place], [data-of], [data-code]";
  let lit = null;
  let outline = null;

  function codeOf(element) {
    return element.dataset.code || element.dataset.of || element.dataset.place || null;
  }

  function rowOf(element) {
    return element.closest("tbody tr, .bars li") || element;
  }

  function light(code) {
    if (code === "none") { code = null; }
    if (code === lit) { return; }
    lit = code;
    document.querySelectorAll(".lit").forEach((one) => one.classList.remove("lit"));
    if (outline) { outline.remove(); outline = null; }
    if (!code) { return; }
    document.querySelectorAll("main [data-place='" + code + "'], main [data-of='" + code + "'], .chart [data-code='" + code + "']")
      .forEach((one) => rowOf(one).classList.add("lit"));
    const { map, layers } = geoaid.atlas;
    const layer = layers.inside[code] || layers.states[code] || layers.municipalities[code];
    // Where the keyboard stands on the map, walk.js draws its ring.
    if (map && layer && !document.querySelector("#map path[data-code='" + code + "']:focus-visible")) {
      const style = { fill: false, color: "#111827", weight: 2, interactive: false, pane: "geoaid-focus" };
      outline = L.geoJSON(layer.feature, { style: style, interactive: false, pane: "geoaid-focus" }).addTo(map);
    }
    document.querySelectorAll("#map path.circle").forEach((one) => {
      one.classList.toggle("lit", one.dataset.of === code);
    });
  }

  function pointed(target) {
    const near = target.closest && (target.closest(MARKED) || (target.closest("tbody tr, .bars li") || document.createElement("i")).querySelector(MARKED));
    // The areas of the map tell for themselves.
    return near && !near.closest("#map") && near.closest("main") ? codeOf(near) : undefined;
  }

  document.addEventListener("mouseover", (event) => {
    if (event.target.closest("#map")) { return; }
    light(pointed(event.target) || null);
  });
  document.addEventListener("focusin", (event) => {
    const code = pointed(event.target);
    if (code) { light(code); }
  });
  document.addEventListener("focusout", (event) => {
    if (pointed(event.target)) { light(null); }
  });

  /* ---- the legend: a class or a status that is pointed at, or kept by a click ---- */

  let kept = null;

  function entryOf(target) {
    return target.closest && target.closest("#legend button[data-class], #legend button[data-status]");
  }

  function litBy(button) {
    return { class: Number(button.dataset.class) || 0, status: button.dataset.status || "" };
  }

  function showClass(button) {
    geoaid.lightClass(button ? litBy(button) : kept);
  }

  document.addEventListener("mouseover", (event) => { if (entryOf(event.target)) { showClass(entryOf(event.target)); } });
  document.addEventListener("mouseout", (event) => { if (entryOf(event.target)) { showClass(null); } });
  document.addEventListener("focusin", (event) => { if (entryOf(event.target)) { showClass(entryOf(event.target)); } });
  document.addEventListener("focusout", (event) => { if (entryOf(event.target)) { showClass(null); } });
  document.addEventListener("click", (event) => {
    const button = entryOf(event.target);
    if (!button) { return; }
    const again = button.getAttribute("aria-pressed") === "true";
    document.querySelectorAll("#legend button[aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", "false"));
    button.setAttribute("aria-pressed", String(!again));
    kept = again ? null : litBy(button);
    geoaid.lightClass(kept);
  });

  window.geoaid = Object.assign(window.geoaid || {}, {
    light: light,
    /* A new map has new classes. */
    forgetClass: () => { kept = null; },
  });
})();
