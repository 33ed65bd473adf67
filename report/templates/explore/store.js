// What the page knows: definitions, places and sources at once, and the values of a series when somebody asks for them.
// Values are never missing without a reason, and a value that is missing is null, never zero.
import * as names from "../script/names.js";
import * as unpack from "../script/unpack.js";

/**
 * @typedef {Object} Unit
 * @property {string} heading what heads a column of such values: "per 10,000 children"
 * @property {boolean} isPerCent whether values are shares, 0 to 1, printed as per cent
 * @property {boolean} isScaled whether large amounts are printed in millions
 */
/**
 * @typedef {Object} Indicator
 * @property {string} name its name in keys
 * @property {string} label
 * @property {string} unit the name of its unit
 * @property {string} definition
 * @property {boolean} counted whether it is made of counts, so that its values have intervals
 * @property {string[]} alternatives the names of indicators that define the same thing in another way
 * @property {string[]} derivedFrom the names of the indicators that it is derived from, if it has no formula
 * @property {string} formula its formula in words, "" if it is derived from other indicators
 */
/**
 * @typedef {Object} Area
 * @property {string} code
 * @property {string} name
 * @property {"country"|"region"|"subregion"|"class"|"group"|"authority"} level
 * @property {string} region the code of its region, "" if it is no council; so is class: SC, UA, MD or LB
 * @property {boolean} county whether it is in the county group
 * @property {string} opened the first day of a council that was formed since the first figures, else ""
 * @property {string} closed the last day of a council that was abolished, else ""
 * @property {string[]} names other names that people use, in small letters
 * @property {string[]} neighbours the codes of its statistical neighbours, the closest first
 */
/**
 * @typedef {Object} Entry what is known of a series before its values are read
 * @property {string} name "budget_gbp[fire]", as keys write it
 * @property {Indicator} indicator
 * @property {string} breakdown "" if there is none
 * @property {string} label with the breakdown
 * @property {number} printed how many of its values the report prints
 */
/**
 * @typedef {Object} Row one value of a series
 * @property {Series} series
 * @property {string} area the code of the place
 * @property {string} period
 * @property {number|null} value null if it is missing: note then says why
 * @property {number|null} numerator
 * @property {number|null} denominator
 * @property {number|null} covered how many councils it covers
 * @property {number|null} expected of how many
 * @property {string} note
 */
/**
 * @typedef {Object} Series the values of an entry
 * @property {string} name
 * @property {Indicator} indicator
 * @property {string} breakdown
 * @property {string} label
 * @property {"numerator"|"ratio"|"own"} how what its values are: their numerators, numerator over denominator, or neither
 * @property {string[]} areas the codes of the places that it has, in their order
 * @property {string[]} periods in their order
 * @property {(area: string, period: string) => Row|undefined} row undefined if there is no such row
 * @property {(area: string) => Row[]} of the rows of a place, in the order of periods
 * @property {(period: string) => Source[]} sources the releases that the values of a period rest on
 * @property {(area: string, period: string) => Printed|undefined} printed what the report prints of a value
 */
/**
 * @typedef {Object} Source
 * @property {string} id
 * @property {string} publisher
 * @property {string} title
 * @property {string} path the page of the release
 * @property {string} file "" if no file is held
 * @property {string} published
 * @property {"official file"|"compiled"} kind
 */
/**
 * @typedef {Object} Printed
 * @property {string} anchor its entry in the annex of the report, "" if it has none
 * @property {string[]} places the ids of the chapters, charts and tables that print it
 * @property {string} working its formula with the numbers in it
 * @property {string} cells the cells of the published files
 */

const index = JSON.parse(document.getElementById("index").textContent);

/** @type {Object<string, Unit>} */
export const units = index.units;
/** @type {Object<string, number>} standard deviations from the middle to the limits of an interval, by its level */
export const levels = index.levels;
/** @type {Map<string, Indicator>} by name, in the order of subjects */
export const indicators = new Map(index.indicators.map((indicator) => [indicator.name, indicator]));
/** @type {Map<string, Area>} by code, councils of the past included */
export const areas = new Map(index.areas.map((area) => [area.code, area]));
/** Places by what people call them: see names.finder. */
export const found = names.finder(areas.values());
/** @type {Object<string, [number, number]>} the column and the row of each of today's councils on the map of hexagons, by its code */
export const hexagons = index.hexagons;
const located = locate(index);
/** @type {Map<string, Entry>} every series by its name, in the order of subjects */
export const series = new Map([...located].map(([name, { entry }]) => [name, entry]));
/** The name of the series that the page opens with. */
export const opens = index.opens;
/** @type {Object<string, string>} what chapters, charts and tables of the report are called, by their ids */
export const inReport = index.report;
/** @type {{code: string, data: string}} the versions of the code and of the data */
export const version = { code: index.version, data: index.data };
export const ENGLAND = "E92000001";

// The promise of each series that somebody asked for.
const loaded = new Map();

/**
 * The values of a series; they are read once.
 * @param {string} name as keys write it; one of `series`
 * @returns {Promise<Series>}
 */
export function load(name) {
  if (!loaded.has(name)) loaded.set(name, read(index, located.get(name), held));
  return loaded.get(name);
}

/**
 * What a headline number was in the versions of the data that were accepted, from the newest on.
 * @param {Row} row
 * @returns {Array<{data: string, row: Row, from: true}>} none if it is no headline number
 */
export function accepted(row) {
  return (index.accepted[key(row)] ?? []).map(([data, value]) => ({ data, row: { ...row, value }, from: true }));
}

/**
 * The page of another version of the data, from its text.
 * @param {string} text
 * @returns {{data: string, load: (name: string) => Promise<Series|null>}|null} null if the text is no such page; the
 *   series is null if that version does not have it
 */
export function versionIn(text) {
  // A document that runs nothing and shows nothing.
  const other = new DOMParser().parseFromString(text, "text/html");
  const holders = other.getElementsByClassName("values");
  try {
    const known = JSON.parse(other.getElementById("index").textContent);
    if (known.format !== index.format) return null;
    const places = locate(known);
    return {
      data: known.data,
      load: async (name) => (places.has(name) ? read(known, places.get(name), (at) => holders[at].textContent) : null),
    };
  } catch {
    return null;
  }
}

/**
 * The key of a value: what its address is, and what `valuing-care trace` takes.
 * @param {Row} row
 */
export function key({ series: { name }, area, period }) {
  return `${name}:${area}:${period}`;
}

/**
 * The code of the place that a code of any date leads to, or what a person calls it.
 * @param {string} text
 * @returns {string|undefined}
 */
export function areaOf(text) {
  const wanted = text.trim();
  const code = wanted.toUpperCase();
  if (areas.has(code)) return code;
  const [likeliest] = found(wanted, 1);
  return index.codes[wanted] ?? index.codes[code] ?? (likeliest?.isName ? likeliest.place.code : undefined);
}

/**
 * A number to the nine decimals that a file of indicators has; halves go to the even neighbour there, and so here.
 * @param {number} value
 */
export function rounded(value) {
  const scaled = value * 1e9;
  return (Math.abs(scaled % 1) === 0.5 ? 2 * Math.round(scaled / 2) : Math.round(scaled)) / 1e9;
}

/** Every series by its name, with where its text lies in its page: the element, the first letter and the length. */
function locate({ indicators: known, series: listed }) {
  return new Map(listed.map(([at, breakdown, label, printed, ...block]) => {
    const indicator = known[at];
    const name = breakdown ? `${indicator.name}[${breakdown}]` : indicator.name;
    return [name, { entry: { name, indicator, breakdown, label, printed }, block }];
  }));
}

async function read(known, { entry, block: [holder, start, length] }, textOf) {
  const text = (await textOf(holder)).slice(start, start + length);
  return decoded(known, entry, JSON.parse(await unpack.inflated(unpack.bytes(text))));
}

/** The text of an element that holds blocks: it is whole once the next one is there, or the end of the page. */
function held(at) {
  return new Promise((resolve) => {
    const holders = document.getElementsByClassName("values");
    const look = () => {
      if (document.readyState === "loading" && holders.length < at + 2) return;
      arrivals.disconnect();
      resolve(holders[at].textContent);
    };
    const arrivals = new MutationObserver(look);
    arrivals.observe(document.body, { childList: true });
    document.addEventListener("DOMContentLoaded", look, { once: true });
    look();
  });
}

/** The series of a block: report/page/series.py says how it is laid out. */
function decoded(known, entry, block) {
  const codes = block.areas.map((at) => known.listed[at]);
  const periods = block.periods.map((at) => known.periods[at]);
  const width = periods.length;
  const absent = new Set(block.absent);
  // By cell: which of the values of the block it has.
  const stored = [];
  let count = 0;
  for (let cell = 0; cell < codes.length * width; cell += 1) {
    if (!absent.has(cell)) {
      stored[cell] = count;
      count += 1;
    }
  }
  const found = { ...entry, how: block.how, areas: codes, periods };
  const per = known.units[entry.indicator.unit].per || 1;
  const column = (name) => (at) => (Array.isArray(block[name]) ? block[name][at] : block[name]);
  const [numerator, denominator, own, covered, expected, notes] =
    ["numerator", "denominator", "value", "covered", "expected", "notes"].map(column);
  const across = new Map(periods.map((period, x) => [period, x]));
  const down = new Map(codes.map((code, y) => [code, y]));
  // By cell: a row is made when somebody asks for it, since most are never asked for.
  const rows = new Map();

  function row(area, period) {
    const cell = down.get(area) * width + across.get(period);
    const at = stored[cell];
    if (at !== undefined && !rows.has(cell)) {
      const [above, below] = [numerator(at), denominator(at)];
      rows.set(cell, {
        series: found,
        area,
        period,
        value: block.how === "own" ? own(at) : block.how === "ratio" ? ratio(above, below, per) : above,
        numerator: above,
        denominator: below,
        covered: covered(at),
        expected: expected(at),
        note: known.notes[notes(at)],
      });
    }
    return rows.get(cell);
  }

  return Object.assign(found, {
    row,
    of: (area) => periods.map((period) => row(area, period)).filter(Boolean),
    sources: (period) => (block.sources[known.periods.indexOf(period)] ?? []).map((id) => known.sources[id]),
    printed: (area, period) => block.printed[`${area}:${period}`],
  });
}

/** A ratio to the decimals that a file of indicators has; none if what it is of is not above zero. */
function ratio(above, below, per) {
  if (above === null || below === null || below <= 0) return null;
  return rounded((per * above) / below);
}
