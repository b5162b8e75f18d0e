/* Between the page and the server: says when an answer takes long or does not come, and keeps the
   keyboard's place where an answer replaces what it stood on. */
(function () {
  "use strict";

  const plain = window.fetch.bind(window);
  let open = 0;
  let timer = null;
  let missing = null;
  let watch = null;
  // Milliseconds.
  const FIRST_LOOK = 2000;
  const LONGEST_LOOK = 30000;

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
    if (url === null) { clearTimeout(watch); watch = null; } else if (watch === null) { look(FIRST_LOOK); }
  }

  /* Looks for the server, at growing distances, and goes on by itself once it is there again. */
  function look(wait) {
    watch = setTimeout(async () => {
      let there = false;
      try {
        there = (await plain("/healthz", { cache: "no-store" })).ok;
      } catch (error) {
        there = false;
      }
      if (missing === null) { watch = null; return; }
      if (there) { watch = null; recover(); } else { look(Math.min(2 * wait, LONGEST_LOOK)); }
    }, wait);
  }

  function recover() {
    // Boundaries are asked for once, when their layer is made.
    if (missing && /\/shapes\/[^-]*$/.test(missing)) { location.reload(); } else { geoaid.again(); }
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

  document.addEventListener("click", (event) => { if (event.target.id === "retry") { recover(); } });
  window.addEventListener("online", () => { if (missing) { recover(); } });

  /* ---- the keyboard's place ---- */

  const CHANGING = "#records, #chosen, #bars, #compare, #ranking, #active, #headline";
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
