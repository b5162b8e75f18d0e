/* Completes the citation of the view with the open panel's finding, its address and the reader's today,
   and copies it. */
(function () {
  "use strict";

  /* The date is written as the page's language writes it. */
  function today() {
    const locale = geoaid.boot().lang === "es" ? "es-MX" : "en-GB";
    return new Date().toLocaleDateString(locale, { year: "numeric", month: "long", day: "numeric" });
  }

  function complete() {
    const cite = document.getElementById("cite");
    const link = cite.querySelector(".cite-link");
    if (!link) { return; }
    // The open panel's finding is what is cited; that of the first panel is the map's own.
    const said = geoaid.get("panel") === "compare" ? null : document.querySelector("#panel-body .said");
    cite.querySelector(".cite-finding").textContent = said ? "“" + said.textContent + "” " : "";
    const day = cite.querySelector(".cite-day");
    link.textContent = geoaid.link();
    day.textContent = day.dataset.words.replace("{date}", today());
    cite.querySelector("[role=status]").textContent = "";
  }

  let watched = null;

  document.addEventListener("toggle", (event) => {
    const cite = document.getElementById("cite");
    if (!cite || !event.target.contains(cite) || !event.target.open) { return; }
    complete();
    if (watched !== cite) {
      watched = cite;
      // The view may change while its citation is open.
      new MutationObserver(complete).observe(cite, { childList: true });
    }
  }, true);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".cite-copy");
    if (!button) { return; }
    const words = document.querySelector(".cite-text");
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(words.textContent);
      status.textContent = status.dataset.words;
    } catch (error) {
      // A plain http address on another machine has no clipboard: the words are marked to be taken.
      getSelection().selectAllChildren(words);
    }
  });
})();
