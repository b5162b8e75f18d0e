/* The reader's choices: controls, tables and map all change one query string, which is the page's
   state, the permalink and what the server is asked with. */
(function () {
  "use strict";

  let current = fromAddress();
  let bootData = null;
  let asked = { query: null, selection: null };

  /* Of a key that stands twice in the address the last counts, as on the server. */
  function fromAddress() {
    const found = new URLSearchParams();
    new URLSearchParams(location.search).forEach((value, name) => found.set(name, value));
    return found;
  }

  function boot() {
    if (!bootData) { bootData = JSON.parse(document.getElementById("page").dataset.boot); }
    return bootData;
  }

  function get(name) {
    return current.has(name) ? current.get(name) : boot().defaults[name];
  }

  function text(params) {
    return params.toString().replaceAll("%2C", ",");
  }

  function place() {
    const code = current.get("place");
    return code && code !== "none" ? code : null;
  }

  function change(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (value === boot().defaults[name] || value === null) { current.delete(name); } else { current.set(name, value); }
    }
    const query = text(current);
    if (query !== text(fromAddress())) { history.pushState(null, "", query ? "?" + query : location.pathname); }
    apply();
  }

  /* Lets go of what the server could not use: controls and address then say what is shown. */
  function refuse(fields) {
    fields.forEach((field) => current.delete(field));
    if (fields.includes("breaks")) { current.delete("scheme"); }
    remember();
    const query = text(current);
    history.replaceState(null, "", query ? "?" + query : location.pathname);
    show();
  }

  /* What the map and the tables rest on: not the place, nor what only a panel of the analysis shows. */
  function mapQuery() {
    const found = new URLSearchParams(current);
    const layer = get("layer");
    const others = ["place", "panel", "grouping", "pair"];
    if (layer !== "what_if") { others.push("move_total", "move_by", "move_floor", "move_cap", "move_non_border"); }
    if (!["need", "bivariate", "what_if"].includes(layer)) { others.push("need", "need_years"); }
    others.forEach((name) => found.delete(name));
    return text(found);
  }

  /* What a panel rests on. */
  function panelQuery() {
    const found = new URLSearchParams(current);
    found.delete("place");
    return text(found);
  }

  function remember() {
    asked = { query: mapQuery(), selection: selected() };
  }

  /* What the records of the chosen place rest on. */
  function selected() {
    const found = new URLSearchParams(mapQuery());
    if (current.has("place")) { found.set("place", current.get("place")); }
    return text(found);
  }

  function apply() {
    const selection = selected();
    const query = mapQuery();
    if (asked.query !== query) {
      asked.query = query;
      dash_clientside.set_props("query", { data: query });
    }
    if (asked.selection !== selection) {
      asked.selection = selection;
      dash_clientside.set_props("selection", { data: selection });
    }
    show();
    geoaid.redraw();
    geoaid.askPanel();
    geoaid.markPlace(place());
  }

  /* Controls show what is chosen. */
  function show() {
    document.querySelectorAll("button[data-field]").forEach((button) => {
      const { field, value } = button.dataset;
      if (field === "lang") { return; }
      const chosen = (get(field) || "").split(",");
      button.setAttribute("aria-pressed", String(field === "years" ? get("years") === value : chosen.includes(value)));
    });
    document.querySelectorAll("select[data-field]").forEach((select) => {
      const { field, part } = select.dataset;
      if (part) {
        const [first, last] = get(field) === "all" ? ["", ""] : get(field).split("-");
        select.value = part === "first" ? first : last || first;
      } else if (field !== "need" || get("need") !== "none") {
        // Without a choice the panel shows the need that it opens with.
        select.value = get(field);
      }
    });
    const kind = document.getElementById("bars").dataset.kind || "count";
    document.querySelectorAll("[data-bars]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.bars === kind));
    });
    document.querySelectorAll("tbody button[data-place]").forEach((button) => {
      button.closest("tr").classList.toggle("chosen-row", button.dataset.place === place());
    });
    const params = new URLSearchParams(current);
    params.set("lang", boot().lang);
    point("a[data-export]", (link) => "/export/" + link.dataset.export + "?" + text(params));
    point("a[data-brief]", (link) => "/brief/" + link.dataset.brief + "?" + text(link.dataset.whole ? without("place", params) : params));
    point("a[data-chart-file]", (link) => "/chart/" + link.dataset.chartFile + "?" + text(params));
    params.set("layer", "what_if");
    point("a[data-what-if-file]", (link) => "/export/" + link.dataset.whatIfFile + "?" + text(params));
    geoaid.panelShown();
  }

  function without(name, params) {
    const found = new URLSearchParams(params);
    found.delete(name);
    return found;
  }

  function point(links, address) {
    document.querySelectorAll(links).forEach((link) => link.setAttribute("href", address(link)));
  }

  function choose(button) {
    const { field, value, several } = button.dataset;
    if (field === "lang") {
      current.set("lang", value);
      location.search = text(current);
      return;
    }
    if (field === "years" && value === "all") { geoaid.allYears(); return; }
    if (several !== "true" || value === "all") {
      change({ [field]: value });
      return;
    }
    const chosen = new Set((get(field) || "").split(",").filter((item) => item && item !== "all"));
    if (chosen.has(value)) { chosen.delete(value); } else { chosen.add(value); }
    change({ [field]: chosen.size ? [...chosen].join(",") : "all" });
  }

  function chooseYears(select) {
    const field = select.dataset.field;
    const [a, b] = ["first", "last"].map((part) => select.closest(".pair").querySelector(`select[data-field=${field}][data-part=${part}]`));
    if (!select.value) { change({ [field]: "all" }); return; }
    let first = a.value || b.value;
    let last = b.value || a.value;
    if (first > last) { first = last = select.value; }
    change({ [field]: first + "-" + last });
  }

  function toggle(field, code) {
    const chosen = (get(field) || "").split(",").filter((item) => item && item !== "none");
    const next = chosen.includes(code) ? chosen.filter((item) => item !== code) : [...chosen, code];
    const value = next.length ? next.join(",") : "none";
    // The stored selection says whether the button adds or removes: ask for it anew.
    asked.selection = null;
    change({ [field]: value });
  }

  function select(code) {
    change({ place: code === "none" || code === place() ? "none" : code });
  }

  /* A row leads to the records; the search, to the map, where the place is outlined. */
  function follow(button) {
    const code = button.dataset.place;
    change({ place: code });
    if (code === "none") { return; }
    const target = button.getAttribute("role") === "option" ? ".map-frame" : "#section-records";
    document.querySelector(target).scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.export[open]").forEach((menu) => {
      if (!menu.contains(event.target) || event.target.closest("a")) { menu.open = false; }
    });
    if (!event.target.closest(".search")) { closeSearch(); }
    const button = event.target.closest("button, [role=option]");
    if (!button) { return; }
    if (button.dataset.dismiss) { geoaid.build({ notice: [] }); }
    if (button.dataset.field) { choose(button); }
    if (button.dataset.place) { follow(button); found(button); }
    if (button.dataset.toggle) { toggle(button.dataset.toggle, button.dataset.value); }
    if (button.dataset.bars) { bars(button); }
    if (button.dataset.clear) { clear(button.dataset.clear.split(",")); }
    if (button.id === "reset" || button.dataset.reset) { reset(); }
    if (button.id === "copy") { copy(); }
  });

  document.addEventListener("change", (event) => {
    const field = event.target.dataset.field;
    if (event.target.id === "input-breaks") { ownBreaks(event.target.value); return; }
    if (event.target.tagName !== "SELECT" || !field) { return; }
    if (event.target.dataset.part) { chooseYears(event.target); return; }
    if (field === "scheme" && event.target.value === "user") {
      document.getElementById("input-breaks").focus();
      if (!current.get("breaks")) { return; }
    }
    const changes = { [field]: event.target.value };
    if (field === "scheme" && event.target.value !== "user") { changes.breaks = "none"; }
    change(changes);
  });

  function ownBreaks(value) {
    const breaks = value.replace(/\s+/g, "");
    change(breaks ? { scheme: "user", breaks: breaks } : { scheme: null, breaks: null });
  }

  function bars(button) {
    const section = document.getElementById("bars");
    section.dataset.kind = button.dataset.bars;
    show();
  }

  /* Takes choices back; the keyboard goes on with the next chip. */
  function clear(fields) {
    if (fields.includes("years")) { geoaid.allYears(); return; }
    change(Object.fromEntries(fields.map((field) => [field, boot().defaults[field]])));
    if (fields.includes("breaks")) { typed(); }
  }

  function reset() {
    const lang = current.get("lang");
    current = new URLSearchParams(lang ? { lang: lang } : {});
    change({});
    typed();
  }

  /* What was typed for one address does not stay for another. */
  function typed() {
    const breaks = get("breaks");
    dash_clientside.set_props("input-breaks", { value: breaks === "none" ? "" : breaks });
  }

  async function copy() {
    const params = new URLSearchParams(current);
    params.set("lang", boot().lang);
    const link = location.origin + location.pathname + "?" + text(params);
    const copied = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(link);
      copied.textContent = boot().copied;
    } catch (error) {
      // A plain http address on another machine has no clipboard: the link is shown to be taken.
      copied.textContent = link;
      getSelection().selectAllChildren(copied);
    }
  }

  /* ---- search ---- */

  let timer = null;
  let option = -1;
  let hasty = false;

  /* A place was chosen in the list: the next search starts empty. */
  function found(item) {
    closeSearch();
    if (item.getAttribute("role") === "option") { dash_clientside.set_props("input-search", { value: "" }); }
  }

  function closeSearch() {
    const list = document.getElementById("found");
    const input = document.getElementById("input-search");
    if (list) { list.hidden = true; list.replaceChildren(); }
    if (input) { input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
    option = -1;
  }

  async function search(query) {
    const list = document.getElementById("found");
    if (!query.trim()) { closeSearch(); return; }
    let matches = [];
    try {
      const response = await fetch("/search?q=" + encodeURIComponent(query.slice(0, 100)));
      matches = await response.json();
    } catch (error) {
      return; // assets/network.js says that the server does not answer
    }
    if (document.getElementById("input-search").value !== query) { return; }
    option = -1;
    list.replaceChildren(...matches.map((match, index) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = "found-" + index;
      item.dataset.place = match.code;
      const name = document.createElement("b");
      name.textContent = match.name;
      const where = document.createElement("span");
      where.textContent = [match.within, match.code].filter(Boolean).join(" · ");
      item.append(name, where);
      return item;
    }));
    if (!matches.length) {
      const none = document.createElement("li");
      none.textContent = boot().nothing;
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      list.append(none);
    }
    list.hidden = false;
    document.getElementById("input-search").setAttribute("aria-expanded", "true");
    if (hasty) { take(); }
  }

  /* Enter takes the first match, or the one that the arrows stand on; if none came yet, the first to come. */
  function take() {
    const items = [...document.querySelectorAll("#found [data-place]")];
    hasty = !items.length && document.getElementById("found").hidden;
    const chosen = items[Math.max(option, 0)];
    if (chosen) { follow(chosen); found(chosen); }
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "input-search") { return; }
    clearTimeout(timer);
    hasty = false;
    const query = event.target.value;
    timer = setTimeout(() => search(query), 120);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id === "input-breaks" && event.key === "Enter") { ownBreaks(event.target.value); return; }
    if (event.target.id !== "input-search") {
      if (event.key === "Escape") { document.querySelectorAll("details.export[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); }); }
      return;
    }
    const items = [...document.querySelectorAll("#found [data-place]")];
    if (event.key === "Escape" || event.key === "Tab") { closeSearch(); return; }
    if (event.key === "Enter") { take(); return; }
    if (!items.length) { return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") { return; }
    event.preventDefault();
    option = (option + (event.key === "ArrowDown" ? 1 : items.length - 1) + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === option)));
    if (items[option]) { event.target.setAttribute("aria-activedescendant", items[option].id); }
  });

  window.addEventListener("popstate", () => {
    current = fromAddress();
    apply();
    typed();
  });

  /* ---- start ---- */

  let municipalitiesAsked = false;

  window.geoaid = Object.assign(window.geoaid || {}, {
    boot: boot,
    get: get,
    change: change,
    query: panelQuery,
    place: place,
    select: select,
    show: show,
    refuse: refuse,
    /* Asks for everything again. */
    again: () => { asked = { query: null, selection: null }; apply(); },
    /* Called at each paint: fetches the municipalities when they are first wanted, and asks again
       if the page was laid out for another view than its address names. */
    level: (level) => {
      if (level === "municipality" && !municipalitiesAsked && boot().municipalities) {
        municipalitiesAsked = true;
        dash_clientside.set_props("layer-municipalities", { url: boot().municipalities });
      }
      if (asked.query === null) { start(); }
    },
  });

  function start() {
    remember();
    const input = document.getElementById("input-search");
    if (input) {
      const roles = { role: "combobox", "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list" };
      for (const [name, value] of Object.entries(roles)) { input.setAttribute(name, value); }
    }
    show();
    // The page is laid out for the address it was asked from; where the browser did not say which,
    // the reader's choices are asked for now.
    if (boot().asked !== location.search.slice(1)) {
      geoaid.again();
    }
  }
})();
