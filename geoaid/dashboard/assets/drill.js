/* Into a state and back: its municipalities are fetched when they are wanted, its neighbours stay
   faint, and the way back stands above the map. */
(function () {
  "use strict";

  let inside = null;
  let shown = null;
  let takeFocus = false;

  function drill(code) {
    // A pointer that opened the state goes its own way.
    takeFocus = document.activeElement && document.activeElement.matches("path[data-code]:focus-visible");
    const place = geoaid.place();
    const changes = { within: code, level: "municipality", layer: "measure" };
    // A place elsewhere is let go of; the state itself is where the reader is now.
    if (place && (place === code || place.slice(0, 2) !== code)) { changes.place = "none"; }
    geoaid.change(changes);
  }

  function up() {
    if (!geoaid.within()) { return; }
    takeFocus = document.activeElement && document.activeElement.matches("path[data-code], body");
    geoaid.change({ within: "none", level: "state", place: "none" });
  }

  /* Called at each paint; does something where the state that the map is within has changed. */
  async function enter(code) {
    if (shown === code) { crumbs(); return; }
    const left = shown;
    shown = code;
    if (inside) { inside.remove(); inside = null; geoaid.atlas.layers.inside = {}; }
    crumbs();
    geoaid.fit(true);
    if (!code) {
      if (left && takeFocus && geoaid.atlas.layers.states[left]) { geoaid.stand(left); }
      takeFocus = false;
      return;
    }
    let found;
    try {
      found = await (await fetch(geoaid.boot().within.replace("{}", code))).json();
    } catch (error) {
      shown = null; // assets/network.js says that the server does not answer; asked again, it is fetched again
      return;
    }
    if (shown !== code) { return; }
    geoaid.atlas.layers.inside = {};
    inside = L.geoJSON(found, {
      pane: "geoaid-inside",
      renderer: L.svg({ pane: "geoaid-inside", padding: 0.3 }),
      style: geoaid.style.inside,
      onEachFeature: geoaid.feature.inside,
    }).addTo(geoaid.atlas.map);
    geoaid.atlas.map.getContainer().dataset.inside = String(found.features.length);
    geoaid.redraw();
    if (takeFocus) { takeFocus = false; requestAnimationFrame(() => geoaid.stand(first())); }
  }

  /* Where the keyboard comes to stand: a municipality that documents name, else the first. */
  function first() {
    const codes = Object.keys(geoaid.atlas.layers.inside).sort();
    return codes.find((code) => geoaid.atlas.paint.areas[code]) || codes[0];
  }

  /* ---- where the reader is ---- */

  function step(words, data, last) {
    const item = document.createElement("li");
    const mark = document.createElement(last ? "span" : "button");
    mark.textContent = words;
    if (last) {
      mark.setAttribute("aria-current", "location");
    } else {
      mark.type = "button";
      mark.className = "link";
      Object.assign(mark.dataset, data);
    }
    item.append(mark);
    return item;
  }

  function crumbs() {
    const list = document.getElementById("crumbs");
    const state = geoaid.within();
    list.parentElement.hidden = !state;
    if (!state) { list.replaceChildren(); return; }
    const place = geoaid.place();
    const town = place && place.length > 2 ? place : null;
    const steps = [step(geoaid.boot().map.country, { up: "country" }, false), step(geoaid.nameOf(state) || state, { drill: state, leave: "place" }, !town)];
    if (town) {
      steps.push(step(geoaid.nameOf(town) || town, {}, true));
      const item = document.createElement("li");
      const records = document.createElement("a");
      records.href = "#section-records";
      records.textContent = geoaid.boot().map.records;
      item.append(records);
      steps.push(item);
    }
    const stood = list.contains(document.activeElement);
    list.replaceChildren(...steps);
    if (stood) { (list.querySelector("button") || list).focus({ preventScroll: true }); }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up], [data-drill]");
    if (!button) { return; }
    if (button.dataset.up) { up(); }
    if (button.dataset.drill) {
      if (button.dataset.leave) { geoaid.change({ place: "none" }); } else { drill(button.dataset.drill); }
      document.querySelector(".map-frame").scrollIntoView({ block: "nearest" });
    }
  });

  const MENUS = "details.export, .list-choice";
  let closing = false; // whether the last thing done closed a menu

  document.addEventListener("pointerdown", () => { closing = false; }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest(MENUS) && event.target.closest("a")) { closing = true; }
  }, true);

  /* Escape closes what is open, then lets go of the place, then leaves the state. Who has just left
     a menu means that, and nothing that lies behind it. */
  document.addEventListener("keydown", (event) => {
    const menu = [...document.querySelectorAll(MENUS)].some((one) => one.open);
    const meant = menu || (closing && event.key === "Escape");
    closing = menu && event.key === "Escape";
    if (event.key !== "Escape" || event.defaultPrevented || meant) { return; }
    if (event.target.closest && event.target.closest("input, select, textarea, dialog, [role=dialog], details[open]")) { return; }
    if (geoaid.get("record") !== "none") { return; } // assets/records.js closes its card
    if (geoaid.place()) { geoaid.select("none"); } else { up(); }
  });

  window.geoaid = Object.assign(window.geoaid || {}, { drill: drill, up: up, enter: enter });
})();
