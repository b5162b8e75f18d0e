/* A link to a section lands on it, though the analysis above is filled only when a reader comes near:
   that is asked for first, and until all has come the section is brought back to the top. A reader who
   scrolls meanwhile is left alone. */
(function () {
  "use strict";

  const SECTIONS = "a[href^='#section-']";
  const QUIET = 400; // ms without a change after which a landing is over
  const LONGEST = 10000; // ms
  let end = () => {};

  function busy() {
    const panel = document.getElementById("panel-body");
    return !panel.dataset.panel || document.querySelector("#panel-body[aria-busy], #record-rows[aria-busy]");
  }

  /* `aim` gives the element that is to stand at the top. */
  function land(aim) {
    end();
    geoaid.nearPanel();
    const begun = Date.now();
    let last = begun;
    const moved = () => { last = Date.now(); };
    const align = () => { moved(); aim().scrollIntoView({ behavior: "instant" }); };
    let height = null;
    const sizes = new ResizeObserver(([main]) => {
      // What it says first is no change.
      if (height !== null) { align(); }
      height = main.contentRect.height;
    });
    const timer = setInterval(() => {
      if (Date.now() - begun < LONGEST && (busy() || Date.now() - last < QUIET)) { return; }
      align();
      end();
    }, 50);
    const taken = ["wheel", "touchstart", "pointerdown", "keydown"];
    end = () => {
      clearInterval(timer);
      sizes.disconnect();
      removeEventListener("scroll", moved);
      taken.forEach((name) => removeEventListener(name, end, true));
      end = () => {};
    };
    addEventListener("scroll", moved, { passive: true });
    taken.forEach((name) => addEventListener(name, end, { capture: true, passive: true }));
    sizes.observe(document.getElementById("main"));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(SECTIONS);
    const section = link && document.querySelector(link.getAttribute("href"));
    if (section && !event.ctrlKey && !event.metaKey && !event.shiftKey) { land(() => section); }
  });

  /* The address that the page was opened with may name a section, and a record in it. */
  function opened() {
    if (!document.documentElement.classList.contains("live")) { requestAnimationFrame(opened); return; }
    const section = document.getElementById(location.hash.slice(1));
    const aim = () => document.querySelector("#record-rows tr.open-row, #record-card") || section;
    if (section) { aim().scrollIntoView({ behavior: "instant" }); land(aim); }
  }

  window.geoaid = Object.assign(window.geoaid || {}, { land: land });

  if (/^#section-[a-z]+$/.test(location.hash)) { opened(); }
})();
