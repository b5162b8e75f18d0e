/* On a narrow screen the choices lie in a sheet that comes up from below, under the top of the map:
   by its button, away by Escape, by Back, by its buttons, by a touch beside it or by pulling it down.

   Back closes the sheet and nothing else: while it is up, an entry of the browser's history stands
   above that of the view. view.js keeps it on top when a choice changes the view. */
(function () {
  "use strict";

  const FAR = 70; // pixels that the sheet is pulled down before it goes
  const ENTRY = { sheet: true };
  let left = 0; // where on the page the reader was

  function isOpen() {
    return document.documentElement.classList.contains("sheet-open");
  }

  function opener() {
    return document.getElementById("open-controls");
  }

  function onTop() {
    return Boolean(history.state && history.state.sheet);
  }

  function mark(up) {
    document.documentElement.classList.toggle("sheet-open", up);
    geoaid.modal(up);
    opener().setAttribute("aria-expanded", String(up));
  }

  function open() {
    left = scrollY;
    // First, so that the browser, which scrolls when the sheet's entry goes, comes to the map as well.
    toMap("instant");
    mark(true);
    if (!onTop()) { history.pushState(ENTRY, ""); }
    document.querySelector(".sheet-head .close").focus({ preventScroll: true });
  }

  /* Away, and back to where the reader was. */
  function close() {
    mark(false);
    opener().focus({ preventScroll: true });
    const back = () => scrollTo({ top: left, behavior: "instant" });
    // After the browser's own scrolling.
    gone(() => requestAnimationFrame(() => requestAnimationFrame(back)));
  }

  /* Away, and to the map, with the keyboard on the place chosen. */
  function seeMap() {
    mark(false);
    toMap("smooth");
    geoaid.standOnMap();
    gone(() => {});
  }

  /* Takes the sheet's entry out of the way, if that is on top. */
  function gone(then) {
    if (!onTop()) { then(); return; }
    window.addEventListener("popstate", then, { once: true });
    history.back();
  }

  function toMap(behavior) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    document.querySelector(".map-frame").scrollIntoView({ block: "start", behavior: still ? "instant" : behavior });
  }

  /* A place or a record found in the sheet's search: the sheet gives way to it, and its entry of the
     history becomes that of the choice. */
  function choose(change) {
    const up = isOpen();
    if (up) { mark(false); }
    change(up ? opener() : null);
    // The choice that was in force already made no entry of its own.
    if (up) { gone(() => {}); }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#open-controls")) { if (isOpen()) { close(); } else { open(); } return; }
    if (!isOpen()) { return; }
    if (event.target.closest(".sheet-head .close")) { close(); return; }
    if (event.target.closest("#see-map")) { seeMap(); return; }
    if (!event.target.closest(".controls")) {
      // What was meant for the sheet's edge must not choose a place behind it.
      event.preventDefault();
      event.stopPropagation();
      seeMap();
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (!isOpen()) { return; }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    if (event.key === "Tab") { stay(event); }
  }, true);

  window.addEventListener("popstate", () => {
    if (isOpen()) { close(); } else if (onTop() && opener().getClientRects().length) { open(); }
  });

  /* While the sheet is up, the Tab key goes round in it. */
  function stay(event) {
    const all = [...document.querySelectorAll(".controls :is(button, select, input, summary, a[href])")].filter((one) => one.offsetParent);
    const [first, last] = [all[0], all.at(-1)];
    const at = document.activeElement;
    if (event.shiftKey ? at === first : at === last) { event.preventDefault(); (event.shiftKey ? last : first).focus(); }
  }

  let from = null;
  document.addEventListener("pointerdown", (event) => { from = isOpen() && event.target.closest(".sheet-head") ? event.clientY : null; });
  document.addEventListener("pointerup", (event) => {
    if (from !== null && event.clientY - from > FAR) { close(); }
    from = null;
  });

  // A page that is loaded anew has no sheet up.
  if (onTop()) { history.replaceState(null, ""); }

  window.geoaid = Object.assign(window.geoaid || {}, {
    besideSheet: choose,
    seeMap: toMap,
    /* Writes the view's address; an entry of the sheet stays above it. */
    enterHistory: (address, replacing) => {
      history[replacing || onTop() ? "replaceState" : "pushState"](null, "", address);
      if (isOpen()) { history.pushState(ENTRY, ""); }
    },
  });
})();
