/* While the sheet of choices (sheet.js) lies over the page it is a dialog, and nothing behind it can
   be reached; beside the map, where there is room, it is a part of the page like any other. */
(function () {
  "use strict";

  const WIDE = matchMedia("(min-width: 981px)");

  function modal(up) {
    const sheet = document.getElementById("controls");
    sheet.setAttribute("role", up ? "dialog" : "complementary");
    if (up) { sheet.setAttribute("aria-modal", "true"); } else { sheet.removeAttribute("aria-modal"); }
    for (let part = sheet; part !== document.body; part = part.parentElement) {
      [...part.parentElement.children].forEach((one) => {
        // What is said aloud goes on being said.
        if (one !== part && one.id !== "announced") { one.inert = up; }
      });
    }
  }

  // A screen that is turned may have room again.
  WIDE.addEventListener("change", () => modal(!WIDE.matches && document.documentElement.classList.contains("sheet-open")));

  window.geoaid = Object.assign(window.geoaid || {}, { modal: modal });
})();
