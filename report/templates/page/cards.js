// The card of the chosen council at the head of each chapter that has figures of councils.
import * as page from "../script/page.js";
import * as unpack from "../script/unpack.js";
import * as area from "./area.js";
import * as places from "./places.js";

const YEARS = /(\d{4}-\d{2}(?!\d))/; // which a browser would break at the hyphen
let loading = null;

/** Words with each financial year in one line. */
function words(text) {
  return text.split(YEARS).map((part, at) => (at % 2 ? page.make("span", { class: "year" }, part) : part));
}

/** A number of a card: a link to its address in the explorer, if it is a value of the table of indicators. */
function number(text, key) {
  if (key.includes("(")) return page.make("span", { "data-key": key }, text);
  return page.make("a", { class: "figure", "data-key": key, href: `explore.html#${encodeURI(key)}` }, text);
}

function paragraph(tag, runs, code) {
  return page.make(tag, {}, runs.map((run) => (
    typeof run === "string" ? words(run) : number(run[0], run[1].replaceAll(":@:", `:${code}:`)))));
}

/** The lines of a card: sentences as one paragraph, items as one list. */
function body(lines, code) {
  const items = lines.filter(([kind]) => kind === "li").map(([, runs]) => paragraph("li", runs, code));
  const sentences = lines.filter(([kind]) => kind === "p").map(([, runs]) => [paragraph("span", runs, code), " "]);
  return [sentences.length ? page.make("p", {}, sentences) : null, items.length ? page.make("ul", {}, items) : null];
}

async function show(code) {
  const cards = code ? await (loading ??= unpack.block("cards")) : {};
  if (code !== area.current()) return; // another was chosen in the meantime
  for (const card of document.querySelectorAll(".card")) card.remove();
  for (const [chapter, ofCouncils] of Object.entries(cards)) {
    const heading = document.querySelector(`#${chapter} > h2`);
    const lines = ofCouncils[code];
    if (!heading || !lines?.length) continue;
    const name = places.all.get(code).name;
    heading.after(page.make("div", { class: "card", role: "note", "aria-label": name },
      page.make("p", { class: "whose", "aria-hidden": "true" }, name), body(lines, code)));
  }
}

area.subscribe(show);
