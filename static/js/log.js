// The log of a night: thumbs on counters, how far one has come, and nothing lost when the network is.
(() => {
  "use strict";

  const form = document.getElementById("loggen");
  if (!form) return;
  const notice = document.getElementById("natlage");
  const night = form.dataset.night;
  const outbox = night && "indexedDB" in window ? window.lyktaOutbox : null;
  const fields = () => [...new FormData(form)].map(([name, value]) => [name, String(value)]);

  document.querySelectorAll("[data-script-only]").forEach((one) => (one.hidden = false));

  // Counters
  form.querySelectorAll("button[data-step]").forEach((button) => {
    const input = button.parentElement.querySelector("input");
    button.hidden = false;
    button.addEventListener("click", () => {
      const count = Math.min(Number(input.max), Math.max(Number(input.min), Number(input.value || 0) + Number(button.dataset.step)));
      input.value = String(count);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  // "Inget särskilt" and what happened speak against each other; so do "Ingen" and a number of calls.
  form.addEventListener("change", ({ target }) => {
    if (target.name === "nothing" && target.checked) form.querySelectorAll("input[name=happened]").forEach((one) => (one.checked = false));
    if (target.name === "happened" && target.checked) form.elements.nothing.checked = false;
    if (target.name === "nobody" && target.checked) form.querySelectorAll("#kontakt input[type=number]").forEach((one) => (one.value = "0"));
  });
  form.addEventListener("input", ({ target }) => {
    if (target.closest("#kontakt") && target.type === "number" && Number(target.value) > 0) form.elements.nobody.checked = false;
  });

  // How far one has come
  const isAny = (selector) => Boolean(form.querySelector(selector));
  const parts = {
    gick: () => !isAny("input[name=walked]") || isAny("input[name=walked]:checked"),
    kvallen: () => isAny("input[name=mood]:checked"),
    antal: () => isAny("input[name=met]:checked"),
    hande: () => isAny("input[name=happened]:checked, input[name=nothing]:checked"),
    kontakt: () => form.elements.nobody.checked || [...form.querySelectorAll("#kontakt input[type=number]")].some((one) => Number(one.value) > 0),
    sist: () => form.elements.debrief.checked || Boolean(form.elements.note?.value.trim()),
  };
  const progress = document.getElementById("klart"), progressWords = document.getElementById("klart-ord");
  const showProgress = () => {
    const done = Object.entries(parts).filter(([name, isDone]) => {
      form.querySelector(`[data-done=${name}]`).hidden = !isDone();
      return isDone();
    });
    if (!progress) return;
    progress.value = done.length;
    progress.textContent = String(done.length);
    progressWords.textContent = progressWords.dataset.words.replace("{done}", done.length);
  };

  // What leads to a person
  const persons = window.lyktaPersons;
  const mayName = form.elements.may_name;
  const error = document.getElementById("id_note_error");
  const inTheWay = () => {
    if (!persons) return null;
    const seen = [...form.querySelectorAll("[data-own-words]")].map((field) => ({ field, ...persons.check(field.value) }));
    const wrong = seen.find(({ traces }) => traces.length) ?? seen.find(({ names }) => names.length);
    seen.forEach(({ field }) => field.removeAttribute("aria-invalid"));
    if (!wrong) return null;
    return { ...wrong, isOnlyAName: !wrong.traces.length };
  };
  const showPersons = () => {
    const wrong = inTheWay();
    if (!error) return wrong;
    const isStopped = Boolean(wrong) && !(wrong.isOnlyAName && mayName.checked);
    if (mayName) document.getElementById("inget-namn").hidden = !wrong?.isOnlyAName;
    error.hidden = !isStopped;
    error.querySelector("span").textContent = isStopped ? persons.words(wrong) : "";
    if (isStopped) wrong.field.setAttribute("aria-invalid", "true");
    return isStopped ? wrong : null;
  };

  // In the phone
  const say = (words) => {
    if (!notice) return;
    notice.hidden = !words;
    notice.querySelector("span").textContent = words ?? "";
  };
  const entryOf = (state, problems = []) => ({
    night, state, problems, fields: fields(), address: form.dataset.address, keyAddress: form.dataset.keyAddress,
  });
  // One after the other: of two letters typed at once the later is the one that stays.
  let turn = Promise.resolve();
  const inTurn = (act) => (turn = turn.then(act, act));
  const keep = (state) => {
    const entry = entryOf(state);
    return outbox ? inTurn(() => outbox.put(entry)) : Promise.resolve();
  };
  const fill = (pairs) => {
    for (const one of form.elements) if (["checkbox", "radio"].includes(one.type)) one.checked = false;
    for (const [name, value] of pairs) {
      if (name === "csrfmiddlewaretoken") continue;
      for (const one of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (["checkbox", "radio"].includes(one.type)) one.checked ||= one.value === value;
        else one.value = value;
      }
    }
  };
  const resendLater = async () => {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register("lykta-logg");
  };
  const wait = () => {
    say(notice.dataset.waiting);
    resendLater().catch(() => {}); // without that the page sends when the network is back, or when it is opened
  };

  let isSending = false;
  const sendWaiting = async () => {
    const entry = outbox && (await outbox.get(night));
    if (entry?.state !== "waiting" || isSending) return;
    isSending = true;
    try {
      arrived(await outbox.send({ ...entry, address: form.dataset.address, keyAddress: form.dataset.keyAddress }));
    } catch {
      wait();
    } finally {
      isSending = false;
    }
  };
  const arrived = ({ kept, problems, gate }) => {
    if (kept) {
      // The page and its worker may both have sent it: the thanks that stand here already are not loaded anew.
      if (kept !== location.pathname + location.search) location.assign(kept);
    } else if (gate) location.assign(form.dataset.gate); // sent when somebody has said there who they are
    else say(problems.join(" "));
  };

  const changed = () => {
    showProgress();
    showPersons();
    keep("draft").catch(() => {});
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  form.addEventListener("submit", async (event) => {
    const wrong = showPersons();
    if (wrong) {
      event.preventDefault();
      wrong.field.focus();
      return;
    }
    if (!outbox) return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    try {
      await keep("waiting");
      const token = await outbox.freshToken(form.dataset.keyAddress);
      if (!token) return location.assign(form.dataset.gate);
      form.elements.csrfmiddlewaretoken.value = token;
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      wait();
    } finally {
      isSending = false;
    }
  });

  const begin = async () => {
    showProgress();
    if (!outbox) return;
    await outbox.tidy();
    let entry = await outbox.get(night);
    if (entry && form.dataset.kept && outbox.keyOf(entry) === form.dataset.kept) {
      await outbox.remove(night);
      entry = null;
    }
    if (!entry) return;
    if (form.dataset.refused) return keep("draft"); // the server has told what is wrong, beside what was typed
    fill(entry.fields);
    showProgress();
    showPersons();
    if (entry.state === "waiting") return sendWaiting();
    say(entry.state === "refused" ? entry.problems.join(" ") : notice.dataset.draft);
  };
  // What has been noted of places and waits in the phone too.
  const inPhone = document.getElementById("noterat-i-telefonen");
  const showInPhone = async () => {
    const count = (await window.lyktaKept?.waiting())?.length;
    if (!inPhone) return;
    inPhone.hidden = !count;
    inPhone.textContent = count ? inPhone.dataset.words.replace("{n}", count) : "";
  };
  document.addEventListener("lykta:kept", () => showInPhone());
  showInPhone().catch(() => {});

  window.addEventListener("online", () => sendWaiting());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendWaiting());
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data.night === night && arrived(data));
  begin().catch(() => {}); // a phone that keeps nothing sends the form as it is
})();
