/* The reader's choices: controls, tables and map all change one query string, which is the page's
   state, the permalink and what the server is asked with. */
(function () {
  "use strict";

  let current = new URLSearchParams(location.search);
  let bootData = null;
  let asked = { query: null, selection: null };

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

  function change(changes, replace) {
    for (const [name, value] of Object.entries(changes)) {
      if (value === boot().defaults[name] || value === null) { current.delete(name); } else { current.set(name, value); }
    }
    const query = text(current);
    history[replace ? "replaceState" : "pushState"](null, "", query ? "?" + query : location.pathname);
    apply();
  }

  function apply() {
    const selection = text(current);
    const without = new URLSearchParams(current);
    without.delete("place");
    const query = text(without);
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
      if (field === "years") {
        const [first, last] = get("years") === "all" ? ["", ""] : get("years").split("-");
        select.value = part === "first" ? first : last || first;
      } else {
        select.value = get(field);
      }
    });
    document.querySelectorAll("a[data-export]").forEach((link) => {
      const params = new URLSearchParams(current);
      params.set("lang", boot().lang);
      link.setAttribute("href", "/export/" + link.dataset.export + "?" + text(params));
    });
  }

  function choose(button) {
    const { field, value, several } = button.dataset;
    if (field === "lang") {
      current.set("lang", value);
      location.search = text(current);
      return;
    }
    if (several !== "true" || value === "all") {
      change({ [field]: value });
      return;
    }
    const chosen = new Set((get(field) || "").split(",").filter((item) => item && item !== "all"));
    if (chosen.has(value)) { chosen.delete(value); } else { chosen.add(value); }
    change({ [field]: chosen.size ? [...chosen].join(",") : "all" });
  }

  function chooseYears(select) {
    const [a, b] = ["first", "last"].map((part) => document.querySelector(`select[data-field=years][data-part=${part}]`));
    if (!select.value) { change({ years: "all" }); return; }
    let first = a.value || b.value;
    let last = b.value || a.value;
    if (first > last) { first = last = select.value; }
    change({ years: first + "-" + last });
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

  function follow(button) {
    const code = button.dataset.place;
    change({ place: code });
    if (code !== "none") { document.getElementById("section-records").scrollIntoView({ block: "nearest" }); }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, [role=option]");
    if (!button) {
      document.querySelectorAll("details.export[open]").forEach((menu) => {
        if (!menu.contains(event.target) || event.target.closest("a")) { menu.open = false; }
      });
      return;
    }
    if (button.dataset.field) { choose(button); }
    if (button.dataset.place) { follow(button); closeSearch(); }
    if (button.dataset.toggle) { toggle(button.dataset.toggle, button.dataset.value); }
    if (button.dataset.bars) { bars(button); }
    if (button.id === "reset") { reset(); }
    if (button.id === "copy") { copy(); }
  });

  document.addEventListener("change", (event) => {
    const field = event.target.dataset.field;
    if (event.target.id === "input-breaks") { ownBreaks(event.target.value); return; }
    if (event.target.tagName !== "SELECT" || !field) { return; }
    if (field === "years") { chooseYears(event.target); return; }
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
    section.querySelectorAll("[data-bars]").forEach((item) => {
      item.setAttribute("aria-pressed", String(item === button));
    });
  }

  function reset() {
    const lang = current.get("lang");
    current = new URLSearchParams(lang ? { lang: lang } : {});
    change({});
  }

  async function copy() {
    const params = new URLSearchParams(current);
    params.set("lang", boot().lang);
    const link = location.origin + location.pathname + "?" + text(params);
    try {
      await navigator.clipboard.writeText(link);
      document.getElementById("copied").textContent = boot().copied;
    } catch (error) {
      document.getElementById("copied").textContent = link;
    }
  }

  /* ---- search ---- */

  let timer = null;
  let option = -1;

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
    const response = await fetch("/search?q=" + encodeURIComponent(query));
    const matches = await response.json();
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
      list.append(none);
    }
    list.hidden = false;
    document.getElementById("input-search").setAttribute("aria-expanded", "true");
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "input-search") { return; }
    clearTimeout(timer);
    const query = event.target.value;
    timer = setTimeout(() => search(query), 120);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id === "input-breaks" && event.key === "Enter") { ownBreaks(event.target.value); return; }
    if (event.target.id !== "input-search") {
      if (event.key === "Escape") { document.querySelectorAll("details.export[open]").forEach((menu) => { menu.open = false; }); }
      return;
    }
    const items = [...document.querySelectorAll("#found [role=option]")];
    if (event.key === "Escape") { closeSearch(); return; }
    if (event.key === "Enter") {
      const chosen = items[Math.max(option, 0)];
      if (chosen) { follow(chosen); closeSearch(); }
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") { return; }
    event.preventDefault();
    option = (option + (event.key === "ArrowDown" ? 1 : items.length - 1) + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === option)));
    if (items[option]) { event.target.setAttribute("aria-activedescendant", items[option].id); }
  });

  window.addEventListener("popstate", () => {
    current = new URLSearchParams(location.search);
    apply();
  });

  /* ---- start ---- */

  let municipalitiesAsked = false;

  window.geoaid = Object.assign(window.geoaid || {}, {
    boot: boot,
    place: place,
    select: select,
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
    const without = new URLSearchParams(current);
    without.delete("place");
    asked.query = text(without);
    asked.selection = text(current);
    const input = document.getElementById("input-search");
    if (input) {
      const roles = { role: "combobox", "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list" };
      for (const [name, value] of Object.entries(roles)) { input.setAttribute(name, value); }
    }
    show();
    // The page is laid out for the address it was asked from; where the browser did not say which,
    // the reader's choices are asked for now.
    if (boot().asked !== location.search.slice(1)) {
      asked = { query: null, selection: null };
      apply();
    }
  }
})();
