// The dots of a comparison: a row for each indicator of the spine, with the place, the others, England and the middle
// half of the councils.
import * as cells from "./cells.js";
import * as page from "./page.js";
import * as places from "./places.js";
import * as printing from "./printing.js";
import * as spine from "./spine.js";
import * as spread from "./spread.js";
import * as store from "./store.js";

// Per cent of the width on both sides, so that marks at the ends are whole.
const EDGE = 4;

/**
 * @typedef {Object} Line a row of the chart
 * @property {store.Series} series
 * @property {string} subject
 * @property {string} reason why the indicator is shown
 * @property {string} period the newest in which a council has a value
 * @property {Map<string, cells.Cell>} cells by place, England included
 * @property {number|null} lower where the middle half of today's councils begins
 * @property {number|null} upper where it ends
 * @property {number} from where its scale begins: the fifth of a hundred councils, or further out for what is shown
 * @property {number} to where its scale ends
 */

/** The rows for some places. */
export async function lines(codes) {
  const listed = spine.SPINE.filter(({ series }) => store.series.has(series));
  const loaded = await Promise.all(listed.map(({ series }) => store.load(series)));
  const councils = places.councils();
  return listed.flatMap(({ subject, reason }, at) => {
    const series = loaded[at];
    const valuesIn = (period) =>
      councils.map(({ code }) => series.row(code, period)?.value ?? null).filter((value) => value !== null);
    const period = series.periods.findLast((one) => valuesIn(one).length);
    if (period === undefined) return [];
    const all = valuesIn(period);
    const found = new Map(places.withEngland(codes).map((code) => [code, cells.cell(series, code, period)]));
    const shown = [...found.values()].map(({ value }) => value).filter((value) => value !== null);
    const ends = [spread.quantile(all, 0.05), spread.quantile(all, 0.95), ...shown];
    const [lower, upper] = [spread.quantile(all, 0.25), spread.quantile(all, 0.75)];
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    return [{ series, subject, reason, period, cells: found, lower, upper, from, to }];
  });
}

/** The chart. Its first place stands out. */
export function chart(rows, codes) {
  const readout = page.make("p", { class: "readout", role: "status" });
  const strips = rows.map((line) => strip(line, codes, readout));
  let current = 0;
  strips.forEach(({ element }, at) => {
    element.setAttribute("tabindex", at === current ? 0 : -1);
    element.addEventListener("focus", () => {
      strips[current].element.setAttribute("tabindex", -1);
      current = at;
      element.setAttribute("tabindex", 0);
    });
    element.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) strips[Math.min(Math.max(at + step, 0), strips.length - 1)].element.focus();
      else if (along) strips[at].step(along);
      else return;
      event.preventDefault();
    });
  });
  let subject = "";
  const items = rows.flatMap((line, at) => {
    const heading = line.subject === subject ? null : page.make("h3", {}, line.subject);
    subject = line.subject;
    const own = line.cells.get(codes[0]);
    return [
      heading,
      page.make(
        "div",
        { class: "line" },
        page.make("p", { class: "what" }, line.series.label, page.make("span", { class: "unit" }, ` ${unit(line)}`)),
        strips[at].element,
        page.make(
          "p",
          { class: "own" },
          own.text,
          own.reason ? page.make("span", { class: "why" }, ` ${own.reason}`) : null,
        ),
      ),
    ];
  });
  return page.make(
    "figure",
    { class: "dots" },
    page.make(
      "figcaption",
      {},
      `${places.nameOf(codes[0])} and ${codes.length === 2 ? "one other place" : `${codes.length - 1} other places`}`,
    ),
    key(codes),
    page.make("div", { class: "lines" }, items),
    readout,
    page.make(
      "p",
      { class: "remark" },
      "Each row has a scale of its own, from the value that five in a hundred councils lie below to the one that five " +
        "in a hundred lie above, wider if a place that is shown lies outside. The middle half is of today’s councils. A " +
        "place without a value has no dot; the table says why. Right is higher, not better or worse. Up and down arrow " +
        "keys move between rows, left and right between dots.",
    ),
    page.make(
      "details",
      {},
      page.make("summary", {}, "Why these indicators"),
      page.make(
        "ul",
        {},
        rows.map(({ series, reason }) => page.make("li", {}, `${series.label}: ${reason}`)),
      ),
    ),
  );
}

/** What the values of a row are of, unless its label or the sign of its values says so. */
function unit({ series: { indicator, label }, period }) {
  const { heading } = store.units[indicator.unit];
  return heading === "%" || label.includes(heading) ? period : `${heading}, ${period}`;
}

function key(codes) {
  const sample = (...marks) => page.draw("svg", { class: "sample", "aria-hidden": "true" }, marks);
  const mark = (kind, attributes) => page.draw(kind, attributes);
  return page.make(
    "ul",
    { class: "legend", "aria-label": "Legend" },
    page.make("li", {}, sample(mark("circle", { class: "own", cx: "50%", cy: "50%", r: 7 })), places.nameOf(codes[0])),
    page.make(
      "li",
      {},
      sample(mark("circle", { class: "other", cx: "50%", cy: "50%", r: 5 })),
      codes.length === 2 ? places.nameOf(codes[1]) : "the other places",
    ),
    page.make(
      "li",
      {},
      sample(mark("line", { class: "england", x1: "50%", x2: "50%", y1: "15%", y2: "85%" })),
      "England",
    ),
    page.make(
      "li",
      {},
      sample(mark("rect", { class: "half", x: "5%", y: "25%", width: "90%", height: "50%" })),
      "the middle half of councils",
    ),
  );
}

/** The marks of a row; ``step`` reads out the next one along. */
function strip(line, codes, readout) {
  const { indicator } = line.series;
  const at = (value) =>
    line.to > line.from ? EDGE + ((100 - 2 * EDGE) * (value - line.from)) / (line.to - line.from) : 50;
  const print = (value) => printing.text(value, indicator.unit);
  const said = (code) => `${places.nameOf(code)}: ${cells.inWords(line.cells.get(code), indicator)}`;
  const valueOf = (code) => line.cells.get(code).value;
  const held = [...line.cells.keys()]
    .filter((code) => valueOf(code) !== null)
    .sort((one, other) => valueOf(one) - valueOf(other));
  const say = (code) => {
    readout.textContent = `${line.series.label}, ${line.period}. ${said(code)}.`;
    for (const [other, mark] of marks) mark.classList.toggle("pointed", other === code);
  };
  let position = -1;
  const markOf = (code) => {
    const x = `${at(valueOf(code)).toFixed(2)}%`;
    const listen = { onpointerenter: () => say(code), "data-area": code };
    if (code === codes[0]) return page.draw("circle", { class: "own", cx: x, cy: "50%", r: 7, ...listen });
    if (codes.includes(code)) return page.draw("circle", { class: "other", cx: x, cy: "50%", r: 5, ...listen });
    return page.draw("line", { class: "england", x1: x, x2: x, y1: "10%", y2: "90%", ...listen });
  };
  const marks = new Map(held.map((code) => [code, markOf(code)]));
  const order = (code) => (code === codes[0] ? 2 : codes.includes(code) ? 1 : 0);
  const half =
    line.lower === null
      ? null
      : page.draw("rect", {
          class: "half",
          x: `${at(line.lower).toFixed(2)}%`,
          y: "28%",
          height: "44%",
          width: `${(at(line.upper) - at(line.lower)).toFixed(2)}%`,
        });
  const middle = line.lower === null ? "" : `; middle half of councils ${print(line.lower)} to ${print(line.upper)}`;
  const element = page.draw(
    "svg",
    {
      class: "strip",
      role: "img",
      onpointerleave: () => {
        position = -1;
      },
      "aria-label": `${line.series.label}, ${line.period}: ${[...line.cells.keys()].map(said).join("; ")}${middle}`,
    },
    page.draw("line", { class: "rail", x1: `${EDGE}%`, x2: `${100 - EDGE}%`, y1: "50%", y2: "50%" }),
    half,
    [...held].sort((one, other) => order(one) - order(other)).map((code) => marks.get(code)),
  );
  return {
    element,
    step: (along) => {
      if (!held.length) return;
      position = position < 0 && along < 0 ? held.length - 1 : Math.min(Math.max(position + along, 0), held.length - 1);
      say(held[position]);
    },
  };
}
