// The board and the shift page keep themselves fresh. Everything works without this, by reloading the page.
(() => {
  "use strict";

  // Someone is at work in a section: ticked a box, wrote something, opened a menu, or is asked by a dialog.
  // A list where nothing is marked as chosen starts with its first line chosen.
  const startOf = (list) => Math.max(0, [...list.options].findIndex((option) => option.defaultSelected));
  const isChanged = (field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT"
        ? field.selectedIndex !== startOf(field)
        : field.type !== "hidden" && field.value !== field.defaultValue;
  const isInUse = (section) =>
    [...section.querySelectorAll("input, select, textarea")].some(isChanged) || section.querySelector("details[open]") !== null;
  const isBusy = () => document.hidden || document.querySelector(".dialog:target") !== null;

  // What a person did is always shown; what only time brought waits for whoever is at work in that section. What was asked
  // for before an act was over may tell how things stood before it: that is not drawn over what the act brought.
  let isPoll = false, acts = 0;
  const hearUnlessSomebodyActs = (section) => {
    const before = acts;
    const hear = (answer) => {
      if (answer.target !== section) return;
      section.removeEventListener("htmx:beforeOnLoad", hear);
      if (acts !== before) answer.preventDefault();
    };
    section.addEventListener("htmx:beforeOnLoad", hear); // on itself: what a replaced section hears reaches no document
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.target.hasAttribute("data-refresh")) acts += 1;
    else if (isBusy()) event.preventDefault();
    else hearUnlessSomebodyActs(event.target);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.elt.hasAttribute("data-refresh")) acts += 1;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    isPoll = event.detail.requestConfig.verb === "get" && event.detail.elt.hasAttribute("data-refresh");
    const target = event.detail.target;
    if (isPoll && target.hasAttribute("data-refresh") && isInUse(target)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (isPoll && isInUse(event.detail.target)) event.detail.shouldSwap = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !window.htmx) return;
    document.querySelectorAll("[data-refresh]").forEach((section) => window.htmx.trigger(section, "refresh"));
  });

  // A lit façade keeps its place when it is drawn anew.
  let facadeAt = 0;
  document.addEventListener("htmx:beforeSwap", () => {
    facadeAt = document.querySelector(".facade")?.scrollLeft ?? 0;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const facade = document.querySelector(".facade");
    if (facade) facade.scrollLeft = facadeAt;
  });

  // The button says how many will get a text.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-count]");
    if (!form) return;
    const count = form.querySelectorAll("input[type=checkbox]:checked").length;
    const button = form.querySelector("[data-none]");
    button.textContent = count === 0 ? button.dataset.none : count === 1 ? button.dataset.one : button.dataset.many.replace("{n}", count);
  });

  document.addEventListener("keydown", (event) => {
    const dialog = document.querySelector(".dialog:target");
    if (event.key === "Escape" && dialog) dialog.querySelector("a.btn").click();
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
