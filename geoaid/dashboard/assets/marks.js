/* What lies over the areas of the map: outlines, circles, labels, and the place chosen. Which there
   are is decided on the server; where a label finds a free place, here. */
(function () {
  "use strict";

  let overlay = null;
  let labels = [];

  function marksOn(map) {
    overlay = L.layerGroup().addTo(map);
    new ResizeObserver(placeLabels).observe(document.getElementById("chosen"));
    map.on("zoomend moveend", placeLabels);
  }

  function decorate() {
    const { map, paint, layers } = geoaid.atlas;
    overlay.clearLayers();
    labels = [];
    const [accent, dark, against] = paint.accent;
    const line = (code, colour, weight) => {
      const layer = layers.states[code] || layers.inside[code] || layers.municipalities[code];
      if (layer) {
        const style = { fill: false, color: colour, weight: weight, interactive: false, pane: "geoaid-outlines" };
        overlay.addLayer(L.geoJSON(layer.feature, { style: style, interactive: false, pane: "geoaid-outlines" }));
      }
    };
    const small = map.getContainer().clientWidth < 520;
    const weight = small ? 1.8 : 2.4;
    // Under the other, so that a place can be seen to be both selected and compared.
    if (geoaid.place()) { line(geoaid.place(), "#111827", paint.outlines.includes(geoaid.place()) ? 2.4 * weight : 3); }
    // White first, so that the line shows on any palette.
    paint.outlines.forEach((code) => { line(code, "#ffffff", weight + 2); line(code, against, weight); });
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
      // Else Leaflet listens for focus, and each circle becomes a stop of the Tab key: walk.js has one.
      circle._addFocusListeners = () => {};
      const words = geoaid.boot().programmes[programmes === 1 ? "one" : "other"].replace("{n}", programmes);
      geoaid.tell(circle, geoaid.tip(code, name, [words]), false);
      circle.on("click", (event) => { L.DomEvent.stop(event); geoaid.select(code); });
      circle.on("add", () => { circle.getElement().dataset.of = code; });
      circle.on("mouseover", () => geoaid.light(code));
      circle.on("mouseout", () => geoaid.light(null));
      overlay.addLayer(circle);
    }
    pin(map, dark);
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

  /* The place chosen, where the map draws no area of it: a mark at its point. */
  function pin(map, colour) {
    const told = document.querySelector("#chosen [data-lat]");
    const code = geoaid.place();
    const { layers } = geoaid.atlas;
    if (!told || !code || layers.states[code] || layers.inside[code] || layers.municipalities[code]) { return; }
    const at = [Number(told.dataset.lat), Number(told.dataset.lon)];
    const style = { pane: "geoaid-circles", radius: 9, color: "#111827", weight: 2.5, fill: false, interactive: false, className: "pin" };
    overlay.addLayer(L.circleMarker(at, style));
    overlay.addLayer(L.circleMarker(at, Object.assign({}, style, { radius: 1.5, color: colour })));
  }

  /* Tries places around each point and keeps the first that is free; a label that finds none is
     left out rather than laid over another. A state's label also looks along its own border, and
     takes the place that covers the least of other states; on a small map, where it would lie on
     them, it goes on two lines or is left out. */
  function placeLabels() {
    const { map, layers } = geoaid.atlas;
    if (!map || !labels.length) { return; }
    const frame = map.getContainer().getBoundingClientRect();
    const taken = [];
    document.querySelectorAll(".leaflet-geoaid-circles-pane .spotlight, #map .leaflet-control, #chosen").forEach((element) => {
      taken.push(element.getBoundingClientRect());
    });
    for (const item of labels) {
      const box = item.box;
      box.hidden = false;
      onLines(box, 1);
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
      if (map.getContainer().clientWidth < 520 && free && free.covered > 0) {
        onLines(box, 2);
        [w, h] = [box.offsetWidth, box.offsetHeight];
        const tight = besideState(item.code, w, h).find((spot) => spot.covered === 0 && isFree(spot));
        if (!tight) { onLines(box, 1); [w, h] = [box.offsetWidth, box.offsetHeight]; }
        free = tight || (free.covered > MOST_COVERED ? null : free);
      }
      if (free) {
        box.style.transform = "translate(" + free[0] + "px," + free[1] + "px)";
        taken.push({ left: anchor.left + free[0], top: anchor.top + free[1], right: anchor.left + free[0] + w, bottom: anchor.top + free[1] + h });
      } else {
        box.hidden = true;
      }
    }
  }

  /* So many of the ten points of a label may lie on other states where it would name them. */
  const MOST_COVERED = 2;

  /* The name on a line, and what stands in brackets after it on the same or on the next. */
  function onLines(box, lines) {
    const head = box.querySelector("b");
    head.textContent = head.textContent.replace(/\s\(/, lines === 2 ? "\n(" : " (");
    box.classList.toggle("tight", lines === 2);
  }

  /* Where a state's label may stand: right or left of its border at several heights, and on its
     own point; best first. */
  function besideState(code, w, h) {
    const { map, paint, layers } = geoaid.atlas;
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
    return Object.entries(geoaid.atlas.layers.states).some(([other, layer]) => {
      const path = other !== code && layer.getElement();
      return path && path.isPointInFill(at);
    });
  }

  window.geoaid = Object.assign(window.geoaid || {}, { marksOn: marksOn, decorate: decorate, placeLabels: placeLabels });
})();
