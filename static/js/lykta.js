// Small comforts on top of pages that work without any script.
(() => {
  "use strict";

  // htmx posts carry the same token as the forms of the page, whatever the cookie is called or hidden from.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });

  // A section that htmx replaced keeps the keyboard where it was; a lost place starts at the section itself.
  document.addEventListener("htmx:afterSettle", (event) => {
    const section = event.detail.target;
    if (document.activeElement !== document.body || !section || !section.hasAttribute("data-take-focus")) return;
    section.setAttribute("tabindex", "-1");
    section.focus({ preventScroll: true });
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
