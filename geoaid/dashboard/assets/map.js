/* The map: its areas, what they are called, and that a change repaints only what changed. What to
   paint is decided on the server (geoaid.render.live.paint). Beside it: fills.js (colours and
   patterns), marks.js (outlines, circles, labels), walk.js (the keyboard), drill.js (into a state). */
(function () {
  "use strict";

  /* What the files of the map share. `layers` are Leaflet's, by code; `inside` those of the state
     that the map is within. */
  const atlas = { map: null, paint: null, layers: { states: {}, municipalities: {}, inside: {} }, home: null };
  const panes = { inside: 415, outlines: 420, focus: 425, circles: 430, labels: 440 };
  let canvas = null;

  function entry(code) {
    return atlas.paint.areas[code] || [0, atlas.paint.other, null];
  }

  function statusText(code) {
    const [, status, text] = entry(code);
    return text === null ? atlas.paint.statusLabels[status] || "" : text;
  }

  /* Whether what is painted tells of places of this kind. */
  function tells(kind) {
    const { level, within } = atlas.paint;
    if (kind === "inside") { return Boolean(within); }
    return kind === "states" ? level === "state" : level === "municipality" && !within;
  }

  /* A class of the legend that a reader points at: the others step back. */
  function faded(code) {
    const lit = atlas.lit;
    if (!lit) { return false; }
    const [cls, status] = entry(code);
    return lit.class ? cls !== lit.class : Boolean(cls) || status !== lit.status;
  }

  const FADED = 0.18;

  function stateStyle(code) {
    const { paint } = atlas;
    if (paint && paint.within) {
      const ground = code === paint.within ? 0 : 1;
      return { fillColor: "#efece6", fillOpacity: ground, weight: 0.9, color: "#ffffff", opacity: ground };
    }
    if (!paint || paint.level !== "state") {
      return { fillOpacity: 0, weight: 1, color: "#8e979f", opacity: 0.9 };
    }
    const opacity = faded(code) ? FADED : 1;
    return { fillColor: geoaid.areaFill(paint, entry(code), false), fillOpacity: opacity, weight: 0.9, color: "#ffffff", opacity: 1 };
  }

  function municipalityStyle(code) {
    const style = { weight: 0.3, color: "#cfc9bd", fillOpacity: 1, opacity: 1, fillColor: "#f7f6f3" };
    if (atlas.paint && tells("municipalities")) {
      style.fillColor = geoaid.areaFill(atlas.paint, entry(code), true);
      style.fillOpacity = faded(code) ? FADED : 1;
    }
    return style;
  }

  function insideStyle(code) {
    const opacity = faded(code) ? FADED : 1;
    return { weight: 0.8, color: "#bdb6a8", opacity: 1, fillOpacity: opacity, fillColor: geoaid.areaFill(atlas.paint, entry(code), false) };
  }

  const STYLES = { states: stateStyle, municipalities: municipalityStyle, inside: insideStyle };

  /* ---- one area ---- */

  function nameOf(code) {
    const layer = atlas.layers.inside[code] || atlas.layers.states[code] || atlas.layers.municipalities[code];
    return geoaid.boot().names[code] || (layer ? layer.feature.properties.name : "");
  }

  /* "6 documented programmes", or that there is no record. */
  function said(code) {
    const [cls, status] = entry(code);
    const value = statusText(code);
    return cls || status === "value" || status === "zero" ? atlas.paint.says[value === "1" ? 0 : 1].replace("{n}", value) : value;
  }

  /* "Veracruz, 6 documented programmes, class 2 of 5". */
  function label(kind, code, name) {
    // What the states' own values are is not known at the level of municipalities.
    if (!tells(kind)) { return name; }
    const [cls] = entry(code);
    const parts = [name, said(code)];
    if (cls) {
      parts.push(geoaid.boot().of.replace("{i}", cls).replace("{n}", atlas.paint.colours.length));
    }
    return parts.filter(Boolean).join(", ");
  }

  function describe(kind, layer) {
    const element = layer.getElement && layer.getElement();
    if (element && atlas.paint) {
      const { code } = layer.feature.properties;
      element.setAttribute("aria-label", label(kind, code, nameOf(code)));
      element.setAttribute("aria-pressed", String(code === geoaid.place()));
    }
  }

  /* What a place is called, and lines on it. */
  function tip(code, name, lines) {
    const box = document.createElement("div");
    const title = document.createElement("b");
    title.textContent = name;
    box.append(title);
    // Many municipalities share a name, and some have their state's; the state tells them apart.
    const state = code.length > 2 && nameOf(code.slice(0, 2));
    if (state) { box.append(", " + state); }
    lines.forEach((words) => {
      const line = document.createElement("div");
      line.textContent = words;
      box.append(line);
    });
    return box;
  }

  function tooltip(layer, kind) {
    const { code } = layer.feature.properties;
    return tip(code, nameOf(code), tells(kind) ? [said(code), ...namedIn(code)] : []);
  }

  /* How many municipalities of a state are named: where the map draws them, they are its circles. */
  function namedIn(code) {
    const { circles, level } = atlas.paint;
    if (level !== "state" || !circles.length) { return []; }
    const { named, divisions } = geoaid.boot().map;
    const [whole, kind] = divisions[code];
    const there = circles.filter(([one]) => one.slice(0, 2) === code).length;
    return [named.replace("{n}", there).replace("{whole}", whole).replace("{kind}", kind)];
  }

  function register(kind, feature, layer, found) {
    adopt(found);
    const code = feature.properties.code;
    atlas.layers[kind][code] = layer;
    geoaid.tell(layer, () => tooltip(layer, kind), true);
    layer.on("click", () => {
      // A neighbour of the state that the map is within is a way to go on.
      if (kind === "states" && atlas.paint.within) { geoaid.drill(code); } else { geoaid.select(code); }
    });
    layer.on("mouseover", () => geoaid.light(code));
    layer.on("mouseout", () => geoaid.light(null));
    if (kind === "municipalities") { schedule(); return; }
    layer.on("dblclick", (event) => {
      if (kind === "states" && !atlas.paint.within) { L.DomEvent.stop(event); geoaid.drill(code); }
    });
    layer.on("add", () => {
      const element = layer.getElement();
      element.dataset.code = code;
      element.setAttribute("role", "button");
      geoaid.walker(kind, layer, element);
      if (element.ownerSVGElement && atlas.paint) { geoaid.definePatterns(element.ownerSVGElement, atlas.paint); }
      describe(kind, layer);
    });
    schedule();
  }

  /* ---- the map itself ---- */

  function adopt(found) {
    if (atlas.map || !found) { return; }
    const map = atlas.map = found;
    for (const [name, z] of Object.entries(panes)) {
      const pane = map.createPane("geoaid-" + name);
      pane.style.zIndex = z;
      if (name !== "inside") { pane.style.pointerEvents = "none"; }
    }
    // Leaflet asks only when a map is made.
    if (still()) { map._zoomAnimated = false; }
    const container = map.getContainer();
    container.setAttribute("role", "group");
    container.setAttribute("aria-label", geoaid.boot().map.label);
    container.setAttribute("aria-describedby", "map-keys");
    addButtons();
    fit();
    geoaid.marksOn(map);
    geoaid.tipsOn(map);
    geoaid.extentOn(map);
    new ResizeObserver(resized).observe(container);
    // A finger scrolls the page over the whole country, and moves the map once it is enlarged.
    if (matchMedia("(pointer: coarse)").matches) {
      map.dragging.disable();
      map.on("zoomend", () => map.dragging[map.getZoom() > atlas.home.zoom + 0.2 ? "enable" : "disable"]());
    }
    map.on("click", () => map.scrollWheelZoom.enable());
    map.on("mouseout", () => map.scrollWheelZoom.disable());
    window.addEventListener("beforeprint", () => { container.classList.add("printed"); resized(); });
    window.addEventListener("afterprint", () => { container.classList.remove("printed"); resized(); });
  }

  function still() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  function addButtons() {
    const words = geoaid.boot().map;
    L.control.zoom({ position: "topright", zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(atlas.map);
    const bar = document.querySelector("#map .leaflet-control-zoom");
    const whole = L.DomUtil.create("a", "whole", bar);
    whole.href = "#map";
    whole.title = words.whole;
    whole.setAttribute("role", "button");
    whole.setAttribute("aria-label", words.whole);
    L.DomEvent.on(whole, "click dblclick", (event) => { L.DomEvent.stop(event); fit(); });
  }

  /* Shows the country, or the state that the map is within. What a reader zoomed or moved to stays
     when the page changes its size. */
  function fit(animate) {
    const bounds = atlas.paint ? atlas.paint.bounds : geoaid.boot().map.bounds;
    const pad = atlas.paint && atlas.paint.within ? 28 : 4;
    atlas.map.fitBounds(bounds, { animate: Boolean(animate) && !still() && !geoaid.restoring(), padding: [pad, pad] });
    const zoom = atlas.map.getBoundsZoom(bounds, false, L.point(2 * pad, 2 * pad));
    atlas.home = { zoom: zoom, centre: L.latLngBounds(bounds).getCenter(), bounds: bounds };
  }

  function resized() {
    const { map, home } = atlas;
    const seen = map.project(home.centre).distanceTo(map.project(map.getCenter()));
    const unmoved = Math.abs(map.getZoom() - home.zoom) < 0.01 && seen < 60;
    map.invalidateSize({ animate: false });
    if (unmoved) { fit(); }
    geoaid.placeLabels();
  }

  let waiting = false;
  function schedule() {
    if (waiting) { return; }
    waiting = true;
    requestAnimationFrame(() => { waiting = false; if (atlas.paint && atlas.map) { draw(); } });
  }

  function restyle() {
    for (const [kind, layers] of Object.entries(atlas.layers)) {
      if (kind === "municipalities" && atlas.paint.within) { continue; }
      for (const [code, layer] of Object.entries(layers)) {
        const style = STYLES[kind](code);
        const key = [style.fillColor, style.fillOpacity, style.color, style.opacity].map(identity).join();
        if (layer.geoaidKey !== key) {
          layer.geoaidKey = key;
          layer.setStyle(style);
        }
      }
    }
  }

  function draw() {
    const { paint, layers } = atlas;
    restyle();
    ["states", "inside"].forEach((kind) => Object.values(layers[kind]).forEach((layer) => describe(kind, layer)));
    const container = atlas.map.getContainer();
    container.dataset.level = paint.level;
    container.dataset.within = paint.within || "";
    container.dataset.painted = String(Object.keys(layers.states).length);
    geoaid.decorate();
    geoaid.enter(paint.within);
    geoaid.restoreExtent(atlas.map);
    geoaid.walkFrom();
    geoaid.live();
  }

  const names = new Map();
  function identity(value) {
    if (typeof value !== "object") { return value; }
    if (!names.has(value)) { names.set(value, "pattern" + names.size); }
    return names.get(value);
  }

  window.geoaid = Object.assign(window.geoaid || {}, {
    atlas: atlas,
    style: {
      context: () => ({ fillColor: "#e7e5df", fillOpacity: 1, color: "#ffffff", weight: 1, opacity: 1 }),
      states: (feature) => stateStyle(feature.properties.code),
      municipalities: (feature) => {
        canvas = canvas || L.canvas({ pane: "municipalities", padding: 0.2, tolerance: 2 });
        return Object.assign({ renderer: canvas }, municipalityStyle(feature.properties.code));
      },
      inside: (feature) => insideStyle(feature.properties.code),
    },
    feature: {
      context: (feature, layer, context) => adopt(context.map),
      states: (feature, layer, context) => register("states", feature, layer, context.map),
      municipalities: (feature, layer, context) => register("municipalities", feature, layer, context.map),
      inside: (feature, layer) => register("inside", feature, layer, atlas.map),
    },
    nameOf: nameOf,
    tip: tip,
    fit: fit,
    redraw: schedule,
    /* Shows one class or status of the legend before the others; null shows all. */
    lightClass: (lit) => { atlas.lit = lit; if (atlas.paint && atlas.map) { restyle(); } },
    limits: () => atlas.paint.limits,
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.geoaid = Object.assign({}, window.dash_clientside.geoaid, {
    show: (data) => {
      geoaid.build(data);
      atlas.paint = data.paint;
      atlas.lit = null;
      geoaid.forgetClass();
      geoaid.forgetTiles();
      geoaid.level(atlas.paint);
      if (atlas.paint.refused) { geoaid.refuse(atlas.paint.refused); }
      schedule();
      return Date.now();
    },
  });
})();
