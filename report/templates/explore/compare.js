// The comparison of two to twelve places: dots by indicator, and lines over time for one of them.
import * as page from "../script/page.js";
import * as cells from "./cells.js";
import * as dots from "./dots.js";
import * as focus from "./focus.js";
import * as places from "./places.js";
import * as series from "./series.js";
import * as store from "./store.js";
import * as trend from "./trend.js";
import * as twin from "./twin.js";
import * as views from "./views.js";

const { make } = page;

const MOST = 12;

// What is said of fewer places than are compared, by how many they are.
const REMARKS = [
  "Choose two to twelve places; the first one stands out in the charts.",
  "Add a second place, or take one of the groups above.",
];

let own;

/** As a view of the page. */
export const view = {
  id: "compare",
  label: "Compare",
  show,
  start: ({ series: name, area }) => ({ areas: area, series: name }),
};

/** The places of a query: known ones, each once, at most twelve. */
function areasOf(query) {
  const wanted = (query.get("areas") ?? "").split(",").map(store.areaOf).filter(Boolean);
  return [...new Set(wanted)].slice(0, MOST);
}

async function show(panel, query, isWanted) {
  own ??= furnished(panel);
  const codes = areasOf(query);
  const name = series.asked(query);
  own.state = { codes, series: name };
  own.status.textContent = own.note;
  own.note = "";
  focus.kept(panel, own.add.input, () => {
    own.chips.replaceChildren(...codes.map(chip));
    own.presses.replaceChildren(...(codes.length ? presses(codes[0]) : []));
  });
  own.add.set("");
  document.title = "Valuing Care: comparison";
  own.drawing.hidden = codes.length < 2;
  own.remark.textContent = REMARKS[codes.length] ?? "";
  if (codes.length < 2) return;
  const [rows, values] = await Promise.all([dots.lines(codes), store.load(name)]);
  if (!isWanted()) return;
  own.over.set(values.label);
  own.redraw = () => {
    const width = Math.max(280, Math.min(own.drawing.clientWidth || 720, 900));
    own.lines.replaceChildren(trend.chart(values, codes, width));
  };
  const drawDots = () => {
    own.drawn = "";
    own.dots.replaceChildren(dots.chart(rows, codes));
  };
  const drawDotsTable = () => {
    own.dotsTable.replaceChildren(dotsTable(rows, codes).element);
    own.drawn = codes.join();
  };
  const drawLinesTable = () => own.linesTable.replaceChildren(trendTable(values, codes).element);
  // The dots stay if only the indicator over time is another.
  const steps = own.drawn === codes.join() ? [own.redraw] : [drawDots, own.redraw, drawDotsTable];
  await views.inFrames([...steps, drawLinesTable], isWanted);
}

/** The parts of the panel that stay while what they show changes. */
function furnished(panel) {
  const parts = {
    note: "",
    redraw: () => {},
    add: series.placeBox("Add a place", (code) => go([...own.state.codes, code])),
    over: series.box("Indicator over time", (name) => go(own.state.codes, name)),
    chips: make("ul", { class: "chips", "aria-label": "Places that are compared" }),
    presses: make("div", { class: "presses", role: "group", "aria-label": "Take a group of places" }),
    status: make("p", { class: "remark", role: "status" }),
    remark: make("p", { class: "remark" }),
  };
  for (const part of ["dots", "lines", "dotsTable", "linesTable"]) parts[part] = make("div");
  // The tables come last, since Tab goes through their hundreds of links.
  parts.drawing = make("div", { class: "drawn" },
    parts.dots,
    make("h3", {}, "Over time"),
    make("div", { class: "controls" }, parts.over.element),
    parts.lines,
    make("h3", {}, "The values"),
    parts.dotsTable,
    parts.linesTable);
  panel.append(
    make("h2", {}, "Compare"),
    make("div", { class: "controls" }, parts.add.element),
    parts.chips,
    parts.presses,
    parts.status,
    parts.remark,
    parts.drawing);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) parts.redraw();
    width = innerWidth;
  });
  return parts;
}

function go(codes, name = own.state.series, note = "") {
  const distinct = [...new Set(codes)];
  own.note = note || (distinct.length > MOST ? `At most ${MOST} places are compared.` : "");
  views.go(views.address("compare", { areas: distinct.slice(0, MOST).join(","), series: name }));
}

/** A place that is compared: pressed, it becomes the first; its cross takes it away. */
function chip(code, at, codes) {
  const others = codes.filter((other) => other !== code);
  const first = make("button", {
    class: "name",
    title: "Let this place stand out",
    "aria-pressed": String(at === 0),
    onclick: () => go([code, ...others]),
  }, places.nameOf(code));
  return series.chip(first, () => go(others));
}

function presses(code) {
  return places.companies(code).map(({ label, codes }) => {
    const taken = codes.slice(0, MOST - 1);
    const note = `${label}: ${taken.length} of ${codes.length} places are taken, statistical neighbours of ` +
      `${places.nameOf(code)} first, then by name.`;
    const isPart = taken.length < codes.length;
    return make("button", { onclick: () => go([code, ...taken], own.state.series, isPart ? note : "") }, label);
  });
}

function dotsTable(rows, codes) {
  const all = places.withEngland(codes);
  const columns = [
    { heading: "Indicator" },
    { heading: "Unit" },
    { heading: "Period" },
    ...all.map((code) => ({ heading: places.nameOf(code), right: true })),
    { heading: "Middle half of councils", right: true },
    { heading: "Why no value" },
  ];
  return twin.table("The values of the dots", columns, rows.map((line) => {
    const { indicator, label } = line.series;
    const found = all.map((code) => line.cells.get(code));
    return [
      label,
      store.units[indicator.unit].heading,
      line.period,
      ...found,
      { text: dots.middleHalf(line), value: line.lower },
      reasons(found, all.map(places.nameOf)),
    ];
  }));
}

function trendTable(values, codes) {
  const all = places.withEngland(codes);
  const periods = values.periods.filter((period) => all.some((code) => values.row(code, period)));
  const unit = store.units[values.indicator.unit].heading;
  const columns = [
    { heading: "Place" },
    ...periods.map((period) => ({ heading: period, unit, right: true })),
    { heading: "Why no value" },
  ];
  return twin.table(`${values.label}: the values of the lines`, columns, all.map((code) => {
    const found = periods.map((period) => cells.cell(values, code, period));
    return [places.nameOf(code), ...found, reasons(found, periods)];
  }));
}

/** Why some cells have no value, each with its name. */
function reasons(found, names) {
  const missing = found.flatMap(({ value, reason }, at) => (value === null ? [`${names[at]}: ${reason}`] : []));
  return missing.join("; ") || "none is missing";
}
