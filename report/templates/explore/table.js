// A table of the reader's own: indicators, places and periods, turned, sorted and filtered, as CSV or XLSX too.
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
const ROWS = [["all", "All"], ["held", "With a value"], ["lacking", "Without some value"]];

const LICENCE =
  "Contains public sector information licensed under the Open Government Licence v3.0. Source of population estimates: " +
  "Office for National Statistics licensed under the Open Government Licence v.3.0.";

let own;

/** As a view of the page. */
export const view = {
  id: "table",
  label: "Table",
  show,
  start: ({ series: name, area }) => ({ indicators: name, places: [...new Set([store.ENGLAND, area])].join(",") }),
};

/** The table that a query asks for; what it does not say is as a table begins. */
function stateOf(query) {
  const listed = (name, first, isKnown) => [...new Set((query.get(name) ?? first).split(",").filter(isKnown))];
  const oneOf = (name, known, first) => (known.includes(query.get(name)) ? query.get(name) : first);
  const dimensions = Object.keys(pivot.DIMENSIONS);
  const across = oneOf("across", dimensions, "period");
  const rest = dimensions.filter((dimension) => dimension !== across);
  return {
    indicators: listed("indicators", store.opens, (name) => store.series.has(name)),
    places: listed("places", `${store.ENGLAND},regions`, (code) => store.areas.has(code) || Object.hasOwn(GROUPS, code)),
    from: query.get("from") ?? "",
    to: query.get("to") ?? "",
    across,
    first: oneOf("first", rest, across === "place" ? "indicator" : "place"),
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
  own ??= furnished(panel);
  const state = stateOf(query);
  const loaded = await Promise.all(state.indicators.map(store.load));
  if (!isWanted()) return;
  const years = [...new Set(loaded.flatMap(({ periods }) => periods.map(cells.endingYear)))].sort();
  if (!years.includes(state.to)) state.to = years.at(-1) ?? "";
  if (!years.includes(state.from)) state.from = years.at(-YEARS) ?? years[0] ?? "";
  if (state.from > state.to) state.from = state.to;
  Object.assign(own, { state, loaded: new Map(loaded.map((one) => [one.name, one])), all: false });
  document.title = "Valuing Care: your own table";
  const keeping = (draw) => () => focus.kept(panel, own.indicator.input, draw);
  keeping(() => furnish(years))();
  await views.inFrames([keeping(drawTable)], isWanted);
}

/** The address of the table, changed in some ways. */
function address(changes) {
  return views.address("table", queryOf({ ...own.state, ...changes }));
}

/** Another table: with other rows or columns, they are in their own order again. */
function change(changes) {
  views.go(address({ sort: "", ...changes }));
}

/** Adds to the indicators or to the places. */
function add(name, ...added) {
  change({ [name]: [...new Set([...own.state[name], ...added])] });
}

/** The parts of the panel that stay while the table changes. */
function furnished(panel) {
  const choices = {
    from: ["From", (from) => change({ from, to: from > own.state.to ? from : own.state.to })],
    to: ["To", (to) => change({ to, from: to < own.state.from ? to : own.state.from })],
    across: ["Across", (across) => change({ across })],
    first: ["Rows begin with", (first) => change({ first })],
    rows: ["Rows shown", (rows) => change({ rows, sort: own.state.sort })],
  };
  const filter = make("input", {
    type: "text",
    id: "table-filter",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => {
      own.state.filter = filter.value;
      views.replace(address());
      drawRows();
    },
  });
  const showAll = () => {
    own.all = true;
    drawRows();
  };
  const parts = {
    indicator: series.box("Add an indicator", (name) => add("indicators", name)),
    chosenIndicators: make("ul", { class: "chips", "aria-label": "Indicators of the table" }),
    place: series.placeBox("Add a place", (code) => add("places", code)),
    chosenPlaces: make("ul", { class: "chips", "aria-label": "Places of the table" }),
    presses: make("div", { class: "presses", role: "group", "aria-label": "Add a group of places" }),
    choices: Object.entries(choices).map(([name, [label, choose]]) => [name, series.choice(label, choose)]),
    filter,
    status: make("p", { class: "remark", role: "status" }),
    drawing: make("div"),
    more: make("button", { onclick: showAll }),
    remarks: make("section"),
  };
  panel.append(
    make("h2", {}, "Your own table"),
    make("div", { class: "controls" }, parts.indicator.element),
    parts.chosenIndicators,
    make("div", { class: "controls" }, parts.place.element),
    parts.chosenPlaces,
    parts.presses,
    make("div", { class: "controls" },
      parts.choices.map(([, { element }]) => element),
      make("label", { class: "choice" }, make("span", {}, "Words in the rows"), filter)),
    make("div", { class: "presses" },
      make("button", { id: "save-csv", onclick: saveCsv }, "Download CSV"),
      make("button", { id: "save-xlsx", onclick: saveXlsx }, "Download XLSX")),
    parts.status,
    parts.drawing,
    parts.more,
    parts.remarks);
  return parts;
}

/** Sets the controls to the state. */
function furnish(years) {
  const { state } = own;
  own.indicator.set("");
  own.place.set("");
  const remove = (name, one) => change({ [name]: state[name].filter((other) => other !== one) });
  const chips = (name, wordsOf) => state[name].map((one) => (
    series.chip(make("span", { class: "name" }, wordsOf(one)), () => remove(name, one))));
  own.chosenIndicators.replaceChildren(...chips("indicators", (name) => store.series.get(name).label));
  own.chosenPlaces.replaceChildren(...chips("places", (code) => GROUPS[code]?.label ?? places.nameOf(code)));
  const last = state.places.findLast((code) => store.areas.has(code) && code !== store.ENGLAND);
  const press = (words, ...codes) => make("button", { onclick: () => add("places", ...codes) }, words);
  const groups = Object.keys(GROUPS).filter((name) => !state.places.includes(name));
  const companies = last ? places.companies(last) : [];
  own.presses.replaceChildren(
    ...groups.map((name) => press(GROUPS[name].label, name)),
    ...companies.map(({ label, codes }) => press(`${label} (${places.nameOf(last)})`, ...codes)));
  const ends = years.map((year) => [year, year]);
  const dimensions = Object.entries(pivot.DIMENSIONS);
  const offered = {
    from: ends, to: ends, across: dimensions, first: dimensions.filter(([name]) => name !== state.across), rows: ROWS,
  };
  for (const [name, choice] of own.choices) choice.set(offered[name], state[name]);
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
  const periods = new Set([...loaded.values()].flatMap((one) => one.periods));
  return [...periods].filter((period) => cells.endingYear(period) === year).sort().join(" or ");
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
function drawTable() {
  own.whole = wholeOf(own);
  const order = Number(own.state.sort);
  const columns = [
    ...own.whole.down.map((dimension) => ({ heading: pivot.DIMENSIONS[dimension] })),
    ...own.whole.columns.map(({ label }) => ({ heading: label, right: true })),
  ];
  own.table = twin.table("Your own table", columns, [], {
    column: Math.abs(order) - 1,
    descending: order < 0,
    choose: (column) => change({ sort: order === column + 1 ? -(column + 1) : column + 1 }),
  });
  own.drawing.replaceChildren(own.table.element);
  drawRows();
}

/** Draws the rows, and what is said of them. */
function drawRows() {
  const { columns, rows } = shownOf(own);
  const shown = own.all ? rows : rows.slice(0, Math.ceil(AT_ONCE / (columns.length || 1)));
  own.table.fill(shown.map((row) => (row.drawn ??= [...row.labels, ...row.cells.map(drawnCell)])));
  own.status.textContent = `${rows.length} of ${own.whole.rows.length} rows`;
  own.more.hidden = shown.length === rows.length;
  own.more.textContent = `Show all ${rows.length} rows`;
  own.remarks.replaceChildren(...remarks(rows));
}

function drawnCell(cell) {
  return cell.note ? { ...cell, text: `${cell.text} †` } : cell;
}

/** Why values are missing and what is remarked of others, each with how many cells it holds for. */
function remarks(rows) {
  const said = ({ text, value, reason, note }) => (
    value === null ? `${text} ${cells.meaning(text)}: ${reason}` : note && `† ${note}`);
  const items = cells.counted(rows.flatMap((row) => row.cells.map(said)).filter(Boolean));
  if (!items.length) return [];
  return [
    make("h3", {}, "Symbols and remarks"),
    make("ul", {}, items.map(([words, count]) => (
      make("li", {}, `${words} (${count} ${count === 1 ? "cell" : "cells"})`)))),
  ];
}

/** A cell as a file has it: its number in full, or its symbol and the reason. */
function written(cell) {
  return cell.value === null ? `${cell.text} ${cell.reason}` : cell.value;
}

function headings({ down, columns }) {
  return [...down.map((dimension) => pivot.DIMENSIONS[dimension]), ...columns.map(({ label }) => label)];
}

function saveCsv() {
  const table = shownOf(own);
  const rows = table.rows.map(({ labels, cells: found }) => [...labels, ...found.map(written)]);
  page.save("table.csv", csv.csvText([headings(table), ...rows]), "text/csv");
}

function saveXlsx() {
  const { loaded } = own;
  const table = shownOf(own);
  const remarked = table.rows.flatMap(({ keys, cells: found }) => found
    .map((cell, at) => ({ ...keys[at], said: cell.reason ? written(cell) : cell.note }))
    .filter(({ said }) => said));
  const content = xlsx.workbook([
    {
      name: "Values",
      columns: headings(table).map((heading, at) => [heading, at < table.down.length ? 36 : 16]),
      rows: table.rows.map(({ labels, keys, cells: found }) => [
        ...labels,
        ...found.map((cell, at) => (
          cell.value === null ? written(cell) : { value: cell.value, kind: kindOf(keys[at]) })),
      ]),
    },
    {
      name: "Remarks",
      columns: Object.entries({ Place: 30, Indicator: 50, Period: 12, "Why there is no value, or what is remarked": 80 }),
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
        ["Valuing Care as code", `Data version ${store.version.data}`, "", "", address()],
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
  return [...found.values()].map(({ publisher, title, published, path, file }) => (
    [publisher, title, published, file || "none held", path]));
}
