// On the pages that end it, "nej, det är inte jag", the end of all texts, a link that is over: the phone forgets what it has
// kept of somebody's own pages. See night-worker.js.
(() => {
  "use strict";

  const page = location.pathname.split("/").slice(0, 3).join("/");
  const forget = async () => {
    const registration = await navigator.serviceWorker.getRegistration(page);
    const isOwn = registration && new URL(registration.scope).pathname === page;
    if (isOwn) registration.active?.postMessage({ forget: true }); // what is on its way to it must not be kept either
    await caches.delete(`lykta-natt:${page}`);
    if (isOwn) await registration.unregister();
  };
  if ("serviceWorker" in navigator && "caches" in window) forget().catch(() => {});
})();
