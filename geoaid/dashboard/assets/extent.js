/* Where a reader has moved the map to, kept at the end of the address (#map=zoom/latitude/longitude):
   it is no choice that the server knows, and every file shows the whole. */
(function () {
  "use strict";

  const WRITTEN = /^#map=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
  // What the page was opened with: the map first shows the whole.
  let asked = WRITTEN.exec(location.hash);

  /* The end of the address; empty while the map shows the country, or the state that it is within. */
  function extent() {
    const { map, home } = geoaid.atlas;
    if (!map || !home) { return ""; }
    const away = map.project(home.centre).distanceTo(map.project(map.getCenter()));
    if (Math.abs(map.getZoom() - home.zoom) < 0.01 && away < 60) { return ""; }
    const { lat, lng } = map.getCenter();
    return "#map=" + [map.getZoom(), lat, lng].map((number) => number.toFixed(2)).join("/");
  }

  function write() {
    const hash = extent();
    if (asked || hash === location.hash || (!hash && !WRITTEN.test(location.hash))) { return; }
    history.replaceState(null, "", location.pathname + location.search + hash);
  }

  /* Called once the map is painted and shows the whole of its view. */
  function restore(map) {
    if (!asked) { return; }
    const [zoom, lat, lng] = asked.slice(1).map(Number);
    asked = null;
    map.setView([lat, lng], zoom, { animate: false });
    write();
  }

  window.geoaid = Object.assign(window.geoaid || {}, {
    extent: extent,
    // A movement under way would end elsewhere.
    restoring: () => Boolean(asked),
    extentOn: (map) => map.on("moveend", write),
    restoreExtent: restore,
  });
})();
