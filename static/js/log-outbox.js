// What is typed in the log of a night, kept in the phone until the server has it. Shared by the page and its worker.
// One entry a night: { night, address, keyAddress, fields, state, problems, at }; state is draft, waiting or refused.
(() => {
  "use strict";

  const BASE = "lykta-loggar", STORE = "loggar";
  const KEPT_FOR = 14 * 24 * 60 * 60 * 1000; // as long as the server takes a log
  const KEY_TIMEOUT = 8000, SEND_TIMEOUT = 20000;

  const open = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(BASE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "night" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });

  const inStore = async (mode, act) => {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const turn = base.transaction(STORE, mode);
        const asked = act(turn.objectStore(STORE));
        turn.oncomplete = () => resolve(asked.result);
        turn.onabort = turn.onerror = () => reject(turn.error);
      });
    } finally {
      base.close();
    }
  };

  const put = (entry) => inStore("readwrite", (store) => store.put({ ...entry, at: Date.now() }));
  const get = (night) => inStore("readonly", (store) => store.get(night));
  const remove = (night) => inStore("readwrite", (store) => store.delete(night));
  const all = () => inStore("readonly", (store) => store.getAll());
  const tidy = async () => {
    for (const one of await all()) if (one.at < Date.now() - KEPT_FOR) await remove(one.night);
  };

  const ask = (address, given = {}, timeout = KEY_TIMEOUT) =>
    fetch(address, {
      credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(timeout),
      ...given, headers: { Accept: "application/json", ...given.headers },
    });

  // The token of today, for that of the page may be over; "" where the gate has to be passed first.
  // Throws where there is no network.
  const freshToken = async (keyAddress) => {
    const asked = await ask(keyAddress);
    if (asked.type === "opaqueredirect") return "";
    if (!asked.ok) throw new Error(`no token: ${asked.status}`);
    return (await asked.json()).token;
  };

  const keyOf = (entry) => entry.fields.find(([name]) => name === "client_key")?.[1];

  // { kept } with the address of the thanks, { problems }, or { gate: true }. Throws where there is no network.
  // What comes through is taken out here, unless more has been typed meanwhile.
  const send = async (entry) => {
    const token = await freshToken(entry.keyAddress);
    if (!token) return { gate: true };
    const body = new URLSearchParams(entry.fields.filter(([name]) => name !== "csrfmiddlewaretoken"));
    const sent = await ask(entry.address, { method: "POST", body, headers: { "X-CSRFToken": token } }, SEND_TIMEOUT);
    if (sent.type === "opaqueredirect") return { gate: true };
    if (sent.status === 422) {
      const { problems } = await sent.json();
      await put({ ...entry, state: "refused", problems });
      return { problems };
    }
    if (!sent.ok) throw new Error(`not taken: ${sent.status}`);
    const now = await get(entry.night);
    if (now && keyOf(now) === keyOf(entry)) await remove(entry.night);
    return await sent.json();
  };

  self.lyktaOutbox = { all, freshToken, get, keyOf, put, remove, send, tidy };
})();
