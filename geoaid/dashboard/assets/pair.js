/* Two maps side by side: what is pointed at in one is outlined in both (links.js marks it on the
   page's map), and each choice carries the whole of what it makes (geoaid.dashboard.pair). */
(function () {
  "use strict";

  const AREAS = ".side .point[data-code]";

  /* Drawn last among its neighbours, so that its outline is whole. */
  function outline(code, kind) {
    document.querySelectorAll(".side ." + kind).forEach((one) => one.remove());
    if (!code) { return; }
    document.querySelectorAll(AREAS).forEach((area) => {
      if (area.dataset.code !== code) { return; }
      const line = document.createElementNS(area.namespaceURI, "use");
      line.setAttribute("class", kind);
      line.setAttribute("href", area.getAttribute("href"));
      area.parentNode.append(line);
    });
  }

  function twin(code) { outline(code, "twin"); }

  function codeOf(event) {
    const area = event.target.closest && event.target.closest(AREAS);
    return area ? area.dataset.code : null;
  }

  /* Where the keyboard stands stays shown when the pointer leaves. */
  function stood() {
    const area = document.activeElement && document.activeElement.closest(AREAS);
    return area ? area.dataset.code : null;
  }

  document.addEventListener("mouseover", (event) => twin(codeOf(event) || stood()));
  document.addEventListener("focusin", (event) => twin(codeOf(event)));
  document.addEventListener("focusout", () => twin(null));

  document.addEventListener("change", (event) => {
    if (event.target.dataset.pair) { geoaid.change({ pair: event.target.value }); }
  });
  document.addEventListener("click", (event) => {
    const swap = event.target.closest("#pair-swap");
    if (swap) { geoaid.change({ pair: swap.dataset.pair }); }
  });

  /* The place chosen stays outlined in both. */
  window.geoaid = Object.assign(window.geoaid || {}, { outlineSides: (code) => outline(code, "held") });
})();
