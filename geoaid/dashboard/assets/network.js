/* Between the page and the server: says when an answer takes long or does not come, and keeps the
   keyboard's place where an answer replaces what it stood on. */
(function () {
  "use strict";

  const plain = window.fetch.bind(window);
  let open = 0;
  let timer = null;
  let missing = null;

  function busy(step) {
    open += step;
    clearTimeout(timer);
    if (open) {
      timer = setTimeout(() => document.documentElement.classList.add("busy"), 250);
    } else {
      document.documentElement.classList.remove("busy");
    }
  }

  function trouble(url) {
    missing = url;
    const box = document.getElementById("trouble");
    if (box) { box.hidden = url === null; }
  }

  window.fetch = async (resource, options) => {
    const url = String(resource && resource.url ? resource.url : resource);
    busy(1);
    try {
      const response = await plain(resource, options);
      if (response.status >= 500) { trouble(url); } else if (missing) { trouble(null); }
      return response;
    } catch (error) {
      if (error.name !== "AbortError") { trouble(url); }
      throw error;
    } finally {
      busy(-1);
    }
  };

  document.addEventListener("click", (event) => {
    if (event.target.id !== "retry") { return; }
    // Boundaries are asked for once, when their layer is made.
    if (missing && missing.includes("/shapes/")) { location.reload(); } else { geoaid.again(); }
  });

  /* ---- the keyboard's place ---- */

  const CHANGING = "#records, #chosen, #bars, #compare, #ranking, #active";
  let stood = null;

  document.addEventListener("focusin", (event) => {
    const place = event.target.closest(CHANGING);
    if (!place) { stood = null; return; }
    const marks = ["data-toggle", "data-place", "data-value", "data-bars"].filter((name) => event.target.hasAttribute(name));
    const same = marks.map((name) => "[" + name + "='" + event.target.getAttribute(name) + "']").join("");
    stood = { element: event.target, place: place, same: same };
  });

  function mend() {
    geoaid.show();
    if (!stood || stood.element.isConnected || document.activeElement !== document.body) { return; }
    const other = stood.same && stood.place.querySelector("button" + stood.same);
    const next = stood.place.id === "active" ? stood.place.querySelector("button") || document.getElementById("main") : null;
    (other || next || document.getElementById("records")).focus({ preventScroll: true });
  }

  let waiting = false;
  new MutationObserver((changes) => {
    if (waiting || !changes.some((change) => change.target.closest && change.target.closest(CHANGING))) { return; }
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mend(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
