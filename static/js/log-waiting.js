// On a volunteer's own page, which the gate leads to: logs that wait in this phone leave as soon as the gate is passed.
(() => {
  "use strict";

  const notice = document.getElementById("logg-skickad");
  const outbox = window.lyktaOutbox;
  if (!notice || !outbox || !("indexedDB" in window)) return;
  const sendAll = async () => {
    await outbox.tidy();
    for (const entry of await outbox.all()) {
      if (entry.state !== "waiting") continue;
      // A newer link to the same page; a log of somebody else who uses this phone is refused, and goes on waiting.
      const address = `${notice.dataset.page}/kvall/${entry.night}/logg`;
      try {
        const { kept } = await outbox.send({ ...entry, address, keyAddress: `${address}/nyckel` });
        if (kept) notice.hidden = false;
      } catch {
        continue;
      }
    }
  };
  window.addEventListener("online", () => sendAll().catch(() => {}));
  // The worker may have been quicker.
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data.kept) notice.hidden = false;
  });
  sendAll().catch(() => {});
})();
