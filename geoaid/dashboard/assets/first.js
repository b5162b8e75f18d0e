/* The first screen stands in the page as it was sent, before any script; once the live map is
   painted it takes its place. */
(function () {
  "use strict";

  function live() {
    const first = document.getElementById("first");
    document.documentElement.classList.add("live");
    if (first) { first.remove(); }
  }

  window.geoaid = Object.assign(window.geoaid || {}, { live: live });
})();
