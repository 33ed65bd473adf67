// The comparison of two to twelve places: dots by indicator, and lines over time for one of them.
import * as combobox from "../script/combobox.js";
import * as page from "../script/page.js";
import * as cells from "./cells.js";
import * as dots from "./dots.js";
import * as focus from "./focus.js";
import * as places from "./places.js";
import * as printing from "./printing.js";
import * as series from "./series.js";
import * as store from "./store.js";
import * as trend from "./trend.js";
import * as twin from "./twin.js";
import * as views from "./views.js";

const { make } = page;

export const MOST = 12;

// What is said of fewer places than are compared, by how many they are.
const REMARKS = [
  "Choose two to twelve places; the first one stands out in the charts.",
  "Add a second place, or take one of the groups above.",
];

const parts = new WeakMap();

/** Add the comparison to the views of the page. */
export function register() {
  views.register({
    id: "compare",
    label: "Compare",
    show,
    start: ({ series: name, area }) => ({ areas: area, series: name }),
  });
}

/** The places of a query: known ones, each once, at most twelve. */
function areasOf(query) {
  const wanted = (query.get("areas") ?? "")
    .split(",")
    .map((code) => store.areaOf(code))
    .filter(Boolean);
  return [...new Set(wanted)].slice(0, MOST);
}

async function show(panel, query, isWanted) {
  if (!parts.has(panel)) parts.set(panel, furnished(panel));
  const own = parts.get(panel);
  const codes = areasOf(query);
  const name = store.series.has(query.get("series")) ? query.get("series") : store.opens;
  own.state = { codes, series: name };
  own.status.textContent = own.note;
  own.note = "";
  focus.kept(panel, own.add.input, () => {
    own.chips.replaceChildren(...codes.map((code, at) => chip(code, at, own)));
    own.presses.replaceChildren(...(codes.length ? presses(codes[0], own) : []));
  });
  own.add.set("");
  document.title = "Valuing Care: comparison";
  own.drawing.hidden = codes.length < 2;
  own.remark.textContent = REMARKS[codes.length] ?? "";
  if (codes.length < 2) return;
  const [rows, values] = await Promise.all([dots.lines(codes), store.load(name)]);
  if (!isWanted()) return;
  own.over.set(values.label);
  own.redraw = () =>
    own.lines.replaceChildren(
      trend.chart(values, codes, Math.max(280, Math.min(own.drawing.clientWidth || 720, 900))),
    );
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

function furnished(panel) {
  const own = { state: { codes: [], series: store.opens }, note: "", redraw: () => {} };
  own.add = combobox.box({
    label: "Add a place",
    hint: "Kent, Hull, London",
    options: series.placeOptions,
    choose: ({ value }) => go(own, [...own.state.codes, value]),
  });
  own.over = combobox.box({
    label: "Indicator over time",
    hint: "residential cost",
    options: series.options,
    choose: ({ value }) => go(own, own.state.codes, value),
  });
  own.chips = make("ul", { class: "chips", "aria-label": "Places that are compared" });
  own.presses = make("div", { class: "presses", role: "group", "aria-label": "Take a group of places" });
  own.status = make("p", { class: "remark", role: "status" });
  own.remark = make("p", { class: "remark" });
  for (const part of ["dots", "lines", "dotsTable", "linesTable"]) own[part] = make("div");
  // The tables come last, since Tab goes through their hundreds of links.
  own.drawing = make(
    "div",
    { class: "drawn" },
    own.dots,
    make("h3", {}, "Over time"),
    make("div", { class: "controls" }, own.over.element),
    own.lines,
    make("h3", {}, "The values"),
    own.dotsTable,
    own.linesTable,
  );
  panel.append(
    make("h2", {}, "Compare"),
    make("div", { class: "controls" }, own.add.element),
    own.chips,
    own.presses,
    own.status,
    own.remark,
    own.drawing,
  );
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) own.redraw();
    width = innerWidth;
  });
  return own;
}

function go(own, codes, name = own.state.series, note = "") {
  const distinct = [...new Set(codes)];
  own.note = note || (distinct.length > MOST ? `At most ${MOST} places are compared.` : "");
  views.go(views.address("compare", { areas: distinct.slice(0, MOST).join(","), series: name }));
}

/** A place that is compared: pressed, it becomes the first; its cross takes it away. */
function chip(code, at, own) {
  const { codes } = own.state;
  const name = places.nameOf(code);
  const others = codes.filter((other) => other !== code);
  return make(
    "li",
    {},
    make(
      "button",
      {
        type: "button",
        class: "name",
        "aria-pressed": String(at === 0),
        title: "Let this place stand out",
        onclick: () => go(own, [code, ...others]),
      },
      name,
    ),
    make(
      "button",
      { type: "button", class: "remove", "aria-label": `Remove ${name}`, onclick: () => go(own, others) },
      "×",
    ),
  );
}

function presses(code, own) {
  return places.companies(code).map(({ label, codes }) =>
    make(
      "button",
      {
        type: "button",
        onclick: () => {
          const taken = codes.slice(0, MOST - 1);
          const note =
            taken.length < codes.length
              ? `${label}: ${taken.length} of ${codes.length} places are taken, statistical neighbours of ${places.nameOf(code)} first, then by name.`
              : "";
          go(own, [code, ...taken], own.state.series, note);
        },
      },
      label,
    ),
  );
}

function figure(cell) {
  return { text: cell.text, value: cell.value, href: cell.key && `#${cell.key}`, reason: cell.reason };
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
  return twin.table(
    "The values of the dots",
    columns,
    rows.map((line) => {
      const { indicator, label } = line.series;
      const print = (value) => printing.text(value, indicator.unit);
      const half = `${print(line.lower)} to ${print(line.upper)}`;
      const missing = all.filter((code) => line.cells.get(code).value === null);
      return [
        { text: label },
        { text: store.units[indicator.unit].heading },
        { text: line.period },
        ...all.map((code) => figure(line.cells.get(code))),
        { text: half, value: line.lower },
        {
          text:
            missing.map((code) => `${places.nameOf(code)}: ${line.cells.get(code).reason}`).join("; ") ||
            "none is missing",
        },
      ];
    }),
  );
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
  return twin.table(
    `${values.label}: the values of the lines`,
    columns,
    all.map((code) => {
      const found = periods.map((period) => cells.cell(values, code, period));
      const reasons = found.flatMap((cell, at) => (cell.value === null ? [`${periods[at]}: ${cell.reason}`] : []));
      return [{ text: places.nameOf(code) }, ...found.map(figure), { text: reasons.join("; ") || "none is missing" }];
    }),
  );
}
