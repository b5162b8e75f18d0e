/* What a screen reader is told of changes that nothing else on the page says aloud: one polite region
   for all, so that two never speak at once; of what follows fast, the last is said. */
(function () {
  "use strict";

  let waiting = null;

  /* Said again even if it was said before: the region is emptied first. */
  function announce(words, wait) {
    const region = document.getElementById("announced");
    clearTimeout(waiting);
    if (!region) { return; }
    region.textContent = "";
    waiting = setTimeout(() => { region.textContent = words; }, wait || 100);
  }

  window.geoaid = Object.assign(window.geoaid || {}, { announce: announce });
})();
