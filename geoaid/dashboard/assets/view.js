/* The reader's choices: controls, tables and map all change one query string, which is the page's
   state, the permalink and what the server is asked with. */
(function () {
  "use strict";

  const ONLY_DRAWN = ["measure", "layer", "scheme", "k", "breaks", "palette", "spotlight", "compare", "within", "need", "need_years"];
  let current = fromAddress();
  let bootData = null;
  let asked = { query: null, selection: null };
  let stoodFor = place();

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

  function within() {
    const code = current.get("within");
    return code && code !== "none" ? code : null;
  }

  /* The map stays where it was moved to. */
  function address(query) {
    return (query ? "?" + query : location.pathname) + geoaid.extent();
  }

  /* Replacing stands for steps of one choice, such as the letters of a word: Back takes them back at once. */
  function change(changes, replacing) {
    for (const [name, value] of Object.entries(changes)) {
      if (value === boot().defaults[name] || value === null) { current.delete(name); } else { current.set(name, value); }
    }
    // Inside a state there are its municipalities and the measure.
    if (get("level") !== "municipality" || get("layer") !== "measure") { current.delete("within"); }
    const query = text(current);
    if (query !== text(fromAddress())) { geoaid.enterHistory(address(query), replacing); }
    apply();
  }

  /* Lets go of what the server could not use: controls and address then say what is shown. */
  function refuse(fields) {
    fields.forEach((field) => current.delete(field));
    if (fields.includes("breaks")) { current.delete("scheme"); }
    if (fields.includes("level") || fields.includes("layer")) { current.delete("within"); }
    remember();
    const query = text(current);
    history.replaceState(null, "", address(query));
    show();
  }

  /* The choices about the list of records, which nothing else shows. */
  const OF_LIST = ["record", "find", "sort", "columns"];

  /* What the map and the tables rest on: not the place, nor what only a panel of the analysis or the list shows. */
  function mapQuery() {
    const found = new URLSearchParams(current);
    const layer = get("layer");
    const others = ["place", "panel", "grouping", "pair", ...OF_LIST];
    if (layer !== "what_if") { others.push("move_total", "move_by", "move_floor", "move_cap", "move_non_border"); }
    if (!["need", "bivariate", "what_if"].includes(layer)) { others.push("need", "need_years"); }
    others.forEach((name) => found.delete(name));
    return text(found);
  }

  /* What a panel rests on. */
  function panelQuery() {
    return text(without(["place", ...OF_LIST], current));
  }

  /* What the list of records rests on: the map's choices, the place and its own. */
  function listQuery() {
    // How the map draws changes no record and nothing that is said of one.
    const found = without(ONLY_DRAWN, new URLSearchParams(selected()));
    // A place's part of each record is told beside a measure of money.
    if (place() && current.has("measure")) { found.set("measure", current.get("measure")); }
    OF_LIST.forEach((name) => { if (current.has(name)) { found.set(name, current.get(name)); } });
    found.set("lang", boot().lang);
    return found;
  }

  function remember() {
    asked = { query: mapQuery(), selection: selected() };
  }

  /* What the records of the chosen place rest on. */
  function selected() {
    const found = new URLSearchParams(mapQuery());
    // Only a place's box tells of the measure.
    if (!place()) { return text(without(ONLY_DRAWN, found)); }
    found.set("place", current.get("place"));
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
    geoaid.askRecords();
    geoaid.markPlace(place());
    if (stoodFor && !place()) { geoaid.announce(boot().cleared); }
    stoodFor = place();
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
    const bars = document.getElementById("bars").dataset;
    // Another measure opens with its own scale.
    if (bars.measure !== get("measure")) { Object.assign(bars, { measure: get("measure"), kind: get("measure").endsWith("_per_100k") ? "rate" : "count" }); }
    document.querySelectorAll("[data-bars]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.bars === bars.kind));
    });
    geoaid.markRows(place());
    const params = without(OF_LIST, current);
    params.set("lang", boot().lang);
    point("a[data-record-file]", (link) => "/records." + link.dataset.recordFile + "?" + text(without(["record"], listQuery())));
    point("a[data-export]", (link) => "/export/" + link.dataset.export + "?" + text(formed(link, params)));
    point("a[data-brief]", (link) => "/brief/" + link.dataset.brief + "?" + text(link.dataset.whole ? without(["place"], params) : params));
    point("a[data-chart-file]", (link) => "/chart/" + link.dataset.chartFile + "?" + text(params));
    params.set("layer", "what_if");
    point("a[data-what-if-file]", (link) => "/export/" + link.dataset.whatIfFile + "?" + text(params));
    geoaid.panelShown();
  }

  /* The form of a printed file: the one chosen, else the one that its format comes in. */
  function formed(link, params) {
    const form = link.dataset.form && (document.getElementById("export-form").value || link.dataset.form);
    const found = new URLSearchParams(params);
    if (form) { found.set("preset", form); }
    return found;
  }

  function without(names, params) {
    const found = new URLSearchParams(params);
    names.forEach((name) => found.delete(name));
    return found;
  }

  function point(links, address) {
    document.querySelectorAll(links).forEach((link) => link.setAttribute("href", address(link)));
  }

  function choose(button) {
    const { field, value, several } = button.dataset;
    if (field === "lang") {
      current.set("lang", value);
      // The same view in other words: Back leads to the view before it.
      location.replace("?" + text(current) + location.hash);
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

  /* The place chosen stays so when it is chosen again: Escape and the cross of its box let go of it. */
  function select(code) {
    if (code !== place()) { change({ place: code, record: null }); }
  }

  /* A row leads to the records; the search, to the map, where the place is outlined. A record that is
     open stays so, and in sight, only where the place was chosen on its card. */
  function follow(code, target, keep) {
    if (target === "#section-records" && code !== (place() || "none")) { geoaid.leadRecords(Boolean(keep)); }
    change(keep ? { place: code } : { place: code, record: null });
    if (code !== "none") { document.querySelector(target).scrollIntoView({ block: "nearest" }); }
  }

  /* A menu closes over the file that was chosen in it: the keyboard goes back to its button. */
  document.addEventListener("click", (event) => {
    const file = event.target.closest("a[download]");
    if (!file || file.closest("#first")) { return; }
    const menu = file.closest(".export, .list-choice");
    if (menu) { menu.querySelector("summary").focus({ preventScroll: true }); }
    geoaid.announce(boot().downloading);
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.export[open]").forEach((menu) => {
      if (!menu.contains(event.target) || event.target.closest("a")) { menu.open = false; }
    });
    const button = event.target.closest("button");
    if (!button) { return; }
    if (button.dataset.dismiss) { geoaid.build({ notice: [] }); }
    if (button.dataset.field) { choose(button); }
    if (button.dataset.place) {
      // What is let go of elsewhere leads nowhere.
      const target = button.dataset.place !== "none" || button.closest("#section-records") ? "#section-records" : null;
      follow(button.dataset.place, target, button.closest("#record-card"));
    }
    if (button.dataset.toggle) { toggle(button.dataset.toggle, button.dataset.value); }
    if (button.dataset.bars) { bars(button); }
    if (button.dataset.clear) { clear(button.dataset.clear.split(",")); }
    if (button.id === "reset" || button.dataset.reset) { reset(); }
    if (button.id === "copy") { copy(); }
  });

  /* A menu opens upwards, and begins in sight. */
  document.addEventListener("toggle", ({ target }) => {
    if (target.open && target.matches("details.export")) { target.querySelector(".menu").scrollIntoView({ block: "nearest" }); }
  }, true);

  document.addEventListener("change", (event) => {
    const field = event.target.dataset.field;
    if (event.target.id === "input-breaks") { ownBreaks(event.target.value); return; }
    if (event.target.id === "export-form") { show(); return; }
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
    geoaid.typedFind();
    const breaks = get("breaks");
    dash_clientside.set_props("input-breaks", { value: breaks === "none" ? "" : breaks });
  }

  /* The address that shows the same to everyone. */
  function permalink(changes) {
    const params = new URLSearchParams({ ...boot().start, ...Object.fromEntries(current) });
    Object.entries(changes || {}).forEach(([name, value]) => params.set(name, value));
    params.set("lang", boot().lang);
    return location.origin + location.pathname + "?" + text(params) + geoaid.extent();
  }

  /* A page on paper says where it is found. */
  window.addEventListener("beforeprint", () => { document.getElementById("address").textContent = permalink(); });

  async function copy() {
    const link = permalink();
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

  /* A menu opens to the side where it has room. */
  document.addEventListener("toggle", (event) => {
    const menu = event.target.open && event.target.matches("details.export") && event.target.querySelector(".menu");
    if (!menu) { return; }
    const { top, bottom } = event.target.getBoundingClientRect();
    menu.style.maxHeight = "none";
    const below = innerHeight - bottom;
    const down = below > Math.min(menu.offsetHeight + 14, top);
    menu.classList.toggle("down", down);
    menu.style.maxHeight = Math.max((down ? below : top) - 14, 160) + "px";
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.target.id === "input-breaks" && event.key === "Enter") { ownBreaks(event.target.value); return; }
    if (event.key === "Escape") { document.querySelectorAll("details.export[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); }); }
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
    link: permalink,
    change: change,
    query: panelQuery,
    listQuery: listQuery,
    place: place,
    within: within,
    select: select,
    follow: follow,
    show: show,
    refuse: refuse,
    /* Asks for everything again. */
    again: () => { asked = { query: null, selection: null }; geoaid.forgetRecords(); apply(); },
    /* Called at each paint: fetches the municipalities when they are first wanted, and asks again
       if the page was laid out for another view than its address names. */
    level: ({ level, within }) => {
      if (level === "municipality" && !within && !municipalitiesAsked && boot().municipalities) {
        municipalitiesAsked = true;
        dash_clientside.set_props("layer-municipalities", { url: boot().municipalities });
      }
      if (asked.query === null) { start(); }
    },
  });

  function start() {
    remember();
    geoaid.startSearch();
    geoaid.startSharing();
    geoaid.askRecords();
    show();
    // The page is laid out for the address it was asked from; where the browser did not say which,
    // the reader's choices are asked for now.
    if (boot().asked !== location.search.slice(1)) {
      geoaid.again();
    }
  }
})();
