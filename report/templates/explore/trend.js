// Lines over time for one indicator: the first place, the others and England. A missing value breaks its line.
import * as page from "../script/page.js";
import * as cells from "./cells.js";
import * as legend from "./legend.js";
import * as places from "./places.js";
import * as printing from "./printing.js";
import * as store from "./store.js";

const { make, draw } = page;
const HEIGHT = 320;
const MARGIN = { top: 16, right: 16, bottom: 32, left: 68 };

/**
 * The chart, as wide as the place that it is to be put into.
 * @param {store.Series} series
 * @param {string[]} codes
 * @param {number} width in pixels
 */
export function chart(series, codes, width) {
  const { indicator } = series;
  const all = places.withEngland(codes);
  const periods = series.periods.filter((period) => all.some((code) => series.row(code, period)));
  const grid = new Map(all.map((code) => [code, periods.map((period) => cells.cell(series, code, period))]));
  const values = [...grid.values()].flat().map(({ value }) => value).filter((value) => value !== null);
  const title = `${series.label}, over time`;
  const unit = make("span", { class: "unit" }, ` ${store.units[indicator.unit].heading}`);
  const caption = make("figcaption", {}, title, unit);
  if (!values.length) {
    return make("figure", { class: "trend" }, caption,
      make("p", { class: "remark" }, "None of these places has a value in any period; the table says why."));
  }
  const ticks = ticksOf(Math.min(0, ...values), Math.max(...values));
  const [from, to] = [ticks[0], ticks.at(-1)];
  const x = (at) =>
    MARGIN.left + (width - MARGIN.left - MARGIN.right) * (periods.length > 1 ? at / (periods.length - 1) : 0.5);
  const y = (value) => MARGIN.top + (HEIGHT - MARGIN.top - MARGIN.bottom) * (1 - (value - from) / (to - from || 1));
  const readout = make("p", { class: "readout", role: "status" });
  const cursor = draw("circle", { class: "cursor", r: 8, cx: -20, cy: -20 });
  let [line, column] = [0, periods.length - 1];
  const say = () => {
    const cell = grid.get(all[line])[column];
    readout.textContent = `${places.nameOf(all[line])}, ${periods[column]}: ${cells.inWords(cell, indicator)}`;
    cursor.setAttribute("cx", cell.value === null ? -20 : x(column));
    cursor.setAttribute("cy", cell.value === null ? -20 : y(cell.value));
  };
  const press = (event) => {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!steps) return;
    event.preventDefault();
    line = (line + steps[0] + all.length) % all.length;
    column = Math.min(Math.max(column + steps[1], 0), periods.length - 1);
    say();
  };
  const near = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top];
    let least = Infinity;
    all.forEach((code, at) =>
      grid.get(code).forEach(({ value }, when) => {
        if (value === null) return;
        const distance = Math.hypot(x(when) - left, y(value) - top);
        if (distance < least) [least, line, column] = [distance, at, when];
      }),
    );
    say();
  };
  const every = Math.ceil(periods.length / Math.max(1, Math.floor((width - MARGIN.left) / 64)));
  const drawing = draw("svg", {
    width,
    height: HEIGHT,
    viewBox: `0 0 ${width} ${HEIGHT}`,
    role: "img",
    tabindex: 0,
    "aria-label": `${title}. ${all.map((code) => described(code, grid.get(code), periods, indicator)).join(" ")}`,
    onkeydown: press,
    onfocus: say,
    onpointermove: near,
  },
  ticks.map((tick) => [
    draw("line", {
      class: tick === 0 ? "zero" : "gridline", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(tick), y2: y(tick),
    }),
    draw("text", {
      class: "tick", x: MARGIN.left - 8, y: y(tick) + 4, "text-anchor": "end",
    }, printing.text(tick, indicator.unit)),
  ]),
  periods.map((period, at) => ((periods.length - 1 - at) % every ? null : draw("text", {
    class: "tick", x: x(at), y: HEIGHT - 8, "text-anchor": at === periods.length - 1 ? "end" : "middle",
  }, period))),
  [...all].reverse().map((code) => traced(code, kindOf(code, codes), grid.get(code), x, y)),
  cursor);
  const words = { own: places.nameOf(codes[0]), other: "the other places", england: "England" };
  const kinds = Object.keys(words).filter((kind) => all.some((code) => kindOf(code, codes) === kind));
  const sample = (kind) => draw("line", { class: kind, x1: "5%", x2: "95%", y1: "50%", y2: "50%" });
  return make("figure", { class: "trend" },
    caption,
    legend.legend(...kinds.map((kind) => [sample(kind), words[kind]])),
    drawing,
    readout,
    make("p", { class: "remark" },
      "A line is broken where a value is missing; the table says why. Left and right arrow keys move in time, up and " +
        "down between places."));
}

function kindOf(code, codes) {
  if (code === codes[0]) return "own";
  return code === store.ENGLAND ? "england" : "other";
}

function described(code, row, periods, indicator) {
  const last = row.findLastIndex(({ value }) => value !== null);
  const said = last < 0 ? "no value" : `${cells.inWords(row[last], indicator)} in ${periods[last]}`;
  return `${places.nameOf(code)}: ${said}.`;
}

/** The line of a place in pieces, and a dot for a value whose neighbours are both missing. */
function traced(code, kind, row, x, y) {
  const pieces = [[]];
  row.forEach(({ value }, at) => {
    if (value === null) pieces.push([]);
    else pieces.at(-1).push(`${x(at).toFixed(1)},${y(value).toFixed(1)}`);
  });
  return pieces.filter((piece) => piece.length).map((piece) => {
    if (piece.length > 1) return draw("polyline", { class: kind, points: piece.join(" "), "data-area": code });
    const [cx, cy] = piece[0].split(",");
    return draw("circle", { class: `${kind} alone`, cx, cy, r: 3, "data-area": code });
  });
}

/** Round numbers for a scale, four to eight of them. */
function ticksOf(lowest, highest) {
  const span = highest - lowest || Math.abs(highest) || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => span / size <= 7);
  const first = Math.floor(lowest / step);
  const last = Math.ceil(highest / step);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}
