/* Put into a page before its own scripts: notes when areas are drawn, when the page changes, and
   which requests are open, so that the moment when all is shown can be told to the frame. */
(() => {
  const seen = { drawn: 0, changed: 0, open: 0 };
  const areas = ".leaflet-municipalities-pane, .leaflet-overlay-pane";
  for (const name of ["fill", "stroke", "clearRect"]) {
    const original = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...rest) {
      if (this.canvas.isConnected) {
        seen.changed += 1;
        if (name === "fill" && this.canvas.closest(areas)) { seen.drawn += 1; }
      }
      return original.apply(this, rest);
    };
  }
  new MutationObserver((records) => {
    seen.changed += records.length;
    for (const record of records) {
      // An SVG area gets another fill, or is thrown away and made anew.
      const count = record.attributeName === "fill" ? 1 : record.addedNodes.length;
      if (count && record.target.closest?.(areas)) { seen.drawn += count; }
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  const ask = window.fetch;
  window.fetch = async (...rest) => {
    seen.open += 1;
    try {
      const response = await ask(...rest);
      const json = response.json.bind(response);
      // An answer is open until its body has been read.
      seen.open += 1;
      const close = () => { seen.open -= 1; };
      response.json = () => json().finally(close);
      if (!(response.headers.get("content-type") || "").includes("json")) { close(); }
      return response;
    } finally {
      seen.open -= 1;
    }
  };

  /* Clicks a button; milliseconds from the click to the second frame in which nothing changed,
     after areas were drawn and every answer has come. Null if that takes more than 20 s. */
  window.restyle = (selector) => new Promise((resolve) => {
    let start = 0;
    let before = 0;
    let quiet = 0;
    const drawn = seen.drawn;
    const frame = () => {
      const now = performance.now();
      if (seen.drawn > drawn && seen.open === 0 && seen.changed === before) { quiet += 1; } else { quiet = 0; }
      before = seen.changed;
      if (quiet === 2) { resolve([now - start, seen.drawn - drawn]); return; }
      if (now - start > 20000) { resolve(null); return; }
      requestAnimationFrame(frame);
    };
    addEventListener("click", () => { start = performance.now(); requestAnimationFrame(frame); }, { capture: true, once: true });
    document.querySelector(selector).click();
  });

  /* Milliseconds from the start of the navigation to 32 filled states. */
  window.filled = new Promise((resolve) => {
    const frame = () => {
      const paths = [...document.querySelectorAll(".leaflet-states-pane path[data-code]")];
      const full = paths.filter((path) => path.getAttribute("fill") !== "none" && path.getAttribute("fill-opacity") === "1");
      if (full.length === 32) { resolve(performance.now()); } else { requestAnimationFrame(frame); }
    };
    requestAnimationFrame(frame);
  });
})();
