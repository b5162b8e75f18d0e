/* Tables: the row of the place chosen is marked and, where its table scrolls by itself, in sight; a
   long table shows all its rows when it is asked to. */
(function () {
  "use strict";

  function codeOf(row) {
    if (row.dataset.of) { return row.dataset.of; }
    const button = row.querySelector("button[data-place]");
    return button && button.dataset.place;
  }

  function markRows(place) {
    document.querySelectorAll(".table tbody tr:not(.record):not(.card-row)").forEach((row) => {
      const chosen = Boolean(place) && codeOf(row) === place;
      if (chosen === row.classList.contains("chosen-row")) { return; }
      row.classList.toggle("chosen-row", chosen);
      if (!chosen) { row.removeAttribute("aria-current"); return; }
      row.setAttribute("aria-current", "true");
      bring(row);
    });
  }

  /* Scrolls the table's own box, never the page. */
  function bring(row) {
    const box = row.closest(".table");
    const [seen, at] = [box.getBoundingClientRect(), row.getBoundingClientRect()];
    const head = box.querySelector("thead").offsetHeight;
    if (at.top < seen.top + head || at.bottom > seen.bottom) {
      box.scrollTop += at.top - seen.top - head - (seen.height - head - at.height) / 2;
    }
  }

  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more]");
    if (!more) { return; }
    const long = more.closest(".long");
    long.classList.add("whole");
    long.querySelector(".table").focus({ preventScroll: true });
  });

  document.addEventListener("toggle", (event) => {
    const row = event.target.open && event.target.querySelector && event.target.querySelector(".chosen-row");
    // Of what was folded away nothing could be scrolled.
    if (row) { bring(row); }
  }, true);

  window.geoaid = Object.assign(window.geoaid || {}, { markRows: markRows });
})();
