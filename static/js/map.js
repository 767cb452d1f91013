// Maps with Leaflet: shown where a tile server is set, drawn on everywhere. Without this, pages show the sketch and forms take GeoJSON.
(() => {
  "use strict";
  if (!window.L) return;
  const L = window.L;
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
  const turned = (positions) => positions.map(([longitude, latitude]) => [latitude, longitude]);
  const HOME = [59.33, 18.06]; // where an empty map begins: Stockholm
  const CLOSE = 15;

  const open = (box, data) => {
    const map = L.map(box, { zoomControl: true, attributionControl: Boolean(data.attribution) });
    if (data.tiles) L.tileLayer(data.tiles, { attribution: data.attribution, maxZoom: 19 }).addTo(map);
    const places = [...turned(data.line), ...(data.meeting ? turned([data.meeting]) : [])];
    if (places.length > 1) map.fitBounds(places, { padding: [28, 28], maxZoom: 17 });
    else map.setView(places[0] || HOME, CLOSE);
    return map;
  };
  const CASE = { color: "#0d1936", weight: 9, interactive: false };
  const ROUTE = { color: "#ffc83d", weight: 5, dashArray: "1 9", interactive: false };
  const START = { radius: 10, color: "#0d1936", weight: 3, fillColor: "#ffc83d", fillOpacity: 1 };

  // The sketch gives way to a map with tiles.
  document.querySelectorAll("[data-map]").forEach((section) => {
    const data = read(section.dataset.map);
    const figure = section.querySelector("figure.map");
    if (!data || !data.tiles || !figure) return;
    const label = figure.querySelector("title")?.textContent || "";
    figure.replaceChildren();
    figure.classList.add("leaflet-map");
    figure.setAttribute("role", "img");
    figure.setAttribute("aria-label", label);
    const map = open(figure, data);
    L.polyline(turned(data.line), CASE).addTo(map);
    L.polyline(turned(data.line), ROUTE).addTo(map);
    if (data.meeting) L.circleMarker(turned([data.meeting])[0], START).addTo(map);
  });

  // Drawing: a press adds a point, a drag moves one. What is drawn is written as GeoJSON into the form's own field.
  document.querySelectorAll("[data-draw]").forEach((table) => {
    const field = document.getElementById(table.dataset.line);
    const latitude = document.getElementById(table.dataset.latitude);
    const longitude = document.getElementById(table.dataset.longitude);
    const said = table.querySelector("[data-length]");
    const data = read(table.dataset.draw);
    let line = [];
    let isPlacing = false;

    table.hidden = false;
    const map = open(table.querySelector(".leaflet-map"), data);
    const outline = L.polyline([], CASE).addTo(map);
    const route = L.polyline([], ROUTE).addTo(map);
    const dots = L.layerGroup().addTo(map);
    const start = L.circleMarker(HOME, START);
    const round = (value) => Math.round(value * 1e6) / 1e6;

    const draw = () => {
      outline.setLatLngs(line);
      route.setLatLngs(line);
      dots.clearLayers();
      line.forEach((place, index) => {
        const icon = L.divIcon({ className: "m-handle", iconSize: [22, 22] });
        const dot = L.marker(place, { icon, draggable: true, keyboard: false }).addTo(dots);
        dot.on("drag", (event) => {
          line[index] = event.latlng;
          outline.setLatLngs(line);
          route.setLatLngs(line);
        });
        dot.on("dragend", write);
      });
      let metres = 0;
      for (let n = 1; n < line.length; n += 1) metres += map.distance(line[n - 1], line[n]);
      const english = document.documentElement.lang.startsWith("en");
      const shown = metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1).replace(".", english ? "." : ",")} km`;
      said.textContent = line.length > 1 ? said.dataset.length.replace("{n}", shown) : "";
    };
    const write = () => {
      const coordinates = line.map((place) => [round(place.lng), round(place.lat)]);
      field.value = coordinates.length > 1 ? JSON.stringify({ type: "LineString", coordinates }) : "";
      draw();
    };
    const showMeeting = () => {
      const place = [Number(latitude.value.replace(",", ".")), Number(longitude.value.replace(",", "."))];
      if (latitude.value && longitude.value && place.every(Number.isFinite)) start.setLatLng(place).addTo(map);
      else start.remove();
    };
    const readField = () => {
      try {
        const found = JSON.parse(field.value);
        const geometry = found.geometry || found;
        line = geometry.type === "LineString" ? geometry.coordinates.map(([x, y]) => L.latLng(y, x)) : [];
      } catch {
        line = [];
      }
      draw();
    };

    map.on("click", (event) => {
      if (isPlacing) {
        latitude.value = round(event.latlng.lat);
        longitude.value = round(event.latlng.lng);
        isPlacing = false;
        table.querySelector("[data-act=meeting]").setAttribute("aria-pressed", "false");
        showMeeting();
        return;
      }
      line.push(event.latlng);
      write();
    });
    table.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (!button) return;
      if (button.dataset.act === "meeting") {
        isPlacing = !isPlacing;
        button.setAttribute("aria-pressed", String(isPlacing));
        return;
      }
      line = button.dataset.act === "undo" ? line.slice(0, -1) : [];
      write();
    });
    field.addEventListener("change", readField);
    [latitude, longitude].forEach((input) => input.addEventListener("change", showMeeting));
    readField();
    showMeeting();
  });
})();
