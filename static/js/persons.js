// What leads to one person in what somebody writes, by the rules that the page carries (fieldwork/domain/text_checks.py).
// The server judges again, by the same patterns: this only spares people a second round.
(() => {
  "use strict";

  const carried = document.getElementById("person-rules");
  if (!carried) return;
  const rules = JSON.parse(carried.textContent);
  const every = (name, flags = "") => new RegExp(rules.patterns[name], `gu${flags}`);
  const wholly = (name) => new RegExp(`^(?:${rules.patterns[name]})$`, "u");
  const MOBILE = wholly("mobile"), CLOCK_OR_YEAR = wholly("clock_or_year"), TIME_OR_DATE = wholly("time_or_date");
  const PLAINLY_A_TIME = wholly("plainly_a_time"), AT_HOME = wholly("at_home"), ABROAD = wholly("abroad"), WITHOUT_ZERO = wholly("without_zero");
  const DAY = 24 * 60 * 60 * 1000;

  // Digits of other scripts stand in rows of ten that begin at a multiple of sixteen, or six after it.
  const digit = (sign) => {
    const code = sign.codePointAt(0);
    const row = code & ~0xf;
    return String(/\p{Nd}/u.test(String.fromCodePoint(row)) ? code - row : code - row - 6);
  };
  const plainSigns = (text) =>
    [...text.normalize("NFKC")]
      .map((sign) => (/\p{Cf}/u.test(sign) ? "" : /\p{Nd}/u.test(sign) && !/\d/.test(sign) ? digit(sign) : sign))
      .join("")
      .replace(every("dashes"), "-");

  const isLuhn = (digits) =>
    [...digits].reverse().reduce((sum, one, place) => sum + (place % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][one] : Number(one)), 0) % 10 === 0;

  const isNear = (year, month, day) => {
    const at = new Date(Date.UTC(year, month - 1, day));
    const exists = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
    return exists && Math.abs(at - new Date(`${rules.today}T00:00:00Z`)) <= rules.near_days * DAY;
  };

  const isBirth = (match) => {
    const { century, sign, joint, last, a, b, c } = match.groups;
    const digits = match[0].replace(/\D/g, "");
    if (MOBILE.test(digits)) return isLuhn(digits);
    const isSetApart = /^\s+$/.test(joint) || Boolean(sign && joint);
    if (!isSetApart || !CLOCK_OR_YEAR.test(last)) return true;
    const [first, month, third] = [a, b, c].map(Number);
    const days = [[Number((century || "20").trim()) * 100 + first, month, third]];
    if (sign.trim() && !century) days.push([2000 + third, month, first]);
    return !days.some((day) => isNear(...day));
  };

  const isNumberToRing = (chunks) => {
    const times = chunks.filter((chunk) => TIME_OR_DATE.test(chunk));
    if (times.length === chunks.length || times.some((chunk) => PLAINLY_A_TIME.test(chunk))) return false;
    const written = chunks.join("").replaceAll("(0)", "");
    const groups = chunks.join(" ").replaceAll("(0)", " ").match(/\d+/g) ?? [];
    const digits = groups.join("");
    if (ABROAD.test((written.replace(/^\(+/, "").startsWith("+") ? "+" : "") + digits)) return true;
    if (groups.some((group) => group.length === 1)) return false;
    return AT_HOME.test(digits) || (WITHOUT_ZERO.test(digits) && [2, digits.length].includes(groups[0].length));
  };

  // A number may be written in one piece or in five, and a time may stand before it.
  const isPhone = (run) =>
    run.replace(/\s*-\s*/g, "-").split(/[.:/]\s+/).some((words) => {
      const chunks = words.trim().split(/\s+/).filter(Boolean);
      return chunks.some((_, first) =>
        chunks.slice(first, first + rules.most_chunks).some((__, more) => isNumberToRing(chunks.slice(first, first + more + 1))));
    });

  const hasPlate = (text) => {
    const isAboutACar = every("about_a_car", "i").test(text);
    return [...text.matchAll(every("plate", "i"))].some(({ groups: { letters, rest, sign } }) => {
      if (rules.no_plates.includes(letters.toLowerCase())) return false;
      return letters + rest === (letters + rest).toUpperCase() || sign !== " " || isAboutACar;
    });
  };

  const namesIn = (text) =>
    rules.crew.filter((name) => {
      const escaped = plainSigns(name).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      const flags = [...name].length > rules.short ? "iu" : "u";
      return new RegExp(`${rules.patterns.before_name}${escaped}${rules.patterns.after_name}`, flags).test(text);
    });

  const check = (text) => {
    const plain = plainSigns(text);
    const found = {
      personal_number: [...plain.matchAll(every("personal_number"))].some(isBirth),
      phone: [...plain.matchAll(every("run"))].some((run) => isPhone(run[0])),
      plate: hasPlate(plain),
      email: every("email").test(plain),
    };
    return { traces: Object.keys(found).filter((trace) => found[trace]), names: namesIn(plain) };
  };

  const words = ({ traces, names }) =>
    traces.length ? rules.words[traces[0]] : names.length ? rules.words.name.replace("{names}", names.join(", ")) : "";

  window.lyktaPersons = { check, words };
})();
