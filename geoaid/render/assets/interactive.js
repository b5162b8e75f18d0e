/* Unpacks the geometry, paints it for one view or another, and answers to pointing, Enter, clicks
   and the search. The map itself is folium's. */
"use strict";
var geoaid = (function () {
  var data = null;
  var map = null;
  var view = null;
  var areas = {};
  var others = {};
  var circles = {};
  var states = {};
  var marked = {};
  var opener = null;
  var chosen = null;
  var labels = [];
  var dots = [];

  function make(tag, content, className) {
    var node = document.createElement(tag);
    // Text from data only ever becomes text.
    if (content) node.textContent = content;
    if (className) node.className = className;
    return node;
  }

  function place(code) {
    var known = data.places[code] || { name: data.others[code], count: "", records: [] };
    return { name: known.name, count: known.count, records: known.records, lines: view.lines[code] || [view.other] };
  }

  /* The circles of the view that is shown; a view of need has none. */
  function circled() {
    return view.circles ? circles : {};
  }

  function tip(code) {
    var node = make("div", "", "geoaid-tip");
    var said = place(code);
    node.appendChild(make("b", said.name));
    said.lines.forEach(function (line) { node.appendChild(make("span", line)); });
    return node;
  }

  function record(number) {
    var parts = data.records[number];
    var source = data.sources[parts[2]];
    var item = make("li");
    item.appendChild(make("b", parts[0]));
    // A word joiner on either side keeps a range of years on one line.
    item.appendChild(make("span", parts[1].replace(/(\d)–(\d)/g, "$1\u2060–\u2060$2"), "quiet"));
    var link = make(source[1] ? "a" : "span", source[0]);
    if (source[1]) {
      link.href = source[1];
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    if (data.ledger_lang) item.firstChild.lang = data.ledger_lang;
    item.appendChild(link);
    return item;
  }

  function open(code, from) {
    var said = place(code);
    var panel = document.getElementById("panel");
    var head = make("header");
    var title = make("h2", said.name);
    var close = make("button", data.texts.close);
    title.tabIndex = -1;
    close.type = "button";
    close.addEventListener("click", shut);
    head.appendChild(title);
    head.appendChild(close);
    panel.replaceChildren(head);
    said.lines.forEach(function (line) { panel.appendChild(make("p", line)); });
    panel.appendChild(make("h3", said.count || data.texts.no_record));
    var list = make("ul");
    said.records.forEach(function (number) { list.appendChild(record(number)); });
    panel.appendChild(list);
    opener = from;
    chosen = code;
    mark("selected", code);
    if (from) {
      title.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "nearest" });
    }
  }

  function shut() {
    var panel = document.getElementById("panel");
    panel.replaceChildren(make("p", data.texts.choose, "quiet"));
    mark("selected", null);
    chosen = null;
    if (opener) opener.focus();
    opener = null;
  }

  /* A line around the place that is pointed at, or that is open. */
  function mark(why, code) {
    if (marked[why]) marked[why].remove();
    marked[why] = null;
    var layer = areas[code] || others[code] || states[code];
    var look = { pane: "outlines", interactive: false, fill: false, color: "#111827", weight: why === "selected" ? 2.4 : 1.2 };
    if (layer) marked[why] = L.polygon(layer.getLatLngs(), look).addTo(map);
    // What has a circle and no area of its own gets a ring.
    else if (circles[code]) marked[why] = L.circleMarker(circles[code].getLatLng(), Object.assign(look, { radius: circles[code].getRadius() + 4 })).addTo(map);
  }

  function listen(code, layer) {
    layer.bindTooltip(function () { return tip(code); }, { sticky: true, opacity: 1 });
    layer.on("mouseover", function () { mark("pointed", code); });
    layer.on("mouseout", function () { mark("pointed", null); });
    layer.on("click", function () { open(code, layer.getElement()); });
  }

  /* What a screen reader says of a place. */
  function called(code, layer) {
    var node = layer.getElement();
    var said = place(code);
    if (node) node.setAttribute("aria-label", [said.name].concat(said.lines).join(". "));
  }

  function reachable(code, layer) {
    var node = layer.getElement();
    if (!node) return;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("data-code", code);
    called(code, layer);
    node.addEventListener("focus", function () {
      if (!node.matches(":focus-visible")) return;
      mark("pointed", code);
      layer.openTooltip(layer.getCenter ? layer.getCenter() : layer.getLatLng());
    });
    node.addEventListener("blur", function () { mark("pointed", null); layer.closeTooltip(); });
    node.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      layer.closeTooltip();
      open(code, node);
    });
  }

  function feature(code, polygons) {
    var coordinates = polygons.map(function (rings) {
      return rings.map(function (steps) {
        var ring = [];
        for (var i = 0, x = 0, y = 0; i < steps.length; i += 2) {
          x += steps[i];
          y += steps[i + 1];
          ring.push([x / data.grid, y / data.grid]);
        }
        return ring;
      });
    });
    return { type: "Feature", id: code, properties: {},
             geometry: { type: "MultiPolygon", coordinates: coordinates } };
  }

  /* Labels: a municipality's stands beside its circle; a state's beside its outline, in the sea if
     there is room, never over another place that has a label. One without room is left out. */
  function overlap(a, b) {
    var width = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
    var height = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
    return width > 0 && height > 0 ? width * height : 0;
  }

  /* How many of fifteen points of a box lie on a label's own state, on others, on labelled ones. */
  function ground(box, code) {
    var found = { own: 0, others: 0, named: 0 };
    var grid = [];
    [0, 0.25, 0.5, 0.75, 1].forEach(function (x) { [0, 0.5, 1].forEach(function (y) { grid.push([x, y]); }); });
    Object.keys(states).forEach(function (other) {
      var path = states[other].getElement();
      if (!path || !path.isPointInFill) return;
      var bounds = path.getBBox();
      if (!overlap(box, { x: bounds.x, y: bounds.y, w: bounds.width, h: bounds.height })) return;
      var named = labels.some(function (label) { return label.code === other; });
      grid.forEach(function (at) {
        var point = path.ownerSVGElement.createSVGPoint();
        point.x = box.x + box.w * at[0];
        point.y = box.y + box.h * at[1];
        if (path.isPointInFill(point)) found[other === code ? "own" : named ? "named" : "others"] += 1;
      });
    });
    return found;
  }

  /* Corners of a state's outline in pixels, its islands left out; only labelled states need them. */
  function corners(code) {
    var longest = [];
    (function collect(part) {
      if (part[0].lat === undefined) part.forEach(collect);
      else if (part.length > longest.length) longest = part;
    })(states[code].getLatLngs());
    return longest.map(map.latLngToLayerPoint, map);
  }

  function beside(label, w, h) {
    var p = map.latLngToLayerPoint(label.at);
    var circle = circled()[label.code];
    var gap = circle ? circle.getRadius() + 4 : 6;
    return [[p.x + gap, p.y - h / 2], [p.x - gap - w, p.y - h / 2], [p.x - w / 2, p.y - gap - h],
            [p.x - w / 2, p.y + gap], [p.x + gap, p.y - h - 2], [p.x + gap, p.y + 2]];
  }

  /* The nearest free place around a state's outline, or inside it if it is large. */
  function around(label, w, h, edge, free) {
    var narrow = map.getSize().x < 520;
    var step = narrow ? 5 : 9;
    var reach = narrow ? 30 : map.getSize().x * 0.16;
    var box = L.bounds(edge);
    var near = [];
    for (var x = box.min.x - w - reach; x <= box.max.x + reach; x += step) {
      for (var y = box.min.y - h - reach; y <= box.max.y + reach; y += step) {
        var one = { x: x, y: y, w: w, h: h };
        one.far = nearest(edge, one).far;
        if (one.far > 4 && one.far <= reach && free(one)) near.push(one);
      }
    }
    near.sort(function (a, b) { return a.far - b.far; });
    var best = null;
    near.some(function (one) {
      if (best && 2 * one.far >= best.cost) return true;
      var on = ground(one, label.code);
      var inside = on.own === 15;
      if (on.named || (on.own && !inside) || (on.others > (narrow ? 0 : 3))) return false;
      var cost = inside ? 40 : 2 * one.far + 30 * on.others;
      if (!best || cost < best.cost) best = { cost: cost, box: one };
      return false;
    });
    return best;
  }

  /* Beside a municipality's circle, where the fewest others are covered. */
  function along(label, w, h, taken, free) {
    var best = null;
    beside(label, w, h).forEach(function (at, order) {
      var box = { x: at[0], y: at[1], w: w, h: h };
      if (!free(box)) return;
      var cost = order * 20;
      taken.forEach(function (other) { if (other.code !== label.code) cost += overlap(box, other) * 1.5; });
      if (!best || cost < best.cost) best = { cost: cost, box: box };
    });
    return best;
  }

  /* What a label says where there is less and less room: all; without its second line; on two lines. */
  var SHORTER = ["", "brief", "brief tight"];

  function arrange() {
    var size = map.getSize();
    var corner = map.containerPointToLayerPoint([0, 0]);
    var frame = { x: corner.x + 4, y: corner.y + 4, w: size.x - 8, h: size.y - 8 };
    // The buttons of the map.
    var buttons = { x: corner.x, y: corner.y + size.y - 90, w: 56, h: 90 };
    var taken = Object.keys(circled()).map(function (code) {
      var p = map.latLngToLayerPoint(circles[code].getLatLng());
      var r = circles[code].getRadius();
      var loud = labels.some(function (label) { return label.code === code; });
      return { x: p.x - r, y: p.y - r, w: 2 * r, h: 2 * r, code: code, loud: loud };
    });
    labels.forEach(function (label) {
      var node = label.marker.getElement();
      var edge = label.isState ? corners(label.code) : [map.latLngToLayerPoint(label.at)];
      var extent = L.bounds(edge).getSize();
      // Nearness alone would not tell which of several small states is meant.
      var tiny = label.isState && Math.max(extent.x, extent.y) < 36;
      var best = null;
      function free(one) {
        return overlap(one, frame) > one.w * one.h - 0.01 && !overlap(one, buttons) &&
          !taken.some(function (other) { return other.loud && other.code !== label.code && overlap(one, other); });
      }
      node.style.display = "";
      SHORTER.forEach(function (shorter, number) {
        node.firstChild.className = shorter;
        var w = node.offsetWidth;
        var h = node.offsetHeight;
        var found = label.isState ? around(label, w, h, edge, free) : along(label, w, h, taken, free);
        if (!found) return;
        // Few words close by are better than many far off.
        found.cost += 8 * number;
        found.shorter = shorter;
        if (!best || found.cost < best.cost) best = found;
      });
      node.style.display = best ? "" : "none";
      if (!best) { lead(label, [], { x: 0, y: 0, w: 0, h: 0 }, 0); return; }
      node.firstChild.className = best.shorter;
      var box = best.box;
      box.loud = true;
      taken.push(box);
      L.DomUtil.setPosition(node, L.point(Math.round(box.x), Math.round(box.y)));
      lead(label, tiny ? [map.latLngToLayerPoint(label.at)] : edge, box, tiny ? 8 : 14);
    });
  }

  function nearest(edge, box) {
    return edge.reduce(function (best, at) {
      var x = Math.max(box.x, Math.min(at.x, box.x + box.w));
      var y = Math.max(box.y, Math.min(at.y, box.y + box.h));
      var far = Math.hypot(at.x - x, at.y - y);
      return far < best.far ? { far: far, from: at, to: L.point(x, y) } : best;
    }, { far: Infinity });
  }

  /* A thin line from a label that had to move away to its place. */
  function lead(label, edge, box, least) {
    if (label.line) label.line.remove();
    label.line = null;
    var way = nearest(edge, box);
    if (way.far < least || !way.from) return;
    label.line = L.polyline([way.from, way.to].map(map.layerPointToLatLng, map), {
      pane: "outlines", interactive: false, color: "#1c1917", weight: 0.8
    }).addTo(map);
  }

  function write() {
    labels.forEach(function (label) {
      label.marker.remove();
      if (label.line) label.line.remove();
    });
    dots.forEach(function (dot) { dot.remove(); });
    labels = [];
    dots = [];
    view.labels.forEach(function (parts) {
      var node = make("div");
      node.appendChild(make("b", parts[1]));
      if (parts[2]) node.appendChild(make("span", parts[2]));
      var icon = L.divIcon({ html: node, className: "geoaid-label " + parts[6], iconSize: null });
      var marker = L.marker([parts[3], parts[4]], { icon: icon, interactive: false, keyboard: false });
      labels.push({ code: parts[0], isState: parts[0].length === 2, at: L.latLng(parts[3], parts[4]), marker: marker.addTo(map), line: null });
      marker.getElement().setAttribute("aria-hidden", "true");
      if (parts[0].length === 2 || circled()[parts[0]]) return;
      // A labelled municipality without a circle still has its place.
      dots.push(L.circleMarker([parts[3], parts[4]], { pane: "circles", interactive: false, radius: 3,
        color: "#ffffff", weight: 1, fillColor: parts[5] ? "#7c2d12" : "#52606d", fillOpacity: 1 }).addTo(map));
    });
  }

  /* Every area in the colours of the view. */
  function paint() {
    Object.keys(areas).concat(Object.keys(others)).sort().forEach(function (code, number) {
      var style = view.fills[view.paint[number]];
      (areas[code] || others[code]).setStyle({ fillColor: style[0], color: style[1] });
    });
    Object.keys(circles).forEach(function (code) {
      circles[code].getElement().style.display = view.circles ? "" : "none";
    });
  }

  /* Title, finding, legend, notes and table of a view: those of the page itself are kept aside. */
  function words(name) {
    var kept = document.getElementById("view-" + name);
    document.querySelectorAll("body [data-part]").forEach(function (part) {
      var source = kept.content.querySelector("[data-part='" + part.dataset.part + "']");
      part.replaceChildren.apply(part, Array.from(source.cloneNode(true).childNodes));
    });
  }

  function keep(name) {
    var kept = make("template");
    kept.id = "view-" + name;
    document.querySelectorAll("body [data-part]").forEach(function (part) {
      kept.content.appendChild(part.cloneNode(true));
    });
    document.body.appendChild(kept);
  }

  function show(name) {
    view = data.views.find(function (one) { return one.name === name; });
    words(name);
    document.title = view.title;
    paint();
    [areas, circles].forEach(function (layers) {
      Object.keys(layers).forEach(function (code) { called(code, layers[code]); });
    });
    write();
    arrange();
    if (chosen) open(chosen, null);
    document.documentElement.setAttribute("data-view", name);
  }

  /* Search: names are compared without accents and case; what begins so comes first. */
  function plain(name) {
    return name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function matches(typed) {
    var wanted = plain(typed.trim());
    if (!wanted) return [];
    return Object.keys(data.places).concat(Object.keys(data.others)).map(function (code) {
      var name = plain(place(code).name);
      var at = name.indexOf(wanted);
      var word = at > 0 && /[\s,(]/.test(name[at - 1]);
      return { code: code, rank: at < 0 ? 9 : at === 0 ? 0 : word ? 1 : 2, name: name };
    }).filter(function (one) { return one.rank < 9; }).sort(function (a, b) {
      // A state stands before its municipalities.
      return a.rank - b.rank || a.code.length - b.code.length || (a.name < b.name ? -1 : 1);
    }).slice(0, 8).map(function (one) { return one.code; });
  }

  function search() {
    var box = document.getElementById("search");
    var list = document.getElementById("found");
    var at = -1;
    function close() {
      list.hidden = true;
      at = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    }
    function choose(code) {
      close();
      box.value = place(code).name;
      open(code, box);
    }
    function move(step) {
      var options = list.querySelectorAll("[role='option']");
      if (!options.length) return;
      at = (at + step + options.length) % options.length;
      options.forEach(function (one, n) { one.setAttribute("aria-selected", String(n === at)); });
      box.setAttribute("aria-activedescendant", options[at].id);
    }
    function list_() {
      close();
      var codes = matches(box.value);
      if (!box.value.trim()) return;
      list.replaceChildren.apply(list, codes.map(function (code) {
        var item = make("li", place(code).name);
        item.id = "found-" + code;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.addEventListener("mousedown", function (event) { event.preventDefault(); choose(code); });
        return item;
      }));
      if (!codes.length) list.appendChild(make("li", data.texts.nothing_found, "quiet"));
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
    }
    box.addEventListener("input", list_);
    box.addEventListener("blur", close);
    box.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) list_();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Escape") {
        close();
      } else if (event.key === "Enter") {
        event.preventDefault();
        var codes = matches(box.value);
        if (codes.length) choose(codes[Math.max(at, 0)]);
      }
    });
  }

  function controls() {
    var form = document.querySelector(".choose");
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("change", function (event) {
      if (event.target.name === "view") show(event.target.value);
    });
    keep(view.name);
    search();
  }

  /* Paper is narrower than the screen, and Leaflet does not know. */
  function onPaper() {
    var frame = document.querySelector(".frame");
    window.addEventListener("beforeprint", function () {
      frame.style.width = "680px";
      frame.style.height = "440px";
      fit();
      arrange();
    });
    window.addEventListener("afterprint", function () {
      frame.style.width = frame.style.height = "";
      fit();
      arrange();
    });
  }

  function fit() {
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(data.bounds, { animate: false });
    var small = map.getSize().x < 520;
    Object.keys(circles).forEach(function (code) {
      circles[code].setRadius(circles[code].options.radiusAtFirst * (small ? 0.7 : 1));
    });
  }

  function draw() {
    map = window.map_geoaid;
    // The file may have been renamed.
    document.querySelectorAll("a.whole").forEach(function (link) { link.href = location.href.split("#")[0]; });
    view = data.views[0];
    fit();
    Object.keys(data.layers).forEach(function (name) {
      var codes = Object.keys(data.layers[name]).sort();
      window["geo_json_" + name].addData({
        type: "FeatureCollection",
        features: codes.map(function (code) { return feature(code, data.layers[name][code]); })
      });
    });
    (window.geo_json_borders || window.geo_json_areas).eachLayer(function (layer) {
      states[layer.feature.id] = layer;
    });
    paint();
    controls();
    onPaper();
    Object.keys(areas).forEach(function (code) { reachable(code, areas[code]); });
    Object.keys(circles).forEach(function (code) { reachable(code, circles[code]); });
    [["in", data.texts.zoom_in], ["out", data.texts.zoom_out]].forEach(function (button) {
      var node = document.querySelector(".leaflet-control-zoom-" + button[0]);
      node.title = button[1];
      node.setAttribute("aria-label", button[1]);
    });
    write();
    arrange();
    map.on("zoomend moveend", arrange);
    map.on("resize", function () { fit(); arrange(); });
    if (data.selected) open(data.selected, null);
    document.documentElement.setAttribute("data-drawn", "true");
  }

  function start() {
    if (typeof DecompressionStream === "undefined") {
      document.getElementById("old").hidden = false;
      return;
    }
    var packed = atob(document.getElementById("geoaid-data").textContent);
    var bytes = Uint8Array.from(packed, function (char) { return char.charCodeAt(0); });
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    new Response(stream).json().then(function (found) { data = found; draw(); });
  }

  // Leaflet rounds radii to whole pixels, which would bend the scale of the areas.
  L.SVG.include({
    _updateCircle: function (layer) {
      var r = layer._radius;
      var arc = "a" + r + "," + r + " 0 1,0 ";
      var d = "M" + (layer._point.x - r) + "," + layer._point.y + arc + 2 * r + ",0" + arc + -2 * r + ",0";
      this._setPath(layer, layer._empty() ? "M0 0" : d);
    }
  });

  /* Inside another page: title, map, legend and source alone, all of them in sight. */
  if (location.hash === "#embed") document.documentElement.classList.add("framed");

  document.addEventListener("DOMContentLoaded", start);

  return {
    area: function (feature, layer) { areas[feature.id] = layer; listen(feature.id, layer); },
    other: function (feature, layer) { others[feature.id] = layer; listen(feature.id, layer); },
    circle: function (feature, layer) {
      circles[feature.id] = layer;
      layer.options.radiusAtFirst = layer.options.radius;
      listen(feature.id, layer);
    }
  };
})();
