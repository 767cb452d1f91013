// How many texts the words become, while they are written. The page before sending says the same without a script.
(() => {
  "use strict";

  const MOST = 3;
  const form = document.querySelector("[data-message]");
  if (!form || !window.lyktaTexts) return;
  const body = form.querySelector("textarea");
  const said = form.querySelector("[data-length]");

  const show = () => {
    const words = body.value.trim();
    const count = window.lyktaTexts.segments(window.lyktaTexts.tidy(`${words}\n${form.dataset.signature}`));
    const { one, many, tooMany } = said.dataset;
    said.textContent = (count === 1 ? one : count <= MOST ? many : tooMany).replace("{n}", count);
    said.hidden = !words;
  };
  body.addEventListener("input", show);
  show();
})();
