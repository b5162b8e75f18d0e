/* The search box: places and records in one list, a combobox as ARIA describes it. What is found is
   decided on the server (geoaid.dashboard.recordsite). */
(function () {
  "use strict";

  const LEAST_WAIT = 120; // ms after the last letter
  let timer = null;
  let option = -1;
  let hasty = false;
  let same = ""; // what to say where several places are meant alike

  function input() { return document.getElementById("input-search"); }
  function list() { return document.getElementById("found"); }
  function options() { return [...document.querySelectorAll("#found [role=option]:not([aria-disabled])")]; }
  function say(words) { document.getElementById("found-said").textContent = words; }

  function start() {
    if (!input()) { return; }
    const roles = { role: "combobox", "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(roles)) { input().setAttribute(name, value); }
  }

  function close() {
    clearTimeout(timer);
    if (list()) { list().hidden = true; list().replaceChildren(); say(""); }
    if (input()) { input().setAttribute("aria-expanded", "false"); input().removeAttribute("aria-activedescendant"); }
    option = -1;
    same = "";
  }

  function node(tag, words, attributes) {
    const made = document.createElement(tag);
    made.textContent = words;
    for (const [name, value] of Object.entries(attributes || {})) { made.setAttribute(name, value); }
    return made;
  }

  function group(found, number) {
    const made = node("div", "", { role: "group", "aria-labelledby": "found-group-" + number });
    made.append(node("div", found.title, { class: "found-title", id: "found-group-" + number, role: "presentation" }));
    found.options.forEach((one, index) => {
      const item = node("div", "", { role: "option", class: "found-option", id: "found-" + number + "-" + index, "aria-selected": "false" });
      if (one.place) { item.dataset.foundPlace = one.place; } else { item.dataset.foundRecord = one.record; }
      item.append(node("b", one.name), node("span", one.told));
      made.append(item);
    });
    const line = node("li", "", { role: "presentation" });
    line.append(made);
    return line;
  }

  async function search(query) {
    if (!query.trim()) { close(); return; }
    let found;
    try {
      const params = geoaid.listQuery();
      params.set("q", query.slice(0, 100));
      found = await (await fetch("/find?" + params)).json();
    } catch (error) {
      return; // assets/network.js says that the server does not answer
    }
    if (input().value !== query) { return; }
    option = -1;
    same = found.same;
    input().removeAttribute("aria-activedescendant");
    const nothing = geoaid.boot().nothing;
    list().replaceChildren(...found.groups.map(group));
    if (same) { list().prepend(node("li", same, { class: "found-same", role: "presentation" })); }
    if (!found.groups.length) { list().append(node("li", nothing, { role: "option", "aria-disabled": "true", "aria-selected": "false" })); }
    list().hidden = false;
    list().scrollIntoView({ block: "nearest" });
    input().setAttribute("aria-expanded", "true");
    say(same || found.said || nothing);
    if (hasty) { hasty = false; take(); }
  }

  function stand(at) {
    const items = options();
    option = at;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === option)));
    input().setAttribute("aria-activedescendant", items[option].id);
    items[option].scrollIntoView({ block: "nearest" });
  }

  /* Enter takes what the arrows stand on, else the first; if nothing came yet, the first to come.
     Where several places are meant alike it takes none, but stands on the first. */
  function take() {
    const items = options();
    hasty = !items.length && list().hidden;
    if (!items.length) { return; }
    if (option < 0 && same) { stand(0); return; }
    choose(items[Math.max(option, 0)]);
  }

  function choose(item) {
    const { foundPlace, foundRecord } = item.dataset;
    if (foundPlace) { goOn(foundPlace); }
    close();
    // The next search starts empty.
    dash_clientside.set_props("input-search", { value: "" });
    geoaid.besideSheet((opener) => {
      if (foundRecord) { geoaid.openRecord(foundRecord, opener || input()); return; }
      geoaid.follow(foundPlace, ".map-frame");
      if (opener) { geoaid.seeMap("smooth"); geoaid.standOnMap(); }
    });
  }

  /* The keyboard goes on in the box of the place found, once that stands by the map; unless it went
     elsewhere in the meantime. */
  function goOn(code) {
    const box = document.getElementById("chosen");
    const enter = () => {
      const title = box.querySelector("h2");
      if (title && [input(), document.body].includes(document.activeElement)) { title.focus({ preventScroll: true }); }
    };
    if (geoaid.place() === code) { enter(); return; }
    const arrival = new MutationObserver(() => { arrival.disconnect(); enter(); });
    arrival.observe(box, { childList: true, subtree: true, characterData: true });
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) { close(); return; }
    const item = event.target.closest("#found [role=option]:not([aria-disabled])");
    if (item) { choose(item); }
  });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "input-search") { return; }
    clearTimeout(timer);
    hasty = false;
    const query = event.target.value;
    timer = setTimeout(() => search(query), LEAST_WAIT);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "input-search") { return; }
    const count = options().length;
    if (event.key === "Escape" || event.key === "Tab") { close(); return; }
    if (event.key === "Enter") { take(); return; }
    if (!count || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) { return; }
    event.preventDefault();
    const down = event.key === "ArrowDown";
    stand(option < 0 ? (down ? 0 : count - 1) : (option + (down ? 1 : count - 1)) % count);
  });

  window.geoaid = Object.assign(window.geoaid || {}, { startSearch: start });
})();
