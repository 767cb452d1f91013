// Small comforts on top of pages that work without any script.
(() => {
  "use strict";

  // htmx posts carry the same token as the forms of the page, whatever the cookie is called or hidden from.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });

  // Sections that htmx replaces keep the keyboard where it was: on the same thing drawn anew, else on what it stood in.
  const looksOf = (one) => [one.tagName, one.getAttribute("href"), one.name, one.getAttribute("value"), one.textContent.trim()].join("|");
  let place = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const at = document.activeElement;
    if (!at || at === document.body) return;
    const around = [];
    for (let one = at.closest("[id]"); one; one = one.parentElement?.closest("[id]")) around.push(one.id);
    place = { around, looks: looksOf(at) };
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!place || document.activeElement !== document.body) return;
    const section = place.around.map((id) => document.getElementById(id)).find(Boolean);
    if (!section) return;
    const same = [...section.querySelectorAll("a, button, input, select, textarea, summary")].find((one) => looksOf(one) === place.looks);
    if (!same) section.setAttribute("tabindex", "-1");
    (same ?? section).focus({ preventScroll: true });
    place = null;
  });

  // Menus made of <details> close on Escape and on a press outside them.
  const closeMenus = (except) => {
    document.querySelectorAll("details.switcher[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.switcher")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.switcher[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // "Copy" is for those with a clipboard that pages may write to; for others the text stands there to be marked.
  if (navigator.clipboard) {
    document.querySelectorAll("button[data-copy]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const field = document.getElementById(button.dataset.copy);
        field.select();
        await navigator.clipboard.writeText(field.value);
        document.getElementById(`${field.id}-kopierad`).textContent = button.dataset.copied;
      });
    });
  }

  // A second press on a slow phone must not send a form twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    window.setTimeout(() => form.removeAttribute("data-sent"), 5000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => form.removeAttribute("data-sent"));
  });
})();
