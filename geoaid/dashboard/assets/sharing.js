/* What is handed on: the title of the page, which names the place chosen, the brief on it in the menu of
   exports, and the share sheet of a phone. */
(function () {
  "use strict";

  /* The place is called as its box beside the map calls it. */
  function name() {
    const place = document.querySelector("#chosen h2");
    const said = place ? place.textContent : "";
    document.title = said ? geoaid.boot().titlePlace.replace("{place}", said) : geoaid.boot().title;
    document.querySelectorAll("a[data-place-brief]").forEach((link) => {
      const words = link.querySelector("[data-words]");
      words.textContent = words.dataset.words.replace("{place}", said);
      link.hidden = !said;
    });
  }

  function start() {
    new MutationObserver(name).observe(document.getElementById("chosen"), { childList: true, subtree: true, characterData: true });
    document.getElementById("share").hidden = !navigator.share;
  }

  document.addEventListener("click", async (event) => {
    if (!event.target.closest("#share")) { return; }
    const said = document.getElementById("headline").textContent;
    try {
      await navigator.share({ title: document.title, text: said, url: geoaid.link() });
    } catch (error) {
      // The reader thought better of it.
    }
  });

  window.geoaid = Object.assign(window.geoaid || {}, { startSharing: start });
})();
