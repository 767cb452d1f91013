// Keeps the phones up to date. Swaps only the parts marked data-live, only when the server's words for them have
// changed, and never one that holds the focus: what somebody is writing or about to press stays where it is.
"use strict";

const EVERY = 1000;
const seen = new Map();
let shown = "";
let timer = 0;

function toEnd(thread) {
  thread.scrollTop = thread.scrollHeight;
}

function growThread(old, fresh) {
  const lines = [...fresh.children];
  const follows = [...old.children].every((line, place) => lines[place] && lines[place].outerHTML === line.outerHTML);
  if (follows) old.append(...lines.slice(old.children.length));
  else old.replaceChildren(...lines);
  toEnd(old);
}

// Whether the part is as the server has it now.
function swap(fresh) {
  const old = document.getElementById(fresh.id);
  const words = fresh.innerHTML;
  if (!old || seen.get(fresh.id) === words) return true;
  const isThread = fresh.dataset.live === "thread";
  if (!isThread && old.contains(document.activeElement) && old !== document.activeElement) return false;
  if (isThread) growThread(old, fresh);
  else old.innerHTML = words;
  seen.set(fresh.id, words);
  return true;
}

function swapPhones(fresh) {
  const row = document.getElementById("telefoner");
  const wanted = [...fresh.getElementById("telefoner").children];
  const ids = new Set(wanted.map((phone) => phone.id));
  for (const phone of [...row.children]) if (!ids.has(phone.id)) phone.remove();
  wanted.forEach((phone, place) => {
    const old = document.getElementById(phone.id);
    if (!old) row.insertBefore(document.importNode(phone, true), row.children[place] || null);
    else if (row.children[place] !== old && !row.contains(document.activeElement)) row.insertBefore(old, row.children[place]);
  });
}

async function refresh() {
  const answer = await fetch(`/live${location.search}`, { cache: "no-cache" });
  if (!answer.ok) return;
  const html = await answer.text();
  if (html === shown) return;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  swapPhones(fresh);
  const done = [...fresh.querySelectorAll("[data-live]")].map(swap);
  shown = done.every(Boolean) ? html : ""; // What the focus kept from being swapped is tried again.
}

async function tick() {
  clearTimeout(timer);
  if (!document.hidden) await refresh().catch(() => {});
  clearTimeout(timer);
  timer = setTimeout(tick, EVERY);
}

function say(words) {
  document.getElementById("besked-text").textContent = words;
  document.getElementById("besked").hidden = !words;
}

async function post(form, submitter) {
  return fetch(form.action, { method: "POST", body: new FormData(form, submitter), headers: { "X-Live": "1" } });
}

async function reply(form, submitter) {
  // A call's buttons go away with the next state: the part itself keeps the focus, and may then be swapped.
  const call = form.closest(".call");
  if (call) call.focus();
  const sent = await post(form, submitter).catch(() => null);
  if (!sent || !sent.ok) return say("Svaret kunde inte skickas. Prova igen.");
  form.reset();
  say("");
  return tick();
}

async function jump(form, submitter) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  say("Klockan går. Allt på vägen hinner hända.");
  const moved = await post(form, submitter).catch(() => null);
  form.removeAttribute("aria-busy");
  say(moved && moved.ok ? "" : "Klockan kunde inte flyttas. Demon svarade inte.");
  tick();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const act = form.matches("[data-reply]") ? reply : form.id === "lage-hopp" ? jump : null;
  if (!act) return;
  event.preventDefault();
  act(form, event.submitter);
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) tick();
});

for (const part of document.querySelectorAll("[data-live]")) seen.set(part.id, part.innerHTML);
document.querySelectorAll(".thread").forEach(toEnd);
if (location.hash === "#fel") document.querySelector("#fel details").open = true;
timer = setTimeout(tick, EVERY);
