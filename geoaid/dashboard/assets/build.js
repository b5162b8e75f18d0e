/* Fills the parts of the page that change with the view. What is sent is the tree of a component,
   as geoaid.dashboard.dom.plain makes it: type, properties, children. Text stays text. */
(function () {
  "use strict";

  const shown = {};
  const NAMES = { className: "class", tabIndex: "tabindex", colSpan: "colspan" };

  function fill(element, children) {
    if (children === null || children === undefined) { return; }
    if (Array.isArray(children)) {
      children.forEach((child) => fill(element, child));
    } else if (typeof children === "object") {
      element.append(make(children));
    } else {
      element.append(String(children));
    }
  }

  function make(tree) {
    const element = document.createElement(tree.type.toLowerCase());
    for (const [name, value] of Object.entries(tree.props)) {
      if (name === "children") {
        fill(element, value);
      } else if (name === "style") {
        Object.assign(element.style, value);
      } else if (value !== null && value !== undefined && value !== false) {
        element.setAttribute(NAMES[name] || name, String(value));
      }
    }
    return element;
  }

  /* A part that did not change is left as it is, so that focus and scrolling stay where they are. */
  function build(data) {
    for (const [id, children] of Object.entries(data)) {
      const place = document.getElementById(id);
      const now = JSON.stringify(children);
      if (place && shown[id] !== now) {
        shown[id] = now;
        const content = document.createDocumentFragment();
        fill(content, children);
        place.replaceChildren(content);
      }
    }
  }

  window.geoaid = Object.assign(window.geoaid || {}, { build: build, fill: fill });
})();
