/* On a narrow screen the choices lie in a sheet that comes up from below: by its button, away by
   Escape, by its close button, by a touch beside it or by pulling it down. */
(function () {
  "use strict";

  const FAR = 70; // pixels that the sheet is pulled down before it goes

  function isOpen() {
    return document.documentElement.classList.contains("sheet-open");
  }

  function opener() {
    return document.getElementById("open-controls");
  }

  function set(open) {
    document.documentElement.classList.toggle("sheet-open", open);
    geoaid.modal(open);
    opener().setAttribute("aria-expanded", String(open));
    if (open) { document.querySelector(".sheet-head .close").focus({ preventScroll: true }); } else { opener().focus({ preventScroll: true }); }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#open-controls")) { set(!isOpen()); return; }
    if (!isOpen()) { return; }
    if (event.target.closest(".sheet-head .close") || !event.target.closest(".controls")) {
      // What was meant for the sheet's edge must not choose a place behind it.
      if (!event.target.closest(".controls")) { event.preventDefault(); event.stopPropagation(); }
      set(false);
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (!isOpen()) { return; }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); set(false); }
    if (event.key === "Tab") { stay(event); }
  }, true);

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
    if (from !== null && event.clientY - from > FAR) { set(false); }
    from = null;
  });
})();
