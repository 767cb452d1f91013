// Where something is: a press on the map, or where one stands, written into the form's own latitude and longitude.
// Without this they are written by hand.
(() => {
  "use strict";
  const form = document.querySelector("form[data-pick]");
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);

  // The place is asked for once, on a press and never before.
  const here = document.getElementById("har");
  const said = document.querySelector("#punkten b");
  const button = document.getElementById("har-jag-star");
  let show = () => {};
  const place = (latitude, longitude, words) => {
    field("latitude").value = latitude.toFixed(6);
    field("longitude").value = longitude.toFixed(6);
    said.textContent = words;
    show();
  };
  here.hidden = false;
  if (!navigator.geolocation || !window.isSecureContext) button.hidden = true;
  button.addEventListener("click", () => {
    said.textContent = here.dataset.searching;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => place(coords.latitude, coords.longitude, here.dataset.found.replace("{n}", String(Math.max(1, Math.round(coords.accuracy))))),
      (error) => { said.textContent = error.code === error.PERMISSION_DENIED ? here.dataset.denied : here.dataset.missing; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 20000 },
    );
  });

  const box = here.querySelector(".pick");
  if (window.L) {
    const L = window.L;
    const data = JSON.parse(document.getElementById("karta-data").textContent);
    const turned = ([longitude, latitude]) => [latitude, longitude];
    const map = L.map(box, { attributionControl: Boolean(data.attribution), scrollWheelZoom: false });
    if (data.tiles) L.tileLayer(data.tiles, { attribution: data.attribution, maxZoom: 19 }).addTo(map);
    const lines = (data.lines || [data.line]).map((line) => line.map(turned));
    const around = [...lines.flat(), ...(data.meeting ? [turned(data.meeting)] : [])];
    if (around.length > 1) map.fitBounds(around, { padding: [24, 24], maxZoom: 17 });
    else map.setView(around[0] || [59.33, 18.06], 16);
    L.polyline(lines, { color: "#0d1936", weight: 9, interactive: false }).addTo(map);
    L.polyline(lines, { color: "#ffc83d", weight: 5, dashArray: "1 9", interactive: false }).addTo(map);
    const mark = L.circleMarker([0, 0], { radius: 11, color: "#0d1936", weight: 3, fillColor: "#e5484d", fillOpacity: 1 });
    show = () => {
      const point = [Number(field("latitude").value.replace(",", ".")), Number(field("longitude").value.replace(",", "."))];
      const isWhole = field("latitude").value && field("longitude").value && point.every(Number.isFinite);
      if (!isWhole) { mark.remove(); return; }
      mark.setLatLng(point).addTo(map);
      if (!map.getBounds().contains(point)) map.setView(point, 16);
    };
    map.on("click", ({ latlng }) => place(latlng.lat, latlng.lng, here.dataset.pressed));
    ["latitude", "longitude"].forEach((name) => field(name).addEventListener("change", show));
    show();
    if (map.hasLayer(mark)) map.setView(mark.getLatLng(), 16); // what has a point is seen close, not the whole town
  } else {
    box.hidden = true;
  }

  window.lyktaPlace = {
    show: () => show(),
    clear: () => {
      said.textContent = "";
      show();
    },
  };
})();
