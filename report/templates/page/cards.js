// The card of the chosen council at the head of each chapter that has figures of councils.
import * as area from "./area.js";
import * as elements from "./elements.js";
import * as places from "./places.js";
import * as unpack from "./unpack.js";

const { element } = elements;
let loading = null;

/** A number of a card: a link to its address in the explorer, if it is a value of the table of indicators. */
function number(text, key) {
  if (key.includes("(")) return element("span", { "data-key": key }, text);
  return element("a", { class: "figure", "data-key": key, href: `explore.html#${encodeURI(key)}` }, text);
}

function paragraph(tag, runs, code) {
  const content = runs.flatMap((run) =>
    (typeof run === "string" ? elements.words(run) : [number(run[0], run[1].replaceAll(":@:", `:${code}:`))]));
  return element(tag, {}, ...content);
}

/** The lines of a card: sentences as one paragraph, items as one list. */
function body(lines, code) {
  const items = lines.filter(([kind]) => kind === "li").map(([, runs]) => paragraph("li", runs, code));
  const sentences = lines.filter(([kind]) => kind === "p").flatMap(([, runs]) => [paragraph("span", runs, code), " "]);
  return [sentences.length ? element("p", {}, ...sentences) : "", items.length ? element("ul", {}, ...items) : ""];
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
    heading.after(
      element("div", { class: "card", role: "note", "aria-label": name },
        element("p", { class: "whose", "aria-hidden": "true" }, name), ...body(lines, code)),
    );
  }
}

area.subscribe(show);
