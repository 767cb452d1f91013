// The page where an association writes its own words: counts while they are written. Without this, the page's button
// "Förhandsgranska" says the same.
(() => {
  "use strict";

  const form = document.querySelector("form[data-wording]");
  const values = JSON.parse(document.getElementById("ord-varden")?.textContent ?? "null");
  if (!form || !values) return;
  const body = form.querySelector("textarea");
  const part = (name) => document.querySelector(`[data-${name}]`);
  const { tidy, segments, roomLeft, fill } = window.lyktaTexts;

  const kronor = (amount) => {
    const said = amount.toFixed(2);
    return `${document.documentElement.lang.startsWith("en") ? said : said.replace(".", ",")} kr`;
  };
  const show = () => {
    const words = tidy(fill(body.value, values.examples));
    const count = segments(words);
    const room = roomLeft(tidy(fill(body.value, values.longest)), Number(form.dataset.most));
    part("words").textContent = words;
    part("segments").textContent = count;
    part("room").textContent = room;
    part("cost").textContent = kronor(count * Number(form.dataset.price));
  };
  body.addEventListener("input", show);

  document.querySelectorAll("[data-variables] code").forEach((code) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = code.textContent;
    button.addEventListener("click", () => {
      body.setRangeText(button.textContent, body.selectionStart, body.selectionEnd, "end");
      body.focus();
      show();
    });
    code.replaceWith(button);
  });
})();
