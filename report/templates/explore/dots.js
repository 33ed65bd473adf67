// The dots of a comparison: a row for each indicator of the spine, with the place, the others, England and the middle
// half of the councils.
import * as page from "../script/page.js";
import * as cells from "./cells.js";
import * as legend from "./legend.js";
import * as places from "./places.js";
import * as printing from "./printing.js";
import * as spine from "./spine.js";
import * as spread from "./spread.js";
import * as store from "./store.js";

const { make, draw } = page;

// Per cent of the width on both sides, so that marks at the ends are whole.
const EDGE = 4;

/**
 * @typedef {Object} Line a row of the chart
 * @property {store.Series} series
 * @property {string} subject
 * @property {string} reason why the indicator is shown
 * @property {string} period the newest in which a council has a value
 * @property {Map<string, cells.Cell>} cells by place, England included
 * @property {number} lower where the middle half of today's councils begins
 * @property {number} upper where it ends
 * @property {number} from where its scale begins: the fifth of a hundred councils, or further out for what is shown
 * @property {number} to where its scale ends
 */

/** The rows for some places. */
export async function lines(codes) {
  const listed = spine.SPINE.filter(({ series }) => store.series.has(series));
  const loaded = await Promise.all(listed.map(({ series }) => store.load(series)));
  return listed.flatMap(({ subject, reason }, at) => {
    const series = loaded[at];
    if (!spreads.has(series)) spreads.set(series, spreadOf(series));
    const { period, ends, lower, upper } = spreads.get(series);
    if (period === undefined) return [];
    const found = new Map(places.withEngland(codes).map((code) => [code, cells.cell(series, code, period)]));
    const shown = [...found.values()].map(({ value }) => value).filter((value) => value !== null);
    const [from, to] = [Math.min(...ends, ...shown), Math.max(...ends, ...shown)];
    return [{ series, subject, reason, period, cells: found, lower, upper, from, to }];
  });
}

// By series: computed once.
const spreads = new Map();

/** The newest period in which a council of today has a value, and how the values of councils are spread in it. */
function spreadOf(series) {
  const valuesIn = (period) =>
    places
      .councils()
      .map(({ code }) => series.row(code, period)?.value ?? null)
      .filter((value) => value !== null);
  const period = series.periods.findLast((one) => valuesIn(one).length);
  if (period === undefined) return {};
  const [low, lower, upper, high] = spread.quantiles(valuesIn(period), [0.05, 0.25, 0.75, 0.95]);
  return { period, ends: [low, high], lower, upper };
}

/** The chart. Its first place stands out. */
export function chart(rows, codes) {
  const readout = make("p", { class: "readout", role: "status" });
  const strips = rows.map((line) => strip(line, codes, readout));
  let current = 0;
  strips.forEach(({ element, step }, at) => {
    element.tabIndex = at === current ? 0 : -1;
    element.addEventListener("focus", () => {
      strips[current].element.tabIndex = -1;
      current = at;
      element.tabIndex = 0;
    });
    element.addEventListener("keydown", (event) => {
      const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (down) strips[Math.min(Math.max(at + down, 0), strips.length - 1)].element.focus();
      else if (along) step(along);
      else return;
      event.preventDefault();
    });
  });
  const items = rows.map((line, at) => {
    const own = line.cells.get(codes[0]);
    return [
      line.subject === rows[at - 1]?.subject ? null : make("h3", {}, line.subject),
      make("div", { class: "line" },
        make("p", { class: "what" }, line.series.label, make("span", { class: "unit" }, ` ${unit(line)}`)),
        strips[at].element,
        make("p", { class: "own" }, own.text, own.reason ? make("span", { class: "why" }, ` ${own.reason}`) : null)),
    ];
  });
  const [first, second] = codes.map(places.nameOf);
  const isPair = codes.length === 2;
  return make("figure", { class: "dots" },
    make("figcaption", {}, `${first} and ${isPair ? "one other place" : `${codes.length - 1} other places`}`),
    legend.legend(
      [draw("circle", { class: "own", cx: "50%", cy: "50%", r: 7 }), first],
      [draw("circle", { class: "other", cx: "50%", cy: "50%", r: 5 }), isPair ? second : "the other places"],
      [draw("line", { class: "england", x1: "50%", x2: "50%", y1: "15%", y2: "85%" }), "England"],
      [draw("rect", { class: "half", x: "5%", y: "25%", width: "90%", height: "50%" }), "the middle half of councils"]),
    make("div", { class: "lines" }, items),
    readout,
    make("p", { class: "remark" },
      "Each row has a scale of its own, from the value that five in a hundred councils lie below to the one that five " +
        "in a hundred lie above, wider if a place that is shown lies outside. The middle half is of today’s councils. A " +
        "place without a value has no dot; the table says why. Right is higher, not better or worse. Up and down arrow " +
        "keys move between rows, left and right between dots."),
    make("details", {},
      make("summary", {}, "Why these indicators"),
      make("ul", {}, rows.map(({ series, reason }) => make("li", {}, `${series.label}: ${reason}`)))));
}

/** What the values of a row are of, unless its label or the sign of its values says so. */
function unit({ series: { indicator, label }, period }) {
  const { heading } = store.units[indicator.unit];
  return heading === "%" || label.includes(heading) ? period : `${heading}, ${period}`;
}

/** Where the middle half of today's councils lies. */
export function middleHalf({ series: { indicator }, lower, upper }) {
  return [lower, upper].map((value) => printing.text(value, indicator.unit)).join(" to ");
}

/** The marks of a row; ``step`` reads out the next one along. */
function strip(line, codes, readout) {
  const { series: { indicator, label }, period, from, to, lower, upper } = line;
  const at = (value) => (to > from ? EDGE + ((100 - 2 * EDGE) * (value - from)) / (to - from) : 50);
  const said = (code) => `${places.nameOf(code)}: ${cells.inWords(line.cells.get(code), indicator)}`;
  const valueOf = (code) => line.cells.get(code).value;
  const held = [...line.cells.keys()]
    .filter((code) => valueOf(code) !== null)
    .sort((one, other) => valueOf(one) - valueOf(other));
  const say = (code) => {
    readout.textContent = `${label}, ${period}. ${said(code)}.`;
    for (const [other, mark] of marks) mark.classList.toggle("pointed", other === code);
  };
  let position = -1;
  const markOf = (code) => {
    const x = `${at(valueOf(code)).toFixed(2)}%`;
    const dot = { cx: x, cy: "50%", "data-area": code };
    if (code === codes[0]) return draw("circle", { class: "own", r: 7, ...dot });
    if (codes.includes(code)) return draw("circle", { class: "other", r: 5, ...dot });
    return draw("line", { class: "england", x1: x, x2: x, y1: "10%", y2: "90%", "data-area": code });
  };
  const marks = new Map(held.map((code) => [code, markOf(code)]));
  const order = (code) => (code === codes[0] ? 2 : codes.includes(code) ? 1 : 0);
  const every = [...[...line.cells.keys()].map(said), `middle half of councils ${middleHalf(line)}`];
  const element = draw("svg", {
    class: "strip",
    role: "img",
    "aria-label": `${label}, ${period}: ${every.join("; ")}`,
    onpointerover: ({ target }) => target.dataset.area && say(target.dataset.area),
    onpointerleave: () => {
      position = -1;
    },
  },
  draw("line", { class: "rail", x1: `${EDGE}%`, x2: `${100 - EDGE}%`, y1: "50%", y2: "50%" }),
  draw("rect", {
    class: "half",
    x: `${at(lower).toFixed(2)}%`,
    y: "28%",
    width: `${(at(upper) - at(lower)).toFixed(2)}%`,
    height: "44%",
  }),
  [...held].sort((one, other) => order(one) - order(other)).map((code) => marks.get(code)));
  return {
    element,
    step: (along) => {
      if (!held.length) return;
      position = position < 0 && along < 0 ? held.length - 1 : Math.min(Math.max(position + along, 0), held.length - 1);
      say(held[position]);
    },
  };
}
