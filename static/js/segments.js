// Texts as the network counts them: the same as messaging/domain/texts.py and scheduling/domain/own_words.py, sign for
// sign, which a test in a browser holds. `lyktaTexts` gives tidy, segments, roomLeft and fill.
(() => {
  "use strict";

  const GSM = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
      "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
  );
  const EXTENDED = new Set("\f^{}\\[~]|€");
  const PLAIN = new Map();
  const plainly = (chars, written) => [...chars].forEach((char) => PLAIN.set(char, written));
  plainly("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-");
  plainly("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"');
  plainly("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060", "'");
  plainly("\t\u00a0\u2007\u2008\u2009\u200a\u202f\u2002\u2003\u3000", " ");
  plainly("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u0000", "");
  plainly("\u2026", "...");
  plainly("\u2022\u00b7", "-");
  plainly("\u2028\u2029", "\n");
  const UNACCENTED = new Map(
    Object.entries({ ł: "l", Ł: "L", đ: "d", Đ: "D", ð: "d", Ð: "D", þ: "th", Þ: "Th", ı: "i", œ: "oe", Œ: "OE" }),
  );

  const isGsmChar = (char) => GSM.has(char) || EXTENDED.has(char);
  const isGsm = (text) => [...text].every(isGsmChar);
  // A sign that combines changes places with another of its kind; nothing else does.
  const combines = (char) =>
    (char + "\u0334").normalize("NFD") !== char + "\u0334" || ("\u0301" + char).normalize("NFD") !== "\u0301" + char;
  const withoutAccent = (char) =>
    [...char.normalize("NFD")]
      .flatMap((part) => [...(UNACCENTED.get(part) ?? part)])
      .filter((part) => !combines(part))
      .join("");

  const tidy = (text) => {
    const composed = text.normalize("NFC").replaceAll("\r\n", "\n");
    const written = [...composed].map((char) => PLAIN.get(char) ?? char).join("");
    const plain = [...written].map((char) => (isGsmChar(char) ? char : withoutAccent(char))).join("");
    return isGsm(plain) ? plain : written;
  };

  const measures = (text) =>
    isGsm(text)
      ? { whole: 160, part: 153, widths: [...text].map((char) => (EXTENDED.has(char) ? 2 : 1)) }
      : { whole: 70, part: 67, widths: [...text].map((char) => char.length) };
  const sum = (widths) => widths.reduce((total, width) => total + width, 0);

  const segments = (text) => {
    const { whole, part, widths } = measures(text);
    if (sum(widths) <= whole) return 1;
    let count = 1;
    let used = 0;
    for (const width of widths) {
      if (used + width > part) {
        count += 1;
        used = 0;
      }
      used += width;
    }
    return count;
  };

  const roomLeft = (text, most) => {
    const { whole, part, widths } = measures(text);
    return (most === 1 ? whole : part * most) - sum(widths);
  };

  const VARIABLE = /\{([a-z_]+)\}/g;
  const OPTIONAL = new Set(["leader", "leader_number", "bring"]);
  const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  const neat = (text) =>
    text
      .replace(SPACES, " ")
      .replace(/^ | $/g, "")
      .replace(/ +(?=[,.!?:;،؟])/g, "")
      .replace(/\.+/g, (stops) => (stops.length === 2 ? "." : stops));
  const isKnown = (sentence, values) =>
    [...sentence.matchAll(VARIABLE)].every(([, name]) => !OPTIONAL.has(name) || Boolean(values[name]));

  const fill = (body, values) => {
    const sentences = body.replace(/([.!?؟]) +/g, "$1\u0000").split("\u0000");
    const known = sentences.filter((sentence) => isKnown(sentence, values)).join(" ");
    const said = neat(known.replace(VARIABLE, (_found, name) => (Object.hasOwn(values, name) ? values[name] : "")));
    const [first = ""] = said;
    return first.toUpperCase() + said.slice(first.length);
  };

  window.lyktaTexts = { tidy, segments, roomLeft, fill };
})();
