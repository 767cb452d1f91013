// Lets the phone keep tonight's pages, so that they open without network: see night-worker.js.
(() => {
  "use strict";

  const told = document.querySelector("meta[name=lykta-worker]");
  if (!told || !("serviceWorker" in navigator)) return;
  const files = [...document.querySelectorAll("link[rel=stylesheet], script[src], link[rel=icon]")].map((one) => one.href || one.src);
  const later = told.dataset.files.split(" ").filter(Boolean);
  const pages = [location.pathname, ...told.dataset.keep.split(" ").filter(Boolean)];
  navigator.serviceWorker
    .register(told.content, { scope: told.dataset.scope })
    .then(() => navigator.serviceWorker.ready)
    .then((registration) => registration.active.postMessage({ keep: { pages: [...new Set(pages)], files: [...new Set([...files, ...later])] } }))
    .catch(() => {}); // a browser that keeps nothing shows the pages all the same
})();
