// The map: a hexagon for each of today's councils, for one indicator and one period.
import * as page from "../script/page.js";
import * as cells from "./cells.js";
import * as classes from "./classes.js";
import * as hexagons from "./hexagons.js";
import * as places from "./places.js";
import * as series from "./series.js";
import * as store from "./store.js";
import * as twin from "./twin.js";
import * as views from "./views.js";

const { make, draw } = page;

// Which of the five colours a map of fewer classes takes, so that they lie as far apart as they can.
const COLOURS = [[], [2], [1, 3], [0, 2, 4], [0, 1, 3, 4], [0, 1, 2, 3, 4]];
const NAMES = ["lowest", "low", "middle", "high", "highest"];
const MISSING = "missing";

let own;

/** As a view of the page. */
export const view = {
  id: "map",
  label: "Map",
  show,
  start: ({ series: name, area, period }) => ({ series: name, period, area }),
};

async function show(panel, query, isWanted) {
  own ??= furnished(panel);
  const name = series.asked(query);
  const values = await store.load(name);
  if (!isWanted()) return;
  const listed = places.councils();
  const periods = values.periods.filter((one) => listed.some(({ code }) => values.row(code, one)));
  const held = periods.findLast((one) => listed.some(({ code }) => (values.row(code, one)?.value ?? null) !== null));
  const chosen = periods.includes(query.get("period")) ? query.get("period") : (held ?? periods.at(-1));
  const area = listed.some(({ code }) => code === query.get("area")) ? query.get("area") : "";
  own.state = { series: name, period: chosen ?? "", area };
  document.title = `Valuing Care: map, ${values.label}`;
  own.series.set(values.label);
  own.area.set(area ? places.nameOf(area) : "");
  own.period.set([...periods].reverse().map((period) => [period, period]), chosen);
  own.figure.hidden = own.table.hidden = !chosen;
  own.remark.textContent = chosen ? "" : `${values.label}: no council has a value. It is known of wider places only.`;
  if (chosen) await drawSeries(values, listed, isWanted);
}

/** The parts of the panel that stay while the values change. */
function furnished(panel) {
  const change = (changes) => views.go(views.address("map", { ...own.state, ...changes }));
  const isShown = ({ level, closed }) => level === "authority" && !closed;
  const parts = {
    drawn: "",
    series: series.box("Indicator", (name) => change({ series: name })),
    period: series.choice("Period", (period) => change({ period })),
    area: series.placeBox("Council", (area) => change({ area }), isShown),
    remark: make("p", { class: "remark" }),
    caption: make("figcaption"),
    legend: make("ul", { class: "legend", "aria-label": "Legend" }),
    land: landOf(places.councils(), (area) => {
      own.state.area = area;
      views.replace(views.address("map", own.state));
    }),
    table: make("div"),
  };
  parts.figure = make("figure", { class: "map" },
    parts.caption,
    make("div", { class: "beside" }, make("div", { class: "land" }, parts.land.elements), parts.legend),
    make("p", { class: "remark" },
      "Each class holds as many councils as equal values allow. Colours say lower and higher, not better or worse. " +
        "Arrow keys move from council to council, and Enter outlines one. Layout: Open Innovations, with the councils " +
        "formed since."));
  panel.append(
    make("h2", {}, "Map"),
    make("div", { class: "controls" }, parts.series.element, parts.period.element, parts.area.element),
    make("div", { class: "drawn" }, parts.remark, parts.figure, parts.table));
  return parts;
}

/** Draws the map, its legend and its table; if only the council is another than before, its outline. */
async function drawSeries(values, listed, isWanted) {
  const { series: name, period, area } = own.state;
  own.land.mark(area);
  if (own.drawn === `${name} ${period}`) return;
  const { indicator } = values;
  const found = listed.map((one) => ({ area: one, cell: cells.cell(values, one.code, period) }));
  const limits = classes.quantiles(found.map(({ cell }) => cell).filter(({ value }) => value !== null));
  const shades = COLOURS[limits.length].map((at) => NAMES[at]);
  for (const one of found) {
    one.at = one.cell.value === null ? -1 : classes.classOf(one.cell.value, limits);
    one.shade = one.at < 0 ? MISSING : shades[one.at];
    one.said = cells.inWords(one.cell, indicator);
  }
  const unit = store.units[indicator.unit].heading;
  const title = `${values.label}, ${period}`;
  const drawMap = () => {
    own.drawn = "";
    own.caption.replaceChildren(title, make("span", { class: "unit" }, ` ${unit}`));
    own.land.show(found, title);
    own.legend.replaceChildren(...legend(found, limits, shades));
  };
  const rows = found.map(({ area: { name: council }, cell, at }) => [
    council,
    cell,
    { text: at < 0 ? "none" : `${at + 1} of ${limits.length}`, value: at < 0 ? null : at },
    cell.reason || cell.note || "none",
  ]);
  const columns = [{ heading: "Council" }, { heading: "Value", unit, right: true }, { heading: "Class", right: true }];
  const table = twin.table(`${title}: the values of the map`, [...columns, { heading: "Remark" }], []);
  const drawSomeRows = () => {
    table.fill(rows.slice(0, rows.length / 2));
    own.table.replaceChildren(table.element);
  };
  const drawAllRows = () => {
    table.fill(rows);
    own.drawn = `${name} ${period}`;
  };
  await views.inFrames([drawMap, drawSomeRows, drawAllRows], isWanted);
}

/**
 * A hexagon for each council, without values at first.
 * @returns {{elements: Element[], show: (found: Object[], title: string) => void, mark: (code: string) => void}} show
 *   gives them values, mark outlines one
 */
function landOf(listed, choose) {
  const placed = listed.filter(({ code }) => store.hexagons[code]);
  const short = hexagons.shortNames(placed.map(({ name }) => name));
  const centres = placed.map(({ code }) => hexagons.hexagonCentre(...store.hexagons[code]));
  const [across, down] = [centres.map(({ x }) => x), centres.map(({ y }) => y)];
  const [left, right] = [Math.min(...across) - 1, Math.max(...across) + 1];
  const [top, bottom] = [Math.min(...down) - 1.15, Math.max(...down) + 1.15];
  const outline = (kind) => draw("polygon", { class: kind, points: "" });
  const [ring, focus] = [outline("ring"), outline("focus")];
  const readout = make("p", { class: "readout", "aria-live": "off" });
  let said = [];
  let [current, chosen] = [0, -1];

  const surround = (mark, at) => mark.setAttribute("points", at < 0 ? "" : hexagons.hexagonCorners(centres[at], 0.98));
  const say = (at) => readout.replaceChildren(make("strong", {}, placed[at].name), ` ${said[at]}`);
  const settle = () => (chosen < 0 ? readout.replaceChildren() : say(chosen));
  const stopAt = (at) => {
    marks[current].tabIndex = -1;
    current = at;
    marks[at].tabIndex = 0;
  };
  const mark = (at) => {
    if (marks[chosen]) marks[chosen].ariaPressed = false;
    chosen = at;
    if (marks[chosen]) marks[chosen].ariaPressed = true;
    surround(ring, at);
  };
  const press = (at) => {
    mark(at === chosen ? -1 : at);
    choose(placed[chosen]?.code ?? "");
  };
  const go = (event) => {
    const to = hexagons.hexagonTowards(centres, current, event.key);
    if (event.key === "Enter" || event.key === " ") press(current);
    else if (event.key.startsWith("Arrow")) marks[to].focus();
    else return;
    event.preventDefault();
  };
  const marks = placed.map(({ code }, at) => draw("g", {
    role: "button",
    tabindex: at === current ? 0 : -1,
    "aria-pressed": "false",
    "data-area": code,
    onfocus: () => {
      stopAt(at);
      surround(focus, marks[at].matches(":focus-visible") ? at : -1);
      say(at);
    },
    onblur: () => {
      surround(focus, -1);
      settle();
    },
    onpointerenter: () => say(at),
    onpointerleave: settle,
    onclick: () => press(at),
    onkeydown: go,
  },
  draw("polygon", { points: hexagons.hexagonCorners(centres[at], 0.95) }),
  draw("text", { x: centres[at].x.toFixed(3), y: (centres[at].y + 0.2).toFixed(3), "aria-hidden": "true" }, short[at])));
  const box = [left, top, right - left, bottom - top].map((number) => number.toFixed(3)).join(" ");
  const drawing = draw("svg", { viewBox: box, role: "group" }, hatching(), marks, ring, focus);
  return {
    elements: [drawing, readout],
    show(found, title) {
      drawing.ariaLabel = `Map of councils: ${title}`;
      const shown = found.filter(({ area }) => store.hexagons[area.code]);
      said = shown.map((one) => one.said);
      shown.forEach(({ area, shade }, at) => {
        marks[at].ariaLabel = `${area.name}: ${said[at]}`;
        marks[at].setAttribute("class", `hexagon ${shade}`);
      });
      settle();
    },
    mark(code) {
      const at = placed.findIndex((area) => area.code === code);
      mark(at);
      if (at >= 0) stopAt(at);
      if (said.length) settle();
    },
  };
}

function hatching() {
  return draw("defs", {}, draw("pattern", {
    id: "hatching", width: 0.4, height: 0.4, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  },
  draw("rect", { width: 0.4, height: 0.4, class: "ground" }),
  draw("rect", { width: 0.1, height: 0.4, class: "line" })));
}

/** The entries of the legend: the classes, then the reasons why there is no value. */
function legend(found, limits, shades) {
  const polygon = { points: hexagons.hexagonCorners({ x: 0, y: 0 }, 0.95) };
  const swatch = (shade) => draw("svg", { viewBox: "-1 -1.15 2 2.3", class: "swatch", "aria-hidden": "true" },
    draw("g", { class: `hexagon ${shade}` }, draw("polygon", polygon)));
  const entry = (words, count) =>
    make("span", {}, make("span", { class: "limits" }, words), ` ${count} ${count === 1 ? "council" : "councils"}`);
  const items = limits.map(({ lowest, highest, count }, at) => {
    const [from, to] = [lowest.text, highest.text];
    return make("li", {}, swatch(shades[at]), entry(from === to ? from : `${from} to ${to}`, count));
  });
  const reasons = cells.counted(found.filter(({ cell }) => cell.value === null).map(({ cell }) => cell.reason));
  const missing = reasons.map(([reason, count]) => (
    make("li", {}, swatch(MISSING), entry(`No value: ${reason}`, count))));
  return [...items, ...missing];
}
