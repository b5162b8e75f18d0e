/* The panels of the analysis: which one is open, when it is asked for, its sliders, and how its
   years and points are chosen. What it shows is made on the server (geoaid.dashboard.analysis). */
(function () {
  "use strict";

  let near = false;
  let asked = null;

  /* A chart is drawn for the room it has, so that its text stays readable. */
  function width() {
    const room = Math.min(document.getElementById("panel-body").clientWidth, 1000);
    return Math.max(Math.floor(room / 20) * 20, 300);
  }

  /* Asks for the open panel, once it is near the reader and whenever what it rests on changes. */
  function ask() {
    if (!near || !document.getElementById("panel-body")) { return; }
    const key = [geoaid.query(), width()];
    const now = JSON.stringify(key);
    if (now !== asked) {
      asked = now;
      document.getElementById("panel-body").setAttribute("aria-busy", "true");
      dash_clientside.set_props("panel", { data: key });
    }
  }

  function showPanel(data) {
    const body = document.getElementById("panel-body");
    const before = body.dataset.panel === data.name && body.contains(document.activeElement) ? result(body) : null;
    const kept = keptFocus(body);
    geoaid.build({ "panel-body": data.body });
    for (const [id, picture] of Object.entries(data.pictures)) {
      const host = document.getElementById(id);
      const parsed = new DOMParser().parseFromString(picture, "image/svg+xml").documentElement;
      if (host) { host.replaceChildren(document.importNode(parsed, true)); }
    }
    body.dataset.panel = data.name;
    body.removeAttribute("aria-busy");
    body.setAttribute("aria-labelledby", "tab-" + data.name);
    geoaid.charts(body);
    kept();
    // Who works in the panel hears what came of it, once the sliders rest.
    if (before && result(body) !== before) { geoaid.announce(result(body), 700); }
    geoaid.show();
    return Date.now();
  }

  function result(body) {
    const said = body.querySelector(".words .said");
    return said ? said.textContent : null;
  }

  /* What is built anew takes the keyboard's place back, and what was open stays open. */
  function keptFocus(body) {
    const stood = body.contains(document.activeElement) ? document.activeElement : null;
    const marks = ["data-field", "data-value", "data-toggle", "data-part", "data-code", "data-years"];
    const same = !stood ? null : stood.id ? "#" + stood.id
      : marks.filter((name) => stood.hasAttribute(name)).map((name) => "[" + name + "='" + stood.getAttribute(name) + "']").join("");
    const stops = () => [...body.querySelectorAll("summary, button, a, input, select")];
    const at = stops().indexOf(stood);
    const open = body.dataset.panel && [...body.querySelectorAll("details")].map((one) => one.open);
    return () => {
      [...body.querySelectorAll("details")].forEach((one, i) => { if (open && open[i]) { one.open = true; } });
      // What has no mark of its own stands where it stood.
      const other = same ? body.querySelector(same) : stops()[at];
      if (other) { other.focus({ preventScroll: true }); }
    };
  }

  function open(name) {
    near = true;
    geoaid.change({ panel: name });
    ask();
  }

  function shown() {
    const name = geoaid.get("panel");
    document.querySelectorAll("[role=tab]").forEach((tab) => {
      const chosen = tab.dataset.panel === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    });
  }

  /* ---- what-if ---- */

  const PERCENT = ["floor", "cap", "non_border"];
  const MOST_USD = 1e12; // as geoaid.view.fields has it

  function said(input) {
    const output = input.parentElement.querySelector("output");
    output.textContent = PERCENT.includes(input.dataset.move) ? Number(input.value) + "%" : input.value;
    input.setAttribute("aria-valuetext", output.textContent);
  }

  function moved(input) {
    const name = input.dataset.move;
    if (PERCENT.includes(name)) {
      geoaid.change({ ["move_" + name]: String(Number((Number(input.value) / 100).toFixed(4))) });
      return;
    }
    const weights = [...document.querySelectorAll("[data-move^='weight-']")]
      .filter((one) => Number(one.value) > 0)
      .map((one) => one.dataset.move.slice(7) + ":" + Number(one.value));
    geoaid.change({ move_by: weights.length ? weights.join(",") : geoaid.boot().defaults.move_by });
  }

  /* What is no amount changes nothing, and is said beside the box. */
  function total(input) {
    const number = input.value.replace(/[\s,$_]|US\$?/gi, "");
    const wrong = number !== "" && number !== "placed" && !(Number(number) >= 0 && Number(number) <= MOST_USD);
    const said = document.getElementById("move-total-wrong");
    said.textContent = wrong ? said.dataset.words : "";
    input.setAttribute("aria-invalid", String(wrong));
    if (!wrong) { geoaid.change({ move_total: number || "placed" }); }
  }

  document.addEventListener("input", (event) => {
    if (event.target.dataset.move) { said(event.target); }
    if (event.target.id === "add-place") { offer(event.target.value); }
  });

  document.addEventListener("change", (event) => {
    if (event.target.dataset.move) { moved(event.target); }
    if (event.target.id === "move-total") { total(event.target); }
    if (event.target.id === "add-place") { add(event.target); }
  });

  /* ---- the comparison: a place is added by its name ---- */

  let offered = {};
  let timer = null;

  function offer(value) {
    clearTimeout(timer);
    if (offered[value]) { return; }
    timer = setTimeout(async () => {
      const found = await lookUp(value);
      const list = document.getElementById("add-places");
      if (!list) { return; }
      list.replaceChildren(...found.map((match) => {
        const option = document.createElement("option");
        option.value = label(match);
        offered[option.value] = match.code;
        return option;
      }));
    }, 150);
  }

  function label(match) {
    return [match.name, match.within].filter(Boolean).join(", ") + " (" + match.code + ")";
  }

  async function lookUp(value) {
    if (!value.trim()) { return []; }
    try {
      const response = await fetch("/search?q=" + encodeURIComponent(value.slice(0, 100)));
      return await response.json();
    } catch (error) {
      return []; // assets/network.js says that the server does not answer
    }
  }

  async function add(input) {
    const code = offered[input.value] || ((await lookUp(input.value))[0] || {}).code;
    if (!code) { return; }
    input.value = "";
    const there = (geoaid.get("compare") || "").split(",").filter((item) => item && item !== "none");
    if (!there.includes(code)) { geoaid.change({ compare: [...there, code].join(",") }); }
  }

  /* ---- years: a bar, or from one bar to another; the classes of the map stay as they are ---- */

  let from = null;

  function years(first, last) {
    const [a, b] = [Math.min(first, last), Math.max(first, last)];
    if (geoaid.get("years") === a + "-" + b) { allYears(); return; }
    const changes = { years: a + "-" + b };
    const limits = geoaid.limits();
    if (geoaid.get("scheme") !== "user" && limits.length > 1 && limits.length < 9) {
      geoaid.held = { scheme: geoaid.get("scheme") };
      Object.assign(changes, { scheme: "user", breaks: limits.join(",") });
    }
    geoaid.change(changes);
  }

  function allYears() {
    const back = geoaid.held ? { scheme: geoaid.held.scheme, breaks: "none" } : {};
    geoaid.held = null;
    geoaid.change(Object.assign({ years: "all" }, back));
  }

  function yearOf(target) {
    const bar = target.closest && target.closest("[data-years]");
    return bar ? Number(bar.dataset.years.slice(0, 4)) : null;
  }

  document.addEventListener("pointerdown", (event) => { from = yearOf(event.target); });
  document.addEventListener("pointerup", (event) => {
    const to = yearOf(event.target);
    if (from !== null && to !== null) { years(event.shiftKey && anchor() ? anchor() : from, to); }
    from = null;
  });

  function anchor() {
    const chosen = geoaid.get("years");
    return chosen === "all" ? null : Number(chosen.slice(0, 4));
  }

  /* ---- the keyboard and the pointer ---- */

  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) { open(tab.dataset.panel); }
    if (event.target.id === "move-reset") {
      const box = document.getElementById("move-total");
      if (box.getAttribute("aria-invalid") === "true") { box.value = ""; total(box); }
      geoaid.change({ move_total: "placed", move_by: geoaid.boot().defaults.move_by, move_floor: "0", move_cap: "1", move_non_border: "none" });
    }
  });

  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest && event.target.closest("[role=tab]");
    if (tab) {
      const tabs = [...document.querySelectorAll("[role=tab]")];
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const to = step ? (tabs.indexOf(tab) + step + tabs.length) % tabs.length : { Home: 0, End: tabs.length - 1 }[event.key];
      if (to !== undefined) { event.preventDefault(); tabs[to].focus(); open(tabs[to].dataset.panel); }
      return;
    }
    const year = yearOf(event.target);
    if (year !== null && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      years(event.shiftKey && anchor() ? anchor() : year, year);
    }
  });

  /* Asked for when it comes near, so that the first page does not wait for it. */
  function watch() {
    const body = document.getElementById("panel-body");
    if (!body) { requestAnimationFrame(watch); return; }
    new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) { near = true; ask(); }
    }, { rootMargin: "200px" }).observe(body);
    new ResizeObserver(ask).observe(body);
  }

  window.geoaid = Object.assign(window.geoaid || {}, { askPanel: ask, nearPanel: () => { near = true; ask(); }, panelShown: shown, allYears: allYears });
  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.geoaid = Object.assign({}, window.dash_clientside.geoaid, { showPanel: showPanel });
  watch();
})();
