// Tonight's board makes itself heard, and says when what it shows is old. Without this the page loads itself anew.
(() => {
  "use strict";

  const OLD_AFTER = 60_000; // three fetches have failed
  const SOUND = "lykta-ljud";
  const board = () => document.getElementById("laget");
  const clock = document.getElementById("klockan");
  const notice = document.getElementById("gammalt");
  const button = document.getElementById("ljud");
  const sign = notice.querySelector("b");

  // The clock is the town's, not the computer's: it goes on from what the server said, by time that has passed.
  let [said, heardAt] = ["", 0];
  const hear = () => {
    if (board().dataset.at !== said) [said, heardAt] = [board().dataset.at, performance.now()];
  };
  // A page that stands open all night passes the moment when clocks are changed, so the zone is asked each time.
  const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: clock.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const sign_of_clock = clock.textContent.replace(/\d/g, "").trim() || ".";
  const words = (moment) => wall.format(moment).replace(/\D/, sign_of_clock);
  const now = () => new Date(said).getTime() + performance.now() - heardAt;

  hear();

  // How old the page is counts from the last answer, also one that said nothing is new.
  let answeredAt = performance.now();
  const isOffline = () => navigator.onLine === false;
  const show = () => {
    clock.textContent = words(now());
    const age = performance.now() - answeredAt;
    const isOld = age > OLD_AFTER || isOffline();
    const told = isOffline()
      ? notice.dataset.offline.replace("{tid}", words(now() - age))
      : notice.dataset.old.replace("{n}", Math.max(1, Math.floor(age / 60_000)));
    if (isOld && sign.textContent !== told) sign.textContent = told;
    notice.hidden = !isOld;
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr?.status ?? 0;
    if (event.detail.requestConfig?.verb === "get" && (status === 200 || status === 304)) answeredAt = performance.now();
    show();
  });
  const refresh = () => window.htmx && window.htmx.trigger(board(), "refresh");
  window.addEventListener("online", () => { show(); refresh(); });
  window.addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  window.setInterval(show, 1000);

  // Somebody is writing below: that part waits, the groups and the alarms never do.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const fields = [...event.detail.target.querySelectorAll("input:not([type=hidden]), textarea")];
    if (fields.some((field) => field.value !== field.defaultValue)) event.detail.shouldSwap = false;
  });

  // Two calm tones, three times; again with each fetch while nobody has taken the alarm.
  let audio = null;
  const isOn = () => audio !== null && audio.state === "running";
  const paint = () => {
    button.setAttribute("aria-pressed", String(isOn()));
    button.querySelector("span").textContent = isOn() ? button.dataset.on : button.dataset.off;
  };
  const tone = (pitch, from, length) => {
    const [source, loudness] = [audio.createOscillator(), audio.createGain()];
    source.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(0.4, from + 0.04);
    loudness.gain.linearRampToValueAtTime(0, from + length);
    source.connect(loudness).connect(audio.destination);
    source.start(from);
    source.stop(from + length);
  };
  const ring = () => {
    if (!isOn()) return;
    for (const round of [0, 1, 2]) {
      tone(660, audio.currentTime + round * 1.1, 0.4);
      tone(880, audio.currentTime + round * 1.1 + 0.45, 0.5);
    }
  };
  const remember = (value) => {
    try { window.localStorage.setItem(SOUND, value); } catch { /* a browser that keeps nothing is asked each time */ }
  };
  const isRemembered = () => {
    try { return window.localStorage.getItem(SOUND) === "ja"; } catch { return false; }
  };
  const turnOn = async () => {
    audio ??= new window.AudioContext();
    audio.onstatechange = paint;
    await audio.resume();
    paint();
  };
  if (window.AudioContext) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const turnsOff = isOn();
      remember(turnsOff ? "nej" : "ja");
      if (turnsOff) await audio.suspend();
      else { await turnOn(); tone(880, audio.currentTime, 0.3); }
      paint();
    });
    // A browser may want a press anew after the page was opened: any press on it will do.
    if (isRemembered()) {
      turnOn();
      document.addEventListener("pointerdown", () => { if (isRemembered() && !isOn()) turnOn(); }, { once: true });
    }
  }

  // A new alarm is said once, to those who hear the page; the tab says it all the time.
  let known = new Set();
  const look = () => {
    const { loud, title } = board().dataset;
    document.title = `${loud ? "▲ " : ""}${title} · Lykta`;
    const keys = loud.split(" ").filter(Boolean);
    const isNew = keys.some((key) => !known.has(key));
    known = new Set(keys);
    if (keys.length === 0) return;
    if (isNew) {
      document.getElementById("rost").textContent = board().querySelector(".alarm h2").textContent;
      document.dispatchEvent(new CustomEvent("lykta:alarm", { detail: { keys } }));
    }
    ring();
  };
  document.addEventListener("htmx:afterSettle", () => { hear(); look(); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr?.status === 304) look(); });
  look();
  show();
})();
