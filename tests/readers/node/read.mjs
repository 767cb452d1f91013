// Reads every feed of a list with ical.js or node-ical. In: {"program", "feeds": [text, ...]} as JSON in the file that is named.
// Out: for each feed a list of [uid, starts, ends, title, place, description]; a moment is ISO in UTC, a day YYYY-MM-DD.
import { readFileSync } from "node:fs";
import process from "node:process";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const byIcalJs = (text) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const time = (at) => (at.isDate ? at.toString() : at.toJSDate().toISOString());
    return [event.uid, time(event.startDate), time(event.endDate), event.summary, event.location, event.description];
  });

const byNodeIcal = (text) =>
  Object.values(nodeIcal.sync.parseICS(text))
    .filter((event) => event.type === "VEVENT")
    .map((event) => {
      // It makes a day the midnight of this machine's own zone.
      const day = (at) => [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
      const time = (at) => (event.datetype === "date" ? day(at) : at.toISOString());
      return [event.uid, time(event.start), time(event.end), event.summary, event.location, event.description];
    });

const { program, feeds } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const read = { "ical.js": byIcalJs, "node-ical": byNodeIcal }[program];
process.stdout.write(JSON.stringify(feeds.map(read)));
