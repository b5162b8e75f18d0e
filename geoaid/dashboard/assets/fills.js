/* What an area of the map is filled with: the colour of a class, or the pattern of a status. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const tiles = {};

  const SHAPES = {
    diagonal: [["M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6", 0]],
    horizontal: [["M0,2 L8,2 M0,6 L8,6", 0]],
    dots: [["M2,2 h1.4 v1.4 h-1.4z M6,6 h1.4 v1.4 h-1.4z", 1]],
    cross: [["M0,0 L8,8 M8,0 L0,8", 0]],
    none: [],
  };

  /* SVG finds a pattern by its name anywhere in the page: it is defined once. */
  function definePatterns(svg, paint) {
    if (document.querySelector("#map defs.patterns")) { return; }
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
      for (const [path, solid] of SHAPES[kind]) {
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

  function onCanvas(status, paint) {
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
        for (const [path, solid] of SHAPES[kind]) {
          const shape = new Path2D(path);
          if (solid) { pen.fill(shape); } else { pen.stroke(shape); }
        }
        tiles[status] = pen.createPattern(tile, "repeat");
      }
    }
    return tiles[status];
  }

  function fill(paint, [cls, status], canvas) {
    if (cls) { return paint.colours[cls - 1]; }
    return canvas ? onCanvas(status, paint) : "url(#status-" + status + ")";
  }

  window.geoaid = Object.assign(window.geoaid || {}, {
    areaFill: fill,
    definePatterns: definePatterns,
    /* The colours of statuses may have changed. */
    forgetTiles: () => Object.keys(tiles).forEach((status) => delete tiles[status]),
  });
})();
