// Keeps tonight's pages of one person in their phone, for the walk is often out of reach. Begun by /jag/<token>/sw.js, which
// says in LYKTA whose page it is. Only what the server lets be kept (Lykta-Kept-For, in seconds) is kept, with the files
// that those pages need; it is shown no longer than that, and taken away when the link or the gate is closed.
(() => {
  "use strict";

  const { page, files, styles, icon, language, words } = self.LYKTA;
  const NAME = `lykta-natt:${page}`;
  const KEPT_FOR = "Lykta-Kept-For", UNTIL = "Lykta-Kept-Until";
  const PATIENCE = 5000; // with a network that does not answer, where the page is in the phone
  const SYNC = "lykta-logg";

  const isOwn = (url) => url.origin === location.origin && (url.pathname === page || url.pathname.startsWith(`${page}/`));
  const isFile = (url) => url.origin === location.origin && url.pathname.startsWith(files);
  const bare = (url) => url.origin + url.pathname;
  const isFresh = (kept) => Number(kept.headers.get(UNTIL)) > Date.now();

  let forgotten = 0; // how often: what was on its way before the phone forgot is not kept after

  const keep = async (url, response, since) => {
    const seconds = Number(response.headers.get(KEPT_FOR));
    if (response.status !== 200 || !(seconds > 0)) return;
    const headers = new Headers(response.headers);
    headers.set(UNTIL, String(Date.now() + seconds * 1000));
    const body = await response.blob();
    if (since !== forgotten) return;
    const cache = await caches.open(NAME);
    await cache.put(bare(url), new Response(body, { status: 200, headers }));
  };

  const keptPage = async (url) => {
    if (!(await caches.has(NAME))) return null;
    const kept = await (await caches.open(NAME)).match(bare(url), { ignoreVary: true });
    if (!kept) return null;
    if (isFresh(kept)) return kept;
    await tidy();
    return null;
  };

  const drop = async (url) => {
    if (await caches.has(NAME)) await (await caches.open(NAME)).delete(bare(url));
  };

  const forget = async () => {
    forgotten += 1;
    await caches.delete(NAME);
    await self.registration.unregister();
  };

  let keeping = 0; // pages whose files are being fetched, and are not in the phone yet

  // What is over goes; with the last page the files, and the worker itself unless a log still waits for it.
  const tidy = async () => {
    if (!(await caches.has(NAME))) return;
    const cache = await caches.open(NAME);
    let isNeeded = false;
    for (const request of await cache.keys()) {
      if (!isOwn(new URL(request.url))) continue;
      if (isFresh(await cache.match(request))) isNeeded = true;
      else await cache.delete(request);
    }
    if (isNeeded || keeping) return;
    const waiting = (await self.lyktaOutbox.all()).filter((one) => one.state === "waiting");
    if (waiting.length) await caches.delete(NAME);
    else await forget();
  };

  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const withoutNetwork = (said, more = "") =>
    new Response(
      `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
        `<meta name="color-scheme" content="light dark"><title>${escaped(words.title)} · Lykta</title>` +
        `<link rel="icon" href="${escaped(icon)}" type="image/svg+xml">` +
        styles.map((style) => `<link rel="stylesheet" href="${escaped(style)}">`).join("") +
        `</head><body><main class="page narrow"><div class="stack"><h1>${escaped(words.title)}</h1><p class="lead">${escaped(said)}</p>${more}` +
        `<p><a class="btn big" href="tel:112">${escaped(words.danger)}</a></p></div></main></body></html>`,
      { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" } },
    );

  const later = (milliseconds) => new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), milliseconds));

  const read = async (event) => {
    const { request } = event, url = new URL(request.url), since = forgotten;
    const kept = await keptPage(url);
    try {
      const asked = fetch(request);
      asked.catch(() => {});
      const response = await (kept ? Promise.race([asked, later(PATIENCE)]) : asked);
      if (response.status === 410) event.waitUntil(forget());
      else if (response.type === "opaqueredirect") event.waitUntil(drop(url)); // the gate has closed
      else event.waitUntil(keep(url, response.clone(), since).then(tidy));
      return response;
    } catch {
      return kept ?? withoutNetwork(words.not_here);
    }
  };

  // What a form sent without network stands in the page that says so, to be sent again by hand.
  const again = (url, fields) => {
    const hidden = fields.map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
    const to = escaped(url.pathname + url.search);
    return (
      `<form method="post" action="${to}">${hidden.join("")}<button class="btn primary big" type="submit">${escaped(words.again)}</button></form>` +
      `<p><a class="btn" href="${to}">${escaped(words.back)}</a></p>`
    );
  };

  const send = async (request) => {
    const url = new URL(request.url);
    const written = request.clone();
    try {
      return await fetch(request);
    } catch {
      const fields = await written.formData().then((data) => [...data], () => []);
      const isOut = url.pathname.endsWith("/ute");
      const texts = isOut && words.number ? `<p><a class="btn big" href="sms:${escaped(words.number)}">${escaped(words.text)}</a></p>` : "";
      const said = isOut ? `${words.not_sent} ${words.by_text}` : words.not_sent;
      return withoutNetwork(said, texts + again(url, fields.filter(([, value]) => typeof value === "string")));
    }
  };

  const file = async (request) => {
    try {
      return await fetch(request);
    } catch {
      const kept = (await caches.has(NAME)) ? await (await caches.open(NAME)).match(request, { ignoreVary: true }) : null;
      return kept ?? Response.error();
    }
  };

  const keepPage = async (url, since) =>
    keep(url, await fetch(url, { credentials: "same-origin", redirect: "manual", cache: "no-store" }), since);

  // The files first: a page without them is of little use.
  const keepAll = async ({ pages = [], files: needed = [] }) => {
    const own = pages.map((address) => new URL(address, location.origin)).filter(isOwn);
    if (!own.length) return;
    const since = forgotten;
    let answered;
    keeping += 1;
    try {
      const cache = await caches.open(NAME);
      const wanted = [...needed, ...styles].map((address) => new URL(address, location.origin)).filter(isFile);
      await Promise.all(wanted.map((url) => cache.add(url).catch(() => {})));
      answered = await Promise.all(own.map((url) => keepPage(url, since).then(() => true, () => false)));
    } finally {
      keeping -= 1;
    }
    if (answered.includes(true)) await tidy(); // without network nothing is known to be over
  };

  const sendWaiting = async () => {
    for (const entry of await self.lyktaOutbox.all()) {
      if (entry.state !== "waiting" || !isOwn(new URL(entry.address, location.origin))) continue;
      const { kept, problems } = await self.lyktaOutbox.send(entry);
      if (!kept && !problems) continue; // the gate has to be passed first
      for (const client of await self.clients.matchAll()) client.postMessage({ night: entry.night, kept, problems });
    }
  };

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("fetch", (event) => {
    const { request } = event, url = new URL(request.url);
    if (request.method === "POST" && isOwn(url) && request.mode === "navigate") event.respondWith(send(request));
    if (request.method !== "GET") return; // what a script asks for goes its own way
    if (isOwn(url) && request.mode === "navigate") event.respondWith(read(event));
    else if (isFile(url)) event.respondWith(file(request));
  });
  self.addEventListener("message", (event) => {
    if (event.data?.keep) event.waitUntil(keepAll(event.data.keep).catch(() => {}));
    if (event.data?.forget) event.waitUntil(forget());
  });
  self.addEventListener("sync", (event) => {
    if (event.tag === SYNC) event.waitUntil(sendWaiting());
  });
})();
