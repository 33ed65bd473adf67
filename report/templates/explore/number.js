// The view of one number: what it is, how it is worked out, where it comes from, and what it was in other periods.
import * as combobox from "../script/combobox.js";
import * as page from "../script/page.js";
import * as cells from "./cells.js";
import * as chart from "./chart.js";
import * as intervals from "./intervals.js";
import * as printing from "./printing.js";
import * as search from "./search.js";
import * as store from "./store.js";
import * as versions from "./versions.js";
import * as views from "./views.js";

const { make } = page;
const REPORT = "valuing-care.html";
const KEY = /^([a-z0-9_]+)(?:\[([^\]]*)\])?:(.+):([^:]+)$/;
const PERIOD = /\b(?:19|20)\d\d(?:[-–/](?:\d\d)?\d\d)?\b/;
const FINANCIAL_YEAR = /^(\d{4})[/–-](?:\d{2})?(\d{2})$/;
// A period in links of this page, which leads to the newest that has a value.
const NEWEST = "newest";

let controls;

/** As a view of the page. */
export const view = { id: "number", label: "Number", show };

/** The value of a row as the report prints it, "no value" if it is missing. */
export function printed(row) {
  return row.value === null ? "no value" : printing.text(row.value, row.series.indicator.unit);
}

/** Why a row has no value, or what is noted of the one it has. */
export function reason(row) {
  if (row.note) return row.note[0].toUpperCase() + row.note.slice(1).replaceAll("'", "’");
  return row.value === null ? "No reason is given" : "";
}

async function show(panel, text, isWanted) {
  controls ??= started(panel);
  const found = text ? await resolved(text) : await first();
  if (!isWanted()) return;
  if (found.problem) {
    controls.body.replaceChildren(problem(found));
    document.title = "Valuing Care: no such number";
    return;
  }
  const key = store.key(found.row);
  if (key !== text) views.replace(`#${key}`);
  views.lookedAt({ series: found.row.series.name, area: found.row.area, period: found.row.period });
  fill(found.row);
  const others = await otherDefinitions(found.row);
  if (isWanted() && others.length) controls.others.replaceChildren(...definitionsTable(found.row, others));
}

async function first() {
  const series = await store.load(store.opens);
  return { row: newest(series.of(store.ENGLAND)) };
}

/** The newest row that has a value, else the newest. */
function newest(rows) {
  return rows.findLast((row) => row.value !== null) ?? rows.at(-1);
}

/**
 * The row that a key leads to, or why there is none and what is nearest. A place may be given by name.
 * @param {string} text
 * @returns {Promise<{row: store.Row}|{problem: string, nearest: string[]}>}
 */
export async function resolved(text) {
  const match = KEY.exec(text.trim());
  if (!match) {
    return {
      problem: `“${text}” is not the address of a number: expected indicator:area:period.`,
      nearest: [`${store.opens}:England:2025`],
    };
  }
  const [, indicator, breakdown = "", place, time] = match;
  const year = FINANCIAL_YEAR.exec(time.trim());
  const period = year ? `${year[1]}-${year[2]}` : time.trim();
  const name = breakdown ? `${indicator}[${breakdown}]` : indicator;
  if (!store.series.has(name)) {
    const own = [...store.series.keys()].filter((other) => other === indicator || other.startsWith(`${indicator}[`));
    const near = search.nearest(name, own.length ? own : store.series.keys());
    return { problem: `There is no series ${name}.`, nearest: near.map((other) => `${other}:${place}:${period}`) };
  }
  const area = store.areaOf(place);
  if (!area) {
    const names = new Map([...store.areas.values()].map((known) => [known.name, known.code]));
    const near = search.nearest(place, names.keys()).map((other) => names.get(other));
    return {
      problem: `No place is called or coded “${place}”.`,
      nearest: near.map((code) => `${name}:${code}:${period}`),
    };
  }
  const series = await store.load(name);
  const rows = series.of(area);
  const row = period === NEWEST ? newest(rows) : series.row(area, period);
  if (row) return { row };
  const called = store.areas.get(area).name;
  if (rows.length) {
    const near = search.nearest(period, rows.map((other) => other.period));
    return {
      problem: `${called} has this for ${rows[0].period} to ${rows.at(-1).period}, and not for ${period}.`,
      nearest: [...new Set([...near, rows.at(-1).period])].map((other) => `${name}:${area}:${other}`),
    };
  }
  const latest = series.periods.at(-1);
  return { problem: `${called} has no ${series.label}.`, nearest: [`${name}:${series.areas.at(-1)}:${latest}`] };
}

function problem({ problem: text, nearest }) {
  const links = nearest.map((key) => make("li", {}, make("a", { href: `#${key}` }, key)));
  return make("section", { class: "problem", role: "alert" },
    make("h2", {}, "No such number"),
    make("p", {}, text),
    links.length ? [make("p", {}, "The nearest:"), make("ul", {}, links)] : null);
}

/** The controls, which stay while numbers come and go. */
function started(panel) {
  const box = combobox.box({
    label: "Find a number",
    hint: "Hull residential cost, referrals, Kent",
    options,
    choose: (key) => views.go(`#${key}`),
  });
  const period = make("select", { id: "period", onchange: () => views.go(`#${period.value}`) });
  const body = make("div", { class: "body" });
  const status = make("p", { role: "status", class: "unseen" });
  panel.append(
    make("div", { class: "controls", role: "search" },
      box.element,
      make("div", { class: "box" }, make("label", { for: "period" }, "Period"), period)),
    status, body);
  return { box, period, body, status };
}

/**
 * What words mean: a series for the place that is shown, a place for the series that is shown, or both if the words name
 * both. A number is offered in the period that they name, else in its newest.
 * @param {string} text
 * @returns {combobox.Option[]}
 */
export function options(text) {
  const now = views.lookedAt() ?? { series: store.opens, area: store.ENGLAND };
  const period = PERIOD.exec(text)?.[0] ?? NEWEST;
  const words = search.words(text.replace(PERIOD, " "));
  if (!words.length) return [];
  const offered = [];
  const offer = ({ name }, { code }, label, detail) => offered.push({ value: `${name}:${code}:${period}`, label, detail });
  const here = store.areas.get(now.area);
  const shown = store.series.get(now.series);
  for (const { place } of store.found(words.join(" "), 5)) offer(shown, place, place.name, shown.label);
  for (let cut = 1; cut < words.length && offered.length < 12; cut += 1) {
    for (const [named, rest] of [[words.slice(0, cut), words.slice(cut)], [words.slice(-cut), words.slice(0, -cut)]]) {
      const areas = named.join(" ").length > 2 ? store.found(named.join(" "), 2) : [];
      for (const { place } of areas) {
        for (const entry of search.seriesOf(rest.join(" "), 8)) offer(entry, place, `${entry.label}, ${place.name}`, "");
      }
    }
  }
  for (const entry of search.seriesOf(words.join(" "))) offer(entry, here, entry.label, here.name);
  return [...new Map(offered.map((option) => [option.value, option])).values()].slice(0, 12);
}

function fill(row) {
  const { series, area } = row;
  const place = store.areas.get(area);
  const words = `${printed(row)} ${row.value === null ? "" : cells.unitWords(series.indicator)}`.trim();
  controls.box.set("");
  controls.period.replaceChildren(...series.of(area).map((other) => make("option", {
    value: store.key(other), selected: other.period === row.period,
  }, other.period)));
  controls.others = make("div");
  controls.body.replaceChildren(head(row, place), make("div", { class: "sections" },
    make("div", {}, aboutIt(row)), make("div", {}, around(row, place))));
  controls.status.textContent = `${series.label}, ${place.name}, ${row.period}: ${words}`;
  document.title = `${series.label}, ${place.name}, ${row.period}: Valuing Care`;
}

function head(row, place) {
  const { series } = row;
  const remarks = [reason(row), coverage(row), interval(row)].filter(Boolean);
  return make("header", { class: "head" },
    make("h2", {}, series.label),
    make("p", { class: "about" }, `${place.name}, ${row.period}`),
    make("p", { class: row.value === null ? "value missing" : "value" },
      make("strong", { id: "value" }, row.value === null ? "No value" : printed(row)),
      row.value === null ? null : make("span", {}, ` ${cells.unitWords(series.indicator)}`)),
    remarks.map((remark) => make("p", { class: "remark" }, `${remark}.`)),
    address(row));
}

function coverage({ covered, expected }) {
  return expected > 1 ? `Covers ${covered} of ${expected} councils` : "";
}

function interval(row) {
  if (!intervals.limits(row) || row.value === null) return "";
  const written = (level) => {
    const { lower, upper } = intervals.limits(row, level);
    return [lower, upper].map((limit) => printing.text(limit, row.series.indicator.unit)).join(" to ");
  };
  return `95% interval ${written("95")}; 99.8% interval ${written("998")}`;
}

/** What it is: its meaning, its working and its sources. */
function aboutIt(row) {
  const known = row.series.printed(row.area, row.period);
  return [
    section("What it means", make("p", {}, row.series.indicator.definition)),
    section("How it is worked out", working(row, known)),
    section("Where it comes from", origin(row, known)),
    known ? section("In the report", inReport(known)) : null,
  ];
}

/** What it may be compared with. */
function around(row, place) {
  return [
    section("Other periods", history(row, place)),
    controls.others,
    section("Other versions of the data", versions.part((lines) => versionsTable(row, lines), row)),
  ];
}

function section(title, ...content) {
  return make("section", {}, make("h3", {}, title), content);
}

function working(row, known) {
  const { indicator } = row.series;
  const { numerator, denominator } = row;
  const lines = indicator.formula
    ? [make("p", {}, indicator.formula)]
    : [make("p", {}, "It is derived, as its definition says, from:"), make("ul", {}, derivedFrom(row))];
  const per = store.units[indicator.unit].per;
  const ratio = numerator === null || denominator === null ? ""
    : `${printing.inFull(numerator)} ÷ ${printing.inFull(denominator)}${per ? ` × ${printing.inFull(per)}` : ""}`;
  const numbers = known?.working || ratio;
  const inFull = numerator === null ? "" : printing.inFull(numerator);
  const formula = (words) => make("p", { class: "formula" }, words);
  if (numbers && numbers !== printed(row)) return [...lines, formula(`${numbers} = ${printed(row)}`)];
  if (row.series.how === "numerator" && inFull !== printed(row)) return [...lines, formula(inFull)];
  return lines;
}

/** What a number is derived from: links to the same place and period, if the series has the same breakdown or none. */
function derivedFrom({ series: { indicator, breakdown }, area, period }) {
  return indicator.derivedFrom.map((name) => {
    const series = seriesLike(name, breakdown);
    const { label } = store.series.get(series) ?? store.indicators.get(name);
    return make("li", {}, series ? make("a", { href: `#${series}:${area}:${period}` }, label) : label);
  });
}

/** The name of the series of an indicator with a breakdown, else without one; undefined if there is neither. */
function seriesLike(name, breakdown) {
  return [`${name}[${breakdown}]`, name].find((other) => store.series.has(other));
}

function origin(row, known) {
  const sources = row.series.sources(row.period);
  return [
    known?.cells ? make("p", {}, `Cells: ${known.cells}.`) : null,
    make("p", {}, sources.length
      ? `Values of ${row.period} in this series rest on:`
      : "It has no source of its own: its definition says what it is made of."),
    make("ul", {}, sources.map((source) => make("li", {},
      isOfWeb(source.path) ? make("a", { href: source.path, rel: "noreferrer" }, source.title) : source.title,
      `, ${source.publisher}${source.published ? `, ${source.published}` : ""}`,
      source.kind === "compiled" ? " (compiled)" : source.file ? ` (${source.file})` : ""))),
    make("p", {}, "The cells of any number: ", make("code", {}, `valuing-care trace ${store.key(row)}`)),
  ];
}

/** Whether an address leads to a page of the web, and does nothing else. */
function isOfWeb(path) {
  return /^https?:\/\//.test(path);
}

function inReport({ anchor, places }) {
  const link = (id, text) => make("li", {}, make("a", { href: `${REPORT}#${id}` }, text));
  return make("ul", {},
    places.filter((id) => id in store.inReport).map((id) => link(id, store.inReport[id])),
    anchor ? link(anchor, "Its entry in “Where every number comes from”") : null);
}

/** The same in other definitions, for the place and period: those that it names, and those that name it. */
async function otherDefinitions(row) {
  const { indicator, breakdown } = row.series;
  const naming = [...store.indicators.values()].filter((other) => other.alternatives.includes(indicator.name));
  const names = new Set([...indicator.alternatives, ...naming.map((other) => other.name)]);
  const series = [...names].map((name) => seriesLike(name, breakdown)).filter(Boolean);
  const loaded = await Promise.all(series.map(store.load));
  return loaded.map((other) => other.row(row.area, row.period)).filter(Boolean);
}

function definitionsTable(row, others) {
  const lines = others.map((other) => [
    make("a", { href: `#${store.key(other)}` }, other.series.label),
    other.value === null ? `no value: ${reason(other)}` : printed(other),
    moved(row, other),
  ]);
  const heads = ["Definition", "Value", "Moved by"];
  return [section("Other definitions of the same", table("The number in other definitions", heads, lines, 2))];
}

function versionsTable(row, lines) {
  const rows = lines.map(({ data, row: other, from }) => [
    `${from ? "from " : ""}version ${data}${data === store.version.data ? " (this one)" : ""}`,
    other ? printed(other) : "not there",
    other ? moved(row, other) : "",
  ]);
  return table("The number in other versions of the data", ["Data", "Value", "Differs by"], rows, 2);
}

/** How far another definition moves a value: in percentage points for shares, else in per cent of it. */
function moved(row, other) {
  const { unit } = row.series.indicator;
  if (row.value === null || other.value === null || unit !== other.series.indicator.unit) return "";
  const sign = other.value > row.value ? "+" : "";
  if (store.units[unit].isPerCent) {
    return sign + printing.text(other.value - row.value, "percentage_points");
  }
  return row.value ? sign + printing.text(other.value / row.value - 1, "share") : "";
}

function history(row, place) {
  const rows = row.series.of(row.area);
  const hasRatio = rows.some((other) => other.denominator !== null);
  const remarks = rows.map((other) => [reason(other), coverage(other)].filter(Boolean).join(". "));
  const hasRemarks = remarks.some(Boolean);
  const chosen = (ratio, remark) => [...(hasRatio ? ratio : []), ...(hasRemarks ? [remark] : [])];
  const heads = ["Period", "Value", ...chosen(["Numerator", "Denominator"], "Remarks")];
  const amount = (value) => (value === null ? "–" : printing.inFull(value));
  const lines = rows.map((other, at) => [
    make("a", { class: "period", href: `#${store.key(other)}`, "aria-current": other === row && "true" }, other.period),
    printed(other),
    ...chosen([amount(other.numerator), amount(other.denominator)], remarks[at]),
  ]).reverse();
  const numbers = hasRatio ? 3 : 1;
  return [
    chart.history(rows, row, `${row.series.label}, ${place.name}`),
    table("The number in every period", heads, lines, numbers),
  ];
}

/** A table whose first column names its rows; so many columns after it hold numbers. */
function table(title, heads, lines, numbers) {
  const kind = (at) => (at < numbers ? "right" : null);
  return make("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": title },
    make("table", {},
      make("thead", {}, make("tr", {}, heads.map((head, at) => make("th", {
        scope: "col", class: at ? kind(at - 1) : null,
      }, head)))),
      make("tbody", {}, lines.map(([first, ...rest]) => make("tr", {},
        make("th", { scope: "row" }, first), rest.map((cell, at) => make("td", { class: kind(at) }, cell)))))));
}

function address(row) {
  const key = store.key(row);
  const field = make("input", {
    type: "text", readonly: true, value: key, "aria-label": "Address of this number", id: "address",
  });
  const done = make("span", { role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      done.textContent = "Copied.";
    } catch {
      field.focus();
      field.select();
      done.textContent = "Selected: copy it from here.";
    }
  };
  return make("p", { class: "address" }, field, make("button", { onclick: copy }, "Copy the link"), done);
}
