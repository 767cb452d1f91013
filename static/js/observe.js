// Noting a fault in the street: a photo made small in the phone, and a send that waits for network. Load after
// pick-place.js. Without this the page is an ordinary form.
(() => {
  "use strict";
  const form = document.querySelector("form[data-observe]");
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);
  const place = window.lyktaPlace || { show: () => {}, clear: () => {} };

  // A photo is made small before it leaves the phone, which also leaves its place and time behind. The server does it too.
  const LONGEST = 1600;
  const shrunk = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return await new Promise((resolve) => { canvas.toBlob((blob) => resolve(blob || file), "image/jpeg", 0.82); });
    } catch {
      return file; // not a picture that this browser knows: the server says what is wrong with it
    }
  };

  // Sending: kept in the phone first, then sent, so that nothing is lost between the two.
  const kept = window.lyktaKept;
  if (!kept) return;
  const notice = document.getElementById("i-telefonen");
  const tell = (words) => {
    notice.hidden = !words;
    notice.querySelector("span").textContent = words;
  };
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const isSomewhere = () => ["place", "lamp_post", "latitude"].some((name) => field(name).value.trim());

  // What is missing is said by the server where it can be reached, and by the browser's own words where it cannot.
  const isComplete = () => Boolean(form.querySelector("input[name=category]:checked")) && isSomewhere();
  const collected = async () => {
    const fields = [...new FormData(form).entries()].filter(([name]) => !["csrfmiddlewaretoken", "photo", "client_key", "seen_at"].includes(name));
    const key = newKey();
    const file = field("photo").files[0];
    return {
      key,
      path: location.pathname,
      keyAddress: form.dataset.keyAddress,
      fields: [...fields, ["client_key", key], ["seen_at", new Date().toISOString()]],
      photo: file ? await shrunk(file) : null,
    };
  };
  const refill = (one) => {
    one.fields.forEach(([name, value]) => {
      const input = field(name);
      if (input && !["client_key", "seen_at"].includes(name)) input.value = value;
    });
    place.show();
  };

  form.addEventListener("submit", async (event) => {
    if (!isComplete()) return;
    event.preventDefault();
    const press = form.querySelector("button[type=submit]");
    press.disabled = true;
    try {
      const one = await collected();
      await kept.put(one);
      const result = (await kept.flush()).find((outcome) => outcome.one.key === one.key);
      if (result?.outcome === "refused") return;
      if (result?.outcome === "sent") location.reload();
      form.reset();
      place.clear();
    } catch {
      form.submit(); // no room to keep anything: send it as any form
    } finally {
      press.disabled = false;
    }
  });

  const tellOf = (outcomes) => {
    const refused = outcomes.find((result) => result.outcome === "refused");
    if (refused) {
      const words = Object.values(refused.told.errors).flat().join(" ");
      refill(refused.one);
      document.getElementById("inget-namn").hidden = !refused.told.errors.note;
      tell(`${notice.dataset.refused} ${words}`);
      notice.scrollIntoView({ block: "center" });
    } else if (outcomes.some((result) => result.outcome === "kept")) {
      tell(notice.dataset.waiting);
    } else {
      tell(notice.dataset.sent);
    }
  };
  document.addEventListener("lykta:kept", (event) => tellOf(event.detail));
  kept.waiting().then((found) => { if (found.length) tell(notice.dataset.waiting); }).catch(() => {});
})();
