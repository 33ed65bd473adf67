// The comparison of two to twelve places: dots by indicator, and lines over time for one of them.
import * as cells from "./cells.js";
import * as dots from "./dots.js";
import * as focus from "./focus.js";
import * as page from "./page.js";
import * as places from "./places.js";
import * as printing from "./printing.js";
import * as search from "./search.js";
import * as series from "./series.js";
import * as store from "./store.js";
import * as trend from "./trend.js";
import * as twin from "./twin.js";
import * as views from "./views.js";

export const MOST = 12;

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

async function show(panel, query) {
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
  const turn = (own.turn += 1);
  if (codes.length < 2) {
    own.drawing.replaceChildren(
      page.make(
        "p",
        { class: "remark" },
        codes.length
          ? "Add a second place, or take one of the groups above."
          : "Choose two to twelve places; the first one stands out in the charts.",
      ),
    );
    return;
  }
  const [rows, values] = await Promise.all([dots.lines(codes), store.load(name)]);
  // Another address was asked for meanwhile.
  if (turn !== own.turn) return;
  own.over.set(values.label);
  const draw = () => trend.chart(values, codes, Math.max(280, Math.min(own.drawing.clientWidth || 720, 900)));
  const lines = page.make("div", {}, draw());
  own.redraw = () => lines.replaceChildren(draw());
  own.drawing.replaceChildren(
    dots.chart(rows, codes),
    dotsTable(rows, codes),
    page.make("h3", {}, "Over time"),
    page.make("div", { class: "controls" }, own.over.element),
    lines,
    trendTable(values, codes),
  );
}

function furnished(panel) {
  const own = { state: { codes: [], series: store.opens }, note: "", turn: 0, redraw: () => {} };
  own.add = search.box({
    label: "Add a place",
    hint: "Kent, Hull, London",
    options: series.placeOptions,
    choose: ({ value }) => go(own, [...own.state.codes, value]),
  });
  own.over = search.box({
    label: "Indicator over time",
    hint: "residential cost",
    options: series.options,
    choose: ({ value }) => go(own, own.state.codes, value),
  });
  own.chips = page.make("ul", { class: "chips", "aria-label": "Places that are compared" });
  own.presses = page.make("div", { class: "presses", role: "group", "aria-label": "Take a group of places" });
  own.status = page.make("p", { class: "remark", role: "status" });
  own.drawing = page.make("div", { class: "drawn" });
  panel.append(
    page.make("h2", {}, "Compare"),
    page.make("div", { class: "controls" }, own.add.element),
    own.chips,
    own.presses,
    own.status,
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
  return page.make(
    "li",
    {},
    page.make(
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
    page.make(
      "button",
      { type: "button", class: "remove", "aria-label": `Remove ${name}`, onclick: () => go(own, others) },
      "×",
    ),
  );
}

function presses(code, own) {
  return places.companies(code).map(({ label, codes }) =>
    page.make(
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
