/* The list of records and the record that is open. What they show is made on the server
   (geoaid.dashboard.recordtable, cards); which record, words, sort and columns, is in the address. */
(function () {
  "use strict";

  const LEAST_WAIT = 200; // ms after the last letter
  const LEAST_SEEN = 160; // pixels of a card that tell that it is there
  let listed = null; // the query that the rows on the page answer
  let carded = null; // the query that the card on the page answers
  let turn = 0;
  let opener = null; // what the keyboard returns to when the card closes
  let pressed = false; // whether the next card is that of a row pressed just now
  let entering = false; // whether the next card takes the keyboard and comes into sight
  let heading = false; // whether the head of the section comes into sight with the next list
  let landing = false; // whether that is because the address names it: the page still grows around it

  const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
  const LANDS_FOR = 4000; // ms in which the page may still grow above a card that the address names

  function element(id) { return document.getElementById(id); }

  function chosen() {
    const id = geoaid.get("record");
    return id && id !== "none" ? id : null;
  }

  function without(params, name) {
    const found = new URLSearchParams(params);
    found.delete(name);
    return found.toString();
  }

  async function answer(address) {
    try {
      const response = await fetch(address);
      return response.ok ? await response.json() : null;
    } catch (error) {
      return null; // assets/network.js says that the server does not answer
    }
  }

  /* Shows what the address asks for; asks the server only for what is not there. */
  function ask() {
    if (!element("record-list")) { return; }
    marks();
    const params = geoaid.listQuery();
    const query = without(params, "record");
    if (listed !== query) { load("/records?" + params, query); } else { card(); }
  }

  async function load(address, query) {
    const mine = ++turn;
    listed = query;
    element("record-rows").setAttribute("aria-busy", "true");
    const data = await answer(address);
    if (mine !== turn) { return; }
    element("record-rows").removeAttribute("aria-busy");
    if (!data) { listed = null; return; }
    const stood = standing();
    put(element("record-rows"), data.rows);
    put(element("record-pages"), data.pages);
    put(element("record-all"), data.all);
    if (element("record-said").textContent !== data.said) { element("record-said").textContent = data.said; }
    fit();
    geoaid.show();
    if (heading) { heading = false; head(); }
    carded = null;
    await card();
    stand(stood);
  }

  /* A table as wide as the page scrolls with it under its header; a wider one in itself. */
  function fit() {
    const table = document.querySelector("#record-rows .table");
    if (table) { table.classList.toggle("fits", table.scrollWidth <= table.clientWidth); }
  }

  addEventListener("resize", fit);

  function put(place, tree) {
    const content = document.createDocumentFragment();
    geoaid.fill(content, tree);
    place.replaceChildren(content);
  }

  /* Where the keyboard stands in what is about to be replaced, and its like afterwards. */
  function standing() {
    const now = document.activeElement;
    if (!now || !now.closest("#record-rows, #record-pages, #record-all, #record-outside")) { return null; }
    const mark = ["sort", "record", "step"].find((name) => name in now.dataset);
    return { in: now.closest("[id^=record-]").id, mark: mark, value: mark && now.dataset[mark], table: now.matches(".table") };
  }

  function stand(stood) {
    if (!stood || (document.activeElement && document.activeElement !== document.body)) { return; }
    const like = stood.mark && [...document.querySelectorAll("#record-list [data-" + stood.mark + "]")].find((one) => one.dataset[stood.mark] === stood.value && !one.disabled);
    const next = like || (stood.mark === "step" && document.querySelector("#record-pages button:not([disabled])")) || element("input-find");
    (stood.table ? document.querySelector("#record-rows .table") || next : next).focus({ preventScroll: true });
  }

  /* ---- the card ---- */

  function rowOf(id) {
    return [...document.querySelectorAll("#record-rows tr[data-row]")].find((row) => row.dataset.row === id);
  }

  function dropCard() {
    const card = element("record-card");
    if (!card) { return; }
    const row = card.closest("tr.card-row");
    (row || card).remove();
    document.querySelectorAll("#record-rows [aria-expanded=true]").forEach((button) => {
      button.setAttribute("aria-expanded", "false");
      button.removeAttribute("aria-controls");
      button.closest("tr").classList.remove("open-row");
    });
  }

  async function card() {
    const id = chosen();
    const query = id ? String(geoaid.listQuery()) : "";
    if (carded === query) { return; }
    carded = query;
    if (!id) { dropCard(); return; }
    const found = await answer("/record?" + query);
    if (carded !== query) { return; }
    // What the address named there is not: the page says so at its top.
    if (!chosen()) { entering = landing = false; return; }
    if (!found) { carded = null; return; }
    // An address may write the id in other letters.
    if (found.id && found.id !== id) { geoaid.change({ record: found.id }, true); return; }
    dropCard();
    place(id, found.card);
  }

  function place(id, tree) {
    const made = document.createElement("section");
    made.id = "record-card";
    made.className = "record-card";
    made.tabIndex = -1;
    made.setAttribute("aria-labelledby", "record-title");
    put(made, tree);
    const row = rowOf(id);
    if (row) {
      const under = document.createElement("tr");
      under.className = "card-row";
      under.setAttribute("role", "row");
      const cell = document.createElement("td");
      cell.setAttribute("role", "cell");
      cell.colSpan = row.children.length;
      cell.append(made);
      under.append(cell);
      row.after(under);
      row.classList.add("open-row");
      const button = row.querySelector("[data-record]");
      button.setAttribute("aria-expanded", "true");
      button.setAttribute("aria-controls", "record-card");
    } else {
      element("record-outside").replaceChildren(made);
    }
    if (pressed && isOutOfSight(made)) { entering = true; }
    pressed = false;
    if (entering && landing) { whenLive(arrive); } else if (entering) { arrive(); }
  }

  /* A phone shows little of a card that opens under its row. */
  function isOutOfSight(made) {
    return matchMedia("(max-width: 700px)").matches || made.getBoundingClientRect().top > innerHeight - LEAST_SEEN;
  }

  function arrive() {
    if (!entering || !element("record-card")) { return; }
    entering = false;
    element("record-title").focus({ preventScroll: true });
    reveal();
    if (landing) { hold(); }
  }

  /* Until the live page takes the place of the first screen, nothing in it can be scrolled to. */
  function whenLive(then) {
    const root = document.documentElement;
    if (root.classList.contains("live")) { then(); return; }
    new MutationObserver((_, watch) => {
      if (root.classList.contains("live")) { watch.disconnect(); then(); }
    }).observe(root, { attributeFilter: ["class"] });
  }

  /* Another place makes the list longer or shorter, under a page that stays scrolled: the card comes
     into sight again, or the head of the section. */
  function lead(keep) {
    if (keep) { entering = landing = true; } else { heading = true; }
  }

  function head() {
    const section = element("section-records");
    const top = section.getBoundingClientRect().top;
    if (top >= 0 && top <= innerHeight / 2) { return; }
    section.scrollIntoView({ block: "start", behavior: "instant" });
    geoaid.land(() => section);
  }

  /* At once: what is passed on a slow way there would be filled, and push the card out of sight. */
  function reveal() {
    const card = element("record-card");
    if (!card) { return; }
    const under = card.closest("tr.card-row");
    (under ? under.previousElementSibling : card).scrollIntoView({ block: "start", behavior: "instant" });
  }

  /* The card stays in sight while the page grows, until the reader's hand moves. */
  function hold() {
    const growth = new ResizeObserver(reveal);
    growth.observe(element("main"));
    const stop = () => {
      landing = false;
      growth.disconnect();
      HANDS.forEach((name) => removeEventListener(name, stop, true));
    };
    HANDS.forEach((name) => addEventListener(name, stop, true));
    setTimeout(stop, LANDS_FOR);
  }

  /* A link to a record leads to its card, unless the reader has gone elsewhere in the meantime. */
  function land() {
    if (!new URLSearchParams(location.search).get("record")) { return; }
    // The card, not the head of its section.
    if (location.hash) { history.replaceState(history.state, "", location.pathname + location.search); }
    // Who has scrolled the first screen already, before this ran, reads on there.
    if (scrollY > 0) { return; }
    entering = landing = true;
    const leave = () => { entering = landing = false; };
    HANDS.forEach((name) => addEventListener(name, leave, { capture: true, once: true }));
  }

  land();

  /* Opens a record wherever it stands: in the list, on another page of it, or outside it. */
  function open(id, from) {
    opener = from || document.activeElement;
    entering = true;
    if (chosen() === id) { carded = null; card(); return; }
    // The page of the list that holds it is asked for, unless it is there.
    if (!rowOf(id)) { listed = null; }
    geoaid.change({ record: id });
  }

  function close() {
    const id = chosen();
    const button = id && rowOf(id) ? rowOf(id).querySelector("[data-record]") : null;
    const back = button || (opener && opener.isConnected && !opener.closest("#record-card") ? opener : element("input-find"));
    geoaid.change({ record: null });
    back.focus({ preventScroll: true });
    back.scrollIntoView({ block: "nearest" });
  }

  /* ---- choices ---- */

  /* The controls around the list show what is chosen. */
  function marks() {
    const columns = geoaid.get("columns").split(",");
    document.querySelectorAll("[data-column]").forEach((chip) => {
      chip.setAttribute("aria-pressed", String(columns.includes(chip.dataset.column) || geoaid.get("columns") === "all"));
    });
    const sort = element("record-sort");
    if (sort) { sort.value = geoaid.get("sort"); }
  }

  function toggleColumn(name) {
    const every = element("record-list").dataset.columns.split(",");
    const now = geoaid.get("columns") === "all" ? every : geoaid.get("columns").split(",");
    const next = now.includes(name) ? now.filter((one) => one !== name) : [...now, name];
    geoaid.change({ columns: every.filter((one) => one === "title" || next.includes(one)).join(",") });
  }

  /* The columns that are chosen, and these. */
  function columnsWith(...names) {
    if (geoaid.get("columns") === "all") { return "all"; }
    const now = [...geoaid.get("columns").split(","), ...names];
    return element("record-list").dataset.columns.split(",").filter((one) => now.includes(one)).join(",");
  }

  /* The records that a figure of the bookkeeping adds up. */
  function listOf(words) {
    heading = true;
    geoaid.change({ find: words, place: null, record: null, sort: "-net_amount", columns: columnsWith("net_amount", "counted") });
    typed();
    head();
  }

  let timer = null;

  function find(words) {
    const value = words.trim().replace(/\s+/g, " ").slice(0, 200);
    if (value === geoaid.get("find")) { return; }
    geoaid.change({ find: value }, Boolean(geoaid.get("find")) && Boolean(value));
  }

  /* What was typed for one address does not stay for another. */
  function typed() {
    const input = element("input-find");
    if (input && input.value.trim() !== geoaid.get("find")) { dash_clientside.set_props("input-find", { value: geoaid.get("find") }); }
  }

  async function copy(id) {
    const link = geoaid.link({ record: id });
    const told = element("record-copied");
    try {
      await navigator.clipboard.writeText(link);
      told.textContent = element("record-list").dataset.copied;
    } catch (error) {
      // A plain http address on another machine has no clipboard: the link is shown to be taken.
      told.textContent = link;
      getSelection().selectAllChildren(told);
    }
  }

  function shut(menus) {
    menus.forEach((menu) => { menu.open = false; });
    return menus[0];
  }

  document.addEventListener("click", (event) => {
    shut([...document.querySelectorAll(".list-choice[open]")].filter((menu) => !menu.contains(event.target) || event.target.closest("a")));
    const link = event.target.closest("button[data-open-record], button[data-list]");
    if (link && link.dataset.openRecord) { open(link.dataset.openRecord, link); }
    if (link && link.dataset.list) { listOf(link.dataset.list); }
    const button = event.target.closest("#record-list button");
    if (!button) { return; }
    const { record, sort, next, group, column, columnsReset, from, clearFind, find: words, copyRecord, closeRecord } = button.dataset;
    if (record) {
      if (button.closest("#record-card")) { open(record, button); } else if (chosen() === record) { close(); } else { opener = button; pressed = true; geoaid.change({ record: record }); }
    }
    if (sort) { geoaid.change({ sort: next }); }
    if (group) { geoaid.change({ sort: group, columns: columnsWith(group) }); }
    if (column) { toggleColumn(column); }
    if (columnsReset) { geoaid.change({ columns: columnsReset }); }
    if (clearFind) { geoaid.change({ find: "" }); typed(); element("input-find").focus(); }
    if (words) { geoaid.change({ find: words }); typed(); element("input-find").focus({ preventScroll: true }); }
    if (copyRecord) { copy(copyRecord); }
    if (closeRecord) { close(); }
    if (from) { turnTo(from); }
  });

  /* Another page of the list; a card does not come along. */
  async function turnTo(start) {
    if (chosen()) { geoaid.change({ record: null }); }
    const query = without(geoaid.listQuery(), "record");
    await load("/records/" + start + "?" + query, query);
    geoaid.announce(element("record-pages").querySelector("span").textContent);
    // The keyboard stays in sight on the button; who points is taken to the first of the new rows.
    const key = document.querySelector("#record-pages button:focus-visible");
    if (key) { key.scrollIntoView({ block: "nearest", behavior: "instant" }); } else { element("record-list").scrollIntoView({ block: "start", behavior: "instant" }); }
  }

  document.addEventListener("change", (event) => {
    if (event.target.id === "record-sort") { geoaid.change({ sort: event.target.value }); }
  });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "input-find") { return; }
    clearTimeout(timer);
    const words = event.target.value;
    timer = setTimeout(() => find(words), LEAST_WAIT);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id === "input-find" && event.key === "Enter") { clearTimeout(timer); find(event.target.value); return; }
    if (event.key !== "Escape") { return; }
    const menu = shut([...document.querySelectorAll(".list-choice[open]")]);
    if (menu) { menu.querySelector("summary").focus(); return; }
    if (chosen() && event.target.closest("#record-card, #record-rows")) { close(); }
  });

  window.geoaid = Object.assign(window.geoaid || {}, {
    askRecords: ask,
    /* Lets go of what is shown, so that it is asked for again. */
    forgetRecords: () => { listed = carded = null; },
    openRecord: open,
    leadRecords: lead,
    closeRecord: close,
    typedFind: typed,
  });
})();
