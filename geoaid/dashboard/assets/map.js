/* Paints the map: areas, patterns, outlines, circles, labels. What to paint is decided on the
   server (geoaid.render.live.paint); only areas whose class changed are touched. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const layers = { states: {}, municipalities: {} };
  const panes = { outlines: 420, focus: 425, circles: 430, labels: 440 };
  let map = null;
  let paint = null;
  let canvas = null;
  let overlay = null;
  let focused = null;
  let labels = [];
  const tiles = {};

  function entry(code) {
    return paint.areas[code] || [0, paint.other, null];
  }

  function statusText(code) {
    const [, status, text] = entry(code);
    return text === null ? paint.statusLabels[status] || "" : text;
  }

  /* ---- fills: a colour for a class, a pattern for a status ---- */

  function patternShape(kind) {
    return {
      diagonal: [["M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6", 0]],
      horizontal: [["M0,2 L8,2 M0,6 L8,6", 0]],
      dots: [["M2,2 h1.4 v1.4 h-1.4z M6,6 h1.4 v1.4 h-1.4z", 1]],
      cross: [["M0,0 L8,8 M8,0 L0,8", 0]],
      none: [],
    }[kind];
  }

  function definePatterns(svg) {
    const old = svg.querySelector("defs.patterns");
    if (old) { return; }
    const defs = document.createElementNS(SVG, "defs");
    defs.setAttribute("class", "patterns");
    for (const [status, [colour, kind]] of Object.entries(paint.styles)) {
      const pattern = document.createElementNS(SVG, "pattern");
      const attributes = { id: "status-" + status, width: 8, height: 8, patternUnits: "userSpaceOnUse" };
      for (const [name, value] of Object.entries(attributes)) { pattern.setAttribute(name, value); }
      const ground = document.createElementNS(SVG, "rect");
      ground.setAttribute("width", 8);
      ground.setAttribute("height", 8);
      ground.setAttribute("fill", colour);
      pattern.append(ground);
      for (const [path, solid] of patternShape(kind)) {
        const line = document.createElementNS(SVG, "path");
        line.setAttribute("d", path);
        line.setAttribute(solid ? "fill" : "stroke", paint.ink);
        line.setAttribute("stroke-width", 1);
        pattern.append(line);
      }
      defs.append(pattern);
    }
    svg.prepend(defs);
  }

  function canvasFill(status) {
    if (!tiles[status]) {
      const [colour, kind] = paint.styles[status];
      if (kind === "none") {
        tiles[status] = colour;
      } else {
        const tile = document.createElement("canvas");
        tile.width = tile.height = 8;
        const pen = tile.getContext("2d");
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 8, 8);
        pen.strokeStyle = pen.fillStyle = paint.ink;
        for (const [path, solid] of patternShape(kind)) {
          const shape = new Path2D(path);
          if (solid) { pen.fill(shape); } else { pen.stroke(shape); }
        }
        tiles[status] = pen.createPattern(tile, "repeat");
      }
    }
    return tiles[status];
  }

  function fillOf(code, level) {
    const [cls, status] = entry(code);
    if (cls) { return paint.colours[cls - 1]; }
    return level === "state" ? "url(#status-" + status + ")" : canvasFill(status);
  }

  function stateStyle(code) {
    if (!paint || paint.level !== "state") {
      return { fillOpacity: 0, weight: 1, color: "#8e979f", opacity: 0.9 };
    }
    return { fillColor: fillOf(code, "state"), fillOpacity: 1, weight: 0.9, color: "#ffffff", opacity: 1 };
  }

  function municipalityStyle(code) {
    const style = { weight: 0.3, color: "#cfc9bd", fillOpacity: 1, opacity: 1 };
    style.fillColor = paint && paint.level === "municipality" ? fillOf(code, "municipality") : "#f7f6f3";
    return style;
  }

  const STYLES = { states: stateStyle, municipalities: municipalityStyle };

  /* ---- one area ---- */

  function label(code, name) {
    // What the states' own values are is not known at the level of municipalities.
    if (paint.level !== "state") { return name; }
    const [cls] = entry(code);
    const boot = geoaid.boot();
    const parts = [name, statusText(code)];
    if (cls) {
      parts.push(boot.of.replace("{i}", cls).replace("{n}", paint.colours.length));
    }
    return parts.filter(Boolean).join(", ");
  }

  function describe(layer) {
    const element = layer.getElement && layer.getElement();
    if (element && paint) {
      element.setAttribute("aria-label", label(layer.feature.properties.code, layer.feature.properties.name));
      element.setAttribute("aria-pressed", String(layer.feature.properties.code === geoaid.place()));
    }
  }

  function tooltip(layer) {
    const { code, name } = layer.feature.properties;
    const box = document.createElement("div");
    const title = document.createElement("b");
    title.textContent = name;
    box.append(title);
    // Many municipalities share a name; the state tells them apart.
    const state = code.length > 2 && layers.states[code.slice(0, 2)];
    if (state) { box.append(", " + state.feature.properties.name); }
    if (code.length > 2 || paint.level === "state") {
      const line = document.createElement("div");
      line.textContent = statusText(code);
      box.append(line);
    }
    return box;
  }

  /* The second click of a double click must not undo the first. */
  function clicked(event, code) {
    if (event.originalEvent && event.originalEvent.detail > 1) { return; }
    geoaid.select(code);
  }

  function register(kind, feature, layer, context) {
    adopt(context.map);
    layers[kind][feature.properties.code] = layer;
    layer.bindTooltip(tooltip, { sticky: true, direction: "top", opacity: 1 });
    layer.on("click", (event) => clicked(event, feature.properties.code));
    if (kind === "states") {
      layer.on("add", () => {
        const element = layer.getElement();
        element.dataset.code = feature.properties.code;
        element.setAttribute("tabindex", "0");
        element.setAttribute("role", "button");
        element.addEventListener("keydown", (event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            geoaid.select(feature.properties.code);
          } else if (event.key === "Escape" && geoaid.place()) {
            geoaid.select("none");
          }
        });
        element.addEventListener("focus", () => { if (element.matches(":focus-visible")) { ring(layer); } });
        element.addEventListener("blur", () => ring(null));
        definePatternsSoon(element);
        describe(layer);
      });
    }
    schedule();
  }

  /* The area that a keyboard stands on: drawn over its neighbours, light on dark. */
  function ring(layer) {
    focused.clearLayers();
    if (!layer) { return; }
    for (const [colour, weight] of [["#1b2733", 6], ["#fbbf24", 3]]) {
      const style = { fill: false, color: colour, weight: weight, interactive: false, pane: "geoaid-focus" };
      focused.addLayer(L.geoJSON(layer.feature, { style: style, interactive: false, pane: "geoaid-focus" }));
    }
  }

  function definePatternsSoon(element) {
    const svg = element.ownerSVGElement;
    if (svg && paint) { definePatterns(svg); }
  }

  /* ---- the map itself ---- */

  function adopt(found) {
    if (map || !found) { return; }
    map = found;
    for (const [name, z] of Object.entries(panes)) {
      const pane = map.createPane("geoaid-" + name);
      pane.style.zIndex = z;
      pane.style.pointerEvents = "none";
    }
    overlay = L.layerGroup().addTo(map);
    focused = L.layerGroup().addTo(map);
    // Leaflet asks only when a map is made.
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) { map._zoomAnimated = false; }
    const container = map.getContainer();
    container.setAttribute("role", "group");
    container.setAttribute("aria-label", geoaid.boot().map.label);
    addButtons();
    fit();
    new ResizeObserver(resized).observe(container);
    new ResizeObserver(placeLabels).observe(document.getElementById("chosen"));
    map.on("zoomend moveend", placeLabels);
    // A finger scrolls the page over the whole country, and moves the map once it is enlarged.
    if (matchMedia("(pointer: coarse)").matches) {
      map.dragging.disable();
      map.on("zoomend", () => map.dragging[map.getZoom() > home.zoom + 0.2 ? "enable" : "disable"]());
    }
    map.on("focus click", () => map.scrollWheelZoom.enable());
    map.on("blur mouseout", () => map.scrollWheelZoom.disable());
    window.addEventListener("beforeprint", () => { container.classList.add("printed"); resized(); });
    window.addEventListener("afterprint", () => { container.classList.remove("printed"); resized(); });
  }

  function addButtons() {
    const words = geoaid.boot().map;
    L.control.zoom({ position: "topright", zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(map);
    const bar = document.querySelector("#map .leaflet-control-zoom");
    const whole = L.DomUtil.create("a", "whole", bar);
    whole.href = "#map";
    whole.title = words.whole;
    whole.setAttribute("role", "button");
    whole.setAttribute("aria-label", words.whole);
    L.DomEvent.on(whole, "click dblclick", (event) => { L.DomEvent.stop(event); fit(); });
  }

  /* What a reader zoomed or moved to stays when the page changes its size. */
  let home = null;
  function fit() {
    map.fitBounds([[14.3, -118.6], [33.1, -86.2]], { animate: false, padding: [4, 4] });
    home = { zoom: map.getZoom(), centre: map.getCenter() };
  }

  function resized() {
    const still = Math.abs(map.getZoom() - home.zoom) < 0.01 && map.distance(map.getCenter(), home.centre) < 2e4;
    map.invalidateSize({ animate: false });
    if (still) { fit(); }
    placeLabels();
  }

  let waiting = false;
  function schedule() {
    if (waiting) { return; }
    waiting = true;
    requestAnimationFrame(() => { waiting = false; if (paint && map) { draw(); } });
  }

  function draw() {
    for (const kind of ["states", "municipalities"]) {
      for (const [code, layer] of Object.entries(layers[kind])) {
        const style = STYLES[kind](code);
        const key = [style.fillColor, style.fillOpacity, style.color].map(identity).join();
        if (layer.geoaidKey !== key) {
          layer.geoaidKey = key;
          layer.setStyle(style);
        }
        if (kind === "states") { describe(layer); }
      }
    }
    const container = map.getContainer();
    container.dataset.level = paint.level;
    container.dataset.painted = String(Object.keys(layers.states).length);
    decorate();
  }

  const names = new Map();
  function identity(value) {
    if (typeof value !== "object") { return value; }
    if (!names.has(value)) { names.set(value, "pattern" + names.size); }
    return names.get(value);
  }

  /* ---- outlines, circles, labels ---- */

  function decorate() {
    overlay.clearLayers();
    labels = [];
    const [accent, dark] = paint.accent;
    const line = (code, colour, weight) => {
      const layer = layers.states[code] || layers.municipalities[code];
      if (layer) {
        const style = { fill: false, color: colour, weight: weight, interactive: false, pane: "geoaid-outlines" };
        overlay.addLayer(L.geoJSON(layer.feature, { style: style, interactive: false, pane: "geoaid-outlines" }));
      }
    };
    const small = map.getContainer().clientWidth < 520;
    const weight = small ? 1.8 : 2.4;
    // Under the accent, so that a place can be seen to be both selected and compared.
    if (geoaid.place()) { line(geoaid.place(), "#111827", paint.outlines.includes(geoaid.place()) ? 2.4 * weight : 3); }
    paint.outlines.forEach((code) => line(code, accent, weight));
    for (const [code, name, lat, lon, radius, programmes, spotlight] of paint.circles) {
      const circle = L.circleMarker([lat, lon], {
        pane: "geoaid-circles",
        radius: Math.max((small ? 8 : 11) * radius, 2.5),
        color: spotlight ? dark : "#374151",
        weight: spotlight ? 1.5 : 0.8,
        fillColor: spotlight ? accent : "#ffffff",
        fillOpacity: spotlight ? 0.95 : 0.6,
        className: spotlight ? "circle spotlight" : "circle",
      });
      const words = geoaid.boot().programmes[programmes === 1 ? "one" : "other"].replace("{n}", programmes);
      const box = document.createElement("div");
      const title = document.createElement("b");
      title.textContent = name;
      const count = document.createElement("div");
      count.textContent = words;
      box.append(title, count);
      circle.bindTooltip(box, { direction: "top", opacity: 1 });
      circle.on("click", (event) => { L.DomEvent.stop(event); clicked(event, code); });
      overlay.addLayer(circle);
    }
    const drawn = new Set(paint.circles.map((circle) => circle[0]));
    for (const [code, , , lat, lon, spotlight] of paint.labels) {
      if (spotlight && code.length > 2 && !drawn.has(code)) {
        // Put forward, and named by nothing in this view: a ring with nothing in it.
        const style = { pane: "geoaid-circles", radius: 4, color: dark, weight: 1.5, fill: false, interactive: false };
        overlay.addLayer(L.circleMarker([lat, lon], Object.assign(style, { className: "spotlight" })));
      }
    }
    for (const [code, text, detail, lat, lon, spotlight] of paint.labels) {
      const box = document.createElement("div");
      box.className = spotlight ? "map-label spotlight" : "map-label against";
      const head = document.createElement("b");
      head.textContent = text;
      box.append(head);
      if (detail && !small) {
        const more = document.createElement("span");
        more.textContent = detail;
        box.append(more);
      }
      const marker = L.marker([lat, lon], {
        pane: "geoaid-labels",
        interactive: false,
        keyboard: false,
        icon: L.divIcon({ className: "map-label-anchor", html: box, iconSize: [0, 0] }),
      });
      overlay.addLayer(marker);
      labels.push({ code: code, box: box, spotlight: spotlight });
    }
    placeLabels();
  }

  /* Tries places around each point and keeps the first that is free; a label that finds none is
     left out rather than laid over another. A state's label also looks along its own border, and
     takes the place that covers the least of other states. */
  function placeLabels() {
    if (!map || !labels.length) { return; }
    const frame = map.getContainer().getBoundingClientRect();
    const taken = [];
    document.querySelectorAll(".leaflet-geoaid-circles-pane .spotlight, #map .leaflet-control, #chosen").forEach((element) => {
      taken.push(element.getBoundingClientRect());
    });
    for (const item of labels) {
      const box = item.box;
      box.hidden = false;
      const detail = box.querySelector("span");
      if (detail) { detail.hidden = false; }
      const anchor = box.parentElement.getBoundingClientRect();
      let w = box.offsetWidth;
      let h = box.offsetHeight;
      const gap = item.spotlight ? 13 : 6;
      let spots = [
        [gap, -h / 2], [gap, -h - 2], [gap, 2], [-w / 2, -h - gap], [-w / 2, gap],
        [-w - gap, -h / 2], [-w - gap, -h - 2], [-w - gap, 2],
      ];
      const isFree = ([dx, dy]) => {
        const r = { left: anchor.left + dx, top: anchor.top + dy, right: anchor.left + dx + w, bottom: anchor.top + dy + h };
        if (r.left < frame.left + 2 || r.right > frame.right - 2 || r.top < frame.top + 2 || r.bottom > frame.bottom - 2) { return false; }
        return !taken.some((t) => r.left < t.right && r.right > t.left && r.top < t.bottom && r.bottom > t.top);
      };
      if (layers.states[item.code]) { spots = besideState(item.code, w, h); }
      let free = spots.find(isFree);
      // Where the long label would lie on other states, the short one may find a better place.
      if (detail && layers.states[item.code] && !(free && free.covered === 0)) {
        detail.hidden = true;
        [w, h] = [box.offsetWidth, box.offsetHeight];
        free = besideState(item.code, w, h).find(isFree);
      }
      if (free) {
        box.style.transform = "translate(" + free[0] + "px," + free[1] + "px)";
        taken.push({ left: anchor.left + free[0], top: anchor.top + free[1], right: anchor.left + free[0] + w, bottom: anchor.top + free[1] + h });
      } else {
        box.hidden = true;
      }
    }
  }

  /* Where a state's label may stand: right or left of its border at several heights, and on its
     own point; best first. */
  function besideState(code, w, h) {
    const item = paint.labels.find((label) => label[0] === code);
    const at = map.latLngToLayerPoint([item[3], item[4]]);
    const points = [];
    const walk = (rings) => rings.forEach((ring) => {
      if (Array.isArray(ring)) { walk(ring); } else { points.push(map.latLngToLayerPoint(ring)); }
    });
    walk(layers.states[code].getLatLngs());
    const top = Math.min(...points.map((p) => p.y));
    const bottom = Math.max(...points.map((p) => p.y));
    const spots = [];
    for (let step = 0; step <= 8; step += 1) {
      const y = top + ((bottom - top) * step) / 8;
      const near = points.filter((p) => Math.abs(p.y - y) < h / 2 + 3).map((p) => p.x);
      if (near.length) {
        spots.push([Math.max(...near) + 7 - at.x, y - h / 2 - at.y]);
        spots.push([Math.min(...near) - 7 - w - at.x, y - h / 2 - at.y]);
      }
    }
    spots.push([-w / 2, -h / 2]);
    spots.forEach((spot) => {
      const [dx, dy] = spot;
      spot.covered = 0;
      for (let i = 0; i <= 4; i += 1) {
        for (const j of [0.1, 0.9]) {
          if (onAnotherState(code, at.x + dx + (w * i) / 4, at.y + dy + h * j)) { spot.covered += 1; }
        }
      }
      // A free place far from the state's middle is worse than a near one.
      spot.cost = spot.covered * 60 + Math.abs(dy + h / 2);
    });
    return spots.sort((a, b) => a.cost - b.cost);
  }

  function onAnotherState(code, x, y) {
    const at = new DOMPoint(x, y);
    return Object.entries(layers.states).some(([other, layer]) => {
      const path = other !== code && layer.getElement();
      return path && path.isPointInFill(at);
    });
  }

  window.geoaid = Object.assign(window.geoaid || {}, {
    style: {
      context: () => ({ fillColor: "#e7e5df", fillOpacity: 1, color: "#ffffff", weight: 1, opacity: 1 }),
      states: (feature) => stateStyle(feature.properties.code),
      municipalities: (feature) => {
        canvas = canvas || L.canvas({ pane: "municipalities", padding: 0.2, tolerance: 2 });
        return Object.assign({ renderer: canvas }, municipalityStyle(feature.properties.code));
      },
    },
    feature: {
      context: (feature, layer, context) => adopt(context.map),
      states: (feature, layer, context) => register("states", feature, layer, context),
      municipalities: (feature, layer, context) => register("municipalities", feature, layer, context),
    },
    redraw: schedule,
    limits: () => paint.limits,
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.geoaid = Object.assign({}, window.dash_clientside.geoaid, {
    show: (data) => {
      geoaid.build(data);
      paint = data.paint;
      for (const status of Object.keys(tiles)) { delete tiles[status]; }
      geoaid.level(paint.level);
      if (paint.refused) { geoaid.refuse(paint.refused); }
      schedule();
      return Date.now();
    },
  });
})();
