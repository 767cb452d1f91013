// What was noted where there is no network waits in the phone, and is sent once there is. Loaded on every page of the
// night, so that whatever page is opened first sends it. Nothing is kept after it has come through.
(() => {
  "use strict";
  if (!window.indexedDB || !window.fetch) return;
  const STORE = "iakttagelser";

  const opened = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("lykta-noterat", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const act = async (mode, work) => {
    const base = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = base.transaction(STORE, mode);
        const request = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      base.close();
    }
  };
  const put = (one) => act("readwrite", (store) => store.put(one));
  const drop = (key) => act("readwrite", (store) => store.delete(key));

  // Only what belongs to this very page's person: each lies under the address of their own night.
  const home = location.pathname.split("/").slice(0, 3).join("/");
  const waiting = async () => (await act("readonly", (store) => store.getAll())).filter((one) => one.path.startsWith(`${home}/`));
  // The token of this day: that of a page which the phone has kept may be over.
  const tokenFor = async (one) => (await (await fetch(one.keyAddress, { credentials: "same-origin" })).json()).token;

  const bodyOf = (one, token) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token);
    one.fields.forEach(([name, value]) => body.set(name, value));
    if (one.photo) body.set("photo", one.photo, "foto.jpg");
    return body;
  };

  // "sent" and "refused" are final; "kept" waits for network, or for the gate to be passed again.
  const send = async (one) => {
    let response;
    try {
      const body = bodyOf(one, await tokenFor(one));
      response = await fetch(one.path, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    } catch {
      return { outcome: "kept", one };
    }
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (response.ok && isJson && !response.redirected) return { outcome: "sent", one, told: await response.json() };
    if (response.status === 422 && isJson) return { outcome: "refused", one, told: await response.json() };
    if (response.status === 404 || response.status === 410) return { outcome: "refused", one, told: { errors: {} } };
    return { outcome: "kept", one };
  };

  let running = Promise.resolve([]);
  const flushOnce = async () => {
    const outcomes = [];
    for (const one of await waiting()) {
      const result = await send(one);
      if (result.outcome !== "kept") await drop(one.key);
      outcomes.push(result);
    }
    if (outcomes.length) document.dispatchEvent(new CustomEvent("lykta:kept", { detail: outcomes }));
    return outcomes;
  };
  // One at a time: a form pressed while the rest is on its way must not send the rest again.
  const flush = () => {
    running = running.then(flushOnce, flushOnce);
    return running;
  };

  window.lyktaKept = { put, flush, waiting };
  window.addEventListener("online", () => flush().catch(() => {}));
  flush().catch(() => {});
})();
