// A table of the reader's own: indicators, places and periods, turned, sorted and filtered, as CSV or XLSX too.
import * as combobox from "../script/combobox.js";
import * as page from "../script/page.js";
import * as cells from "./cells.js";
import * as csv from "./csv.js";
import * as focus from "./focus.js";
import * as pivot from "./pivot.js";
import * as places from "./places.js";
import * as series from "./series.js";
import * as store from "./store.js";
import * as twin from "./twin.js";
import * as views from "./views.js";
import * as xlsx from "./xlsx.js";

const { make } = page;

// So many cells, or a few more, are drawn before somebody asks for all.
const AT_ONCE = 160;

const YEARS = 5;
const GROUPS = {
  councils: { label: "All councils", codes: () => places.councils().map(({ code }) => code) },
  regions: { label: "Regions", codes: () => places.ofLevel("region").map(({ code }) => code) },
  classes: { label: "Types of council", codes: () => places.ofLevel("class").map(({ code }) => code) },
};
const ORDERS = Object.entries(pivot.DIMENSIONS);
const ROWS = [["all", "All"], ["held", "With a value"], ["lacking", "Without some value"]];

const LICENCE =
  "Contains public sector information licensed under the Open Government Licence v3.0. Source of population estimates: " +
  "Office for National Statistics licensed under the Open Government Licence v.3.0.";

const parts = new WeakMap();

/** Add the table to the views of the page. */
export function register() {
  views.register({
    id: "table",
    label: "Table",
    show,
    start: ({ series: name, area }) => ({ indicators: name, places: [...new Set([store.ENGLAND, area])].join(",") }),
  });
}

/** The table that a query asks for; what it does not say is as a table begins. */
function stateOf(query) {
  const listed = (name, first, isKnown) => [...new Set((query.get(name) ?? first).split(",").filter(isKnown))];
  const oneOf = (name, known, first) => (known.includes(query.get(name)) ? query.get(name) : first);
  const dimensions = Object.keys(pivot.DIMENSIONS);
  const across = oneOf("across", dimensions, "period");
  return {
    indicators: listed("indicators", store.opens, (name) => store.series.has(name)),
    places: listed(
      "places",
      `${store.ENGLAND},regions`,
      (code) => store.areas.has(code) || Object.hasOwn(GROUPS, code),
    ),
    from: query.get("from") ?? "",
    to: query.get("to") ?? "",
    across,
    first: oneOf(
      "first",
      dimensions.filter((dimension) => dimension !== across),
      across === "place" ? "indicator" : "place",
    ),
    sort: query.get("sort") ?? "",
    filter: query.get("filter") ?? "",
    rows: oneOf("rows", ROWS.map(([name]) => name), "all"),
  };
}

/** A state as a query, without what is empty. */
function queryOf(state) {
  const texts = Object.entries(state).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(texts.filter(([name, text]) => text || name === "indicators" || name === "places"));
}

async function show(panel, query, isWanted) {
  if (!parts.has(panel)) parts.set(panel, furnished(panel));
  const own = parts.get(panel);
  const state = stateOf(query);
  const loaded = await Promise.all(state.indicators.map((name) => store.load(name)));
  if (!isWanted()) return;
  const years = [...new Set(loaded.flatMap(({ periods }) => periods.map(cells.endingYear)))].sort();
  if (!years.includes(state.to)) state.to = years.at(-1) ?? "";
  if (!years.includes(state.from)) state.from = years.at(-YEARS) ?? years[0] ?? "";
  if (state.from > state.to) state.from = state.to;
  Object.assign(own, { state, loaded: new Map(loaded.map((one) => [one.name, one])), all: false });
  document.title = "Valuing Care: your own table";
  const keeping = (draw) => () => focus.kept(panel, own.indicator.input, draw);
  keeping(() => furnish(own, years))();
  await views.inFrames([keeping(() => drawTable(own))], isWanted);
}

function furnished(panel) {
  const own = {};
  const change = (changes) => views.go(views.address("table", queryOf({ ...own.state, ...changes })));
  own.change = change;
  own.indicator = combobox.box({
    label: "Add an indicator",
    hint: "residential cost",
    options: series.options,
    choose: ({ value }) => change({ indicators: [...new Set([...own.state.indicators, value])], sort: "" }),
  });
  own.place = combobox.box({
    label: "Add a place",
    hint: "Kent, Hull, London",
    options: series.placeOptions,
    choose: ({ value }) => change({ places: [...new Set([...own.state.places, value])], sort: "" }),
  });
  own.chosenIndicators = make("ul", { class: "chips", "aria-label": "Indicators of the table" });
  own.chosenPlaces = make("ul", { class: "chips", "aria-label": "Places of the table" });
  own.presses = make("div", { class: "presses", role: "group", "aria-label": "Add a group of places" });
  const choices = {
    from: ["From", (value) => change({ from: value, to: value > own.state.to ? value : own.state.to, sort: "" })],
    to: ["To", (value) => change({ to: value, from: value < own.state.from ? value : own.state.from, sort: "" })],
    across: ["Across", (value) => change({ across: value, sort: "" })],
    first: ["Rows begin with", (value) => change({ first: value, sort: "" })],
    rows: ["Rows shown", (value) => change({ rows: value })],
  };
  for (const [name, [label, choose]] of Object.entries(choices)) own[name] = series.choice(label, choose);
  own.filter = make("input", {
    type: "text",
    id: "table-filter",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => {
      own.state.filter = own.filter.value;
      views.replace(views.address("table", queryOf(own.state)));
      drawRows(own);
    },
  });
  own.status = make("p", { class: "remark", role: "status" });
  own.drawing = make("div");
  own.more = make("button", {
    type: "button",
    onclick: () => {
      own.all = true;
      drawRows(own);
    },
  });
  own.remarks = make("section");
  panel.append(
    make("h2", {}, "Your own table"),
    make("div", { class: "controls" }, own.indicator.element),
    own.chosenIndicators,
    make("div", { class: "controls" }, own.place.element),
    own.chosenPlaces,
    own.presses,
    make(
      "div",
      { class: "controls" },
      own.from.element,
      own.to.element,
      own.across.element,
      own.first.element,
      own.rows.element,
      make("label", { class: "choice" }, make("span", {}, "Words in the rows"), own.filter),
    ),
    make(
      "div",
      { class: "presses" },
      make("button", { type: "button", id: "save-csv", onclick: () => saveCsv(own) }, "Download CSV"),
      make("button", { type: "button", id: "save-xlsx", onclick: () => saveXlsx(own) }, "Download XLSX"),
    ),
    own.status,
    own.drawing,
    own.more,
    own.remarks,
  );
  return own;
}

/** Sets the controls to a state. */
function furnish(own, years) {
  const { state, change } = own;
  own.indicator.set("");
  own.place.set("");
  const chip = (text, remove) =>
    make(
      "li",
      {},
      make("span", { class: "name" }, text),
      make("button", { type: "button", class: "remove", "aria-label": `Remove ${text}`, onclick: remove }, "×"),
    );
  own.chosenIndicators.replaceChildren(
    ...state.indicators.map((name) =>
      chip(store.series.get(name).label, () =>
        change({ indicators: state.indicators.filter((other) => other !== name), sort: "" }),
      ),
    ),
  );
  own.chosenPlaces.replaceChildren(
    ...state.places.map((code) =>
      chip(GROUPS[code]?.label ?? places.nameOf(code), () =>
        change({ places: state.places.filter((other) => other !== code), sort: "" }),
      ),
    ),
  );
  const last = state.places.findLast((code) => store.areas.has(code) && code !== store.ENGLAND);
  const more = (codes) => change({ places: [...new Set([...state.places, ...codes])], sort: "" });
  own.presses.replaceChildren(
    ...Object.entries(GROUPS)
      .filter(([name]) => !state.places.includes(name))
      .map(([name, { label }]) => make("button", { type: "button", onclick: () => more([name]) }, label)),
    ...(last ? places.companies(last) : []).map(({ label, codes }) =>
      make("button", { type: "button", onclick: () => more(codes) }, `${label} (${places.nameOf(last)})`),
    ),
  );
  const choices = years.map((year) => [year, year]);
  own.from.set(choices, state.from);
  own.to.set(choices, state.to);
  own.across.set(ORDERS, state.across);
  own.first.set(ORDERS.filter(([dimension]) => dimension !== state.across), state.first);
  own.rows.set(ROWS, state.rows);
  if (own.filter.value !== state.filter) own.filter.value = state.filter;
}

/** The grid of a state, with all its rows. */
function wholeOf({ state, loaded }) {
  const codes = [...new Set(state.places.flatMap((code) => GROUPS[code]?.codes() ?? [code]))];
  const years = [...new Set([...loaded.values()].flatMap(({ periods }) => periods.map(cells.endingYear)))].sort();
  const members = {
    indicator: [...loaded.values()].map((one) => ({ id: one.name, label: labelOf(one) })),
    place: codes.map((code) => ({ id: code, label: places.nameOf(code) })),
    period: years
      .filter((year) => year >= state.from && year <= state.to)
      .map((year) => ({ id: year, label: periodLabel(loaded, year) })),
  };
  return pivot.grid(members, state.across, state.first, ({ indicator, place, period }) =>
    cells.cell(loaded.get(indicator), place, periodOf(loaded.get(indicator), period)),
  );
}

/** The period of a series that ends in a year: 2025 or 2024-25. The year itself if it has none. */
function periodOf({ periods }, year) {
  return periods.find((period) => cells.endingYear(period) === year) ?? year;
}

/** What a year is called: as the indicators that have it call the period that ends in it, such as "2024-25 or 2025". */
function periodLabel(loaded, year) {
  const periods = [...loaded.values()].flatMap((one) =>
    one.periods.filter((period) => cells.endingYear(period) === year),
  );
  return [...new Set(periods)].sort().join(" or ");
}

/** The grid with its rows as they are shown. */
function shownOf({ state, whole }) {
  const rows = pivot.filtered(whole.rows, state.filter, state.rows);
  const order = Number(state.sort);
  return { ...whole, rows: order ? pivot.sorted(rows, Math.abs(order) - 1, order < 0) : rows };
}

/** A series with its unit, unless its label says it. */
function labelOf({ label, indicator }) {
  const { heading } = store.units[indicator.unit];
  return label.includes(heading) ? label : `${label} (${heading})`;
}

/** Draws the table, its headings too. */
function drawTable(own) {
  own.whole = wholeOf(own);
  const { down, columns } = own.whole;
  const order = Number(own.state.sort);
  own.table = twin.table(
    "Your own table",
    [
      ...down.map((dimension) => ({ heading: pivot.DIMENSIONS[dimension] })),
      ...columns.map(({ label }) => ({ heading: label, right: true })),
    ],
    [],
    {
      column: Math.abs(order) - 1,
      descending: order < 0,
      choose: (column) => own.change({ sort: order === column + 1 ? -(column + 1) : column + 1 }),
    },
  );
  own.drawing.replaceChildren(own.table.element);
  drawRows(own);
}

/** Draws the rows, and what is said of them. */
function drawRows(own) {
  const { columns, rows } = shownOf(own);
  const shown = own.all ? rows : rows.slice(0, Math.ceil(AT_ONCE / (columns.length || 1)));
  own.table.fill(
    shown.map((row) => (row.drawn ??= [...row.labels.map((text) => ({ text })), ...row.cells.map(drawnCell)])),
  );
  own.status.textContent = `${rows.length} of ${own.whole.rows.length} rows`;
  own.more.hidden = shown.length === rows.length;
  own.more.textContent = `Show all ${rows.length} rows`;
  own.remarks.replaceChildren(...remarks(rows));
}

function drawnCell(cell) {
  return {
    text: cell.note ? `${cell.text} †` : cell.text,
    value: cell.value,
    href: cell.key && `#${cell.key}`,
    reason: cell.reason,
    note: cell.note,
  };
}

/** Why values are missing and what is remarked of others, each with how many cells it holds for. */
function remarks(rows) {
  const counts = new Map();
  for (const { text, value, reason, note } of rows.flatMap((row) => row.cells)) {
    const said = value === null ? `${text} ${cells.meaning(text)}: ${reason}` : note && `† ${note}`;
    if (said) counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  const items = [...counts].sort(([, one], [, other]) => other - one);
  if (!items.length) return [];
  return [
    make("h3", {}, "Symbols and remarks"),
    make(
      "ul",
      {},
      items.map(([said, count]) => make("li", {}, `${said} (${count} ${count === 1 ? "cell" : "cells"})`)),
    ),
  ];
}

/** A cell as a file has it: its number in full, or its symbol and the reason. */
function written(cell) {
  return cell.value === null ? `${cell.text} ${cell.reason}` : cell.value;
}

function headings({ down, columns }) {
  return [...down.map((dimension) => pivot.DIMENSIONS[dimension]), ...columns.map(({ label }) => label)];
}

function saveCsv(own) {
  const table = shownOf(own);
  const rows = table.rows.map(({ labels, cells: found }) => [...labels, ...found.map(written)]);
  page.save("table.csv", csv.csvText([headings(table), ...rows]), "text/csv");
}

function saveXlsx(own) {
  const { state, loaded } = own;
  const table = shownOf(own);
  const remarked = table.rows.flatMap(({ keys, cells: found }) =>
    found
      .map((cell, at) => ({ ...keys[at], said: cell.reason ? written(cell) : cell.note }))
      .filter(({ said }) => said),
  );
  const content = xlsx.workbook([
    {
      name: "Values",
      columns: headings(table).map((heading, at) => [heading, at < table.down.length ? 36 : 16]),
      rows: table.rows.map(({ labels, keys, cells: found }) => [
        ...labels,
        ...found.map((cell, at) =>
          cell.value === null ? written(cell) : { value: cell.value, kind: kindOf(keys[at]) },
        ),
      ]),
    },
    {
      name: "Remarks",
      columns: Object.entries({
        Place: 30,
        Indicator: 50,
        Period: 12,
        "Why there is no value, or what is remarked": 80,
      }),
      rows: remarked.map(({ place, indicator, period, said }) => {
        const one = loaded.get(indicator);
        return [places.nameOf(place), labelOf(one), periodOf(one, period), said];
      }),
    },
    {
      name: "Definitions",
      columns: Object.entries({ Indicator: 50, Definition: 100, Periods: 24, "Name in indicators.csv": 50 }),
      rows: [...loaded.values()].map((one) => {
        const periods = `${one.periods[0]} to ${one.periods.at(-1)}`;
        return [labelOf(one), one.indicator.definition, periods, one.name];
      }),
    },
    {
      name: "Sources",
      columns: Object.entries({ Publisher: 40, Title: 70, Published: 12, File: 40, Page: 60 }),
      rows: [
        ...sourcesOf(own, table),
        ["Valuing Care as code", `Data version ${store.version.data}`, "", "", views.address("table", queryOf(state))],
        ["Licence", LICENCE, "", "", ""],
      ],
    },
  ]);
  page.save("table.xlsx", content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

  function kindOf({ indicator }) {
    const unit = store.units[loaded.get(indicator).indicator.unit];
    if (unit.isPerCent) return "share";
    return unit.decimals ? "decimal" : "count";
  }
}

/** The releases that the values of a table rest on, a row each. */
function sourcesOf({ loaded }, table) {
  const years = new Set(table.rows.flatMap(({ keys }) => keys.map(({ period }) => period)));
  const found = new Map();
  for (const one of loaded.values()) {
    const periods = one.periods.filter((period) => years.has(cells.endingYear(period)));
    for (const source of periods.flatMap(one.sources)) found.set(source.id, source);
  }
  return [...found.values()].map(({ publisher, title, published, path, file }) => [
    publisher,
    title,
    published,
    file || "none held",
    path,
  ]);
}
