/* Points of a chart: what they say on hover and focus, how the keyboard moves among them, and that
   a place chosen anywhere is marked in every chart. */
(function () {
  "use strict";

  let tip = null;
  let leaving = null;

  function box() {
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "chart-tip";
      tip.hidden = true;
      document.body.append(tip);
    }
    return tip;
  }

  function say(point) {
    stay();
    const name = document.createElement("b");
    name.textContent = point.dataset.name;
    const value = document.createElement("div");
    value.textContent = point.dataset.value;
    box().replaceChildren(name, value);
    tip.hidden = false;
    const mark = (point.querySelector(".dot") || point).getBoundingClientRect();
    const width = tip.offsetWidth;
    const left = Math.min(Math.max(mark.left + mark.width / 2 - width / 2, 6), innerWidth - width - 6);
    const above = mark.top - tip.offsetHeight - 8;
    tip.style.left = left + scrollX + "px";
    tip.style.top = (above > 4 ? above : mark.bottom + 8) + scrollY + "px";
  }

  function stay() { clearTimeout(leaving); }

  function hide() {
    stay();
    if (tip) { tip.hidden = true; }
  }

  /* The pointer may cross from a point to what is said of it. */
  function leave() {
    stay();
    leaving = setTimeout(hide, 250);
  }

  function pointOf(target) {
    return target.closest && target.closest(".chart svg .point");
  }

  /* From left to right, and from above; drawn they are with the highlighted ones last. */
  function ordered(svg) {
    const at = new Map([...svg.querySelectorAll(".point")].map((point) => [point, place(point)]));
    return [...at.keys()].sort((a, b) => at.get(a)[0] - at.get(b)[0] || at.get(a)[1] - at.get(b)[1]);
  }

  function points(point) {
    return ordered(point.closest("svg"));
  }

  /* One stop for the Tab key a chart; the arrows move among its points, in the order of reading. */
  function charts(host) {
    host.querySelectorAll(".chart svg").forEach((svg) => {
      ordered(svg).forEach((point, index) => point.setAttribute("tabindex", index ? "-1" : "0"));
    });
    mark(geoaid.place());
  }

  function place(point) {
    const at = (point.querySelector(".dot") || point).getBoundingClientRect();
    return [at.left + at.width / 2, at.top + at.height / 2];
  }

  /* The nearest point in the direction of an arrow; to left and right go on through those that
     stand in one place. */
  function beside(point, key) {
    const [x, y] = place(point);
    const along = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
    const all = points(point);
    const next = all[all.indexOf(point) + along[0]];
    if (along[0] && next && place(next).every((part, i) => Math.abs(part - [x, y][i]) < 0.5)) { return next; }
    let best = null;
    let least = Infinity;
    for (const other of all) {
      const [a, b] = place(other);
      const ahead = (a - x) * along[0] + (b - y) * along[1];
      const aside = Math.abs((a - x) * along[1]) + Math.abs((b - y) * along[0]);
      if (other !== point && ahead > 0.5 && ahead + 2 * aside < least) {
        least = ahead + 2 * aside;
        best = other;
      }
    }
    return best;
  }

  function stand(point) {
    points(point).forEach((one) => one.setAttribute("tabindex", "-1"));
    point.setAttribute("tabindex", "0");
    point.focus({ preventScroll: true });
  }

  function mark(code) {
    document.querySelectorAll(".chart .point[data-code]").forEach((point) => {
      point.classList.toggle("selected", point.dataset.code === code);
    });
    geoaid.outlineSides(code);
    document.querySelectorAll(".chart svg").forEach((svg) => name(svg, code));
  }

  /* The chosen place is named beside its point, if the chart does not name it yet. */
  function name(svg, code) {
    svg.querySelectorAll(".chosen-name").forEach((one) => one.remove());
    const point = code && svg.querySelector(`.point[data-code="${code}"]`);
    const dot = point && point.querySelector(".dot");
    if (!dot || [...svg.querySelectorAll("text")].some((one) => one.textContent === point.dataset.name)) { return; }
    const words = document.createElementNS("http://www.w3.org/2000/svg", "text");
    const at = dot.getBBox();
    const isLeft = at.x > svg.viewBox.baseVal.width * 0.7;
    words.textContent = point.dataset.name;
    words.setAttribute("class", "chosen-name");
    words.setAttribute("x", isLeft ? at.x - 6 : at.x + at.width + 6);
    words.setAttribute("y", at.y + at.height / 2 + 4);
    words.setAttribute("text-anchor", isLeft ? "end" : "start");
    svg.append(words);
  }

  document.addEventListener("mouseover", (event) => {
    const point = pointOf(event.target);
    if (point) { say(point); } else if (event.target.closest && event.target.closest(".chart-tip")) { stay(); } else if (tip) { leave(); }
  });
  document.addEventListener("focusin", (event) => {
    const point = pointOf(event.target);
    if (point) { say(point); } else { hide(); }
  });
  document.addEventListener("click", (event) => {
    const point = pointOf(event.target);
    if (point && point.dataset.code) { geoaid.select(point.dataset.code); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(); }
    const point = pointOf(event.target);
    if (!point) { return; }
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      const other = beside(point, event.key);
      if (other) { stand(other); }
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      stand(points(point).at(event.key === "Home" ? 0 : -1));
    } else if ((event.key === "Enter" || event.key === " ") && point.dataset.code) {
      event.preventDefault();
      geoaid.select(point.dataset.code);
    }
  });

  window.geoaid = Object.assign(window.geoaid || {}, { charts: charts, markPlace: mark });
})();
