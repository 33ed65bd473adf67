// A value as a cell: how it is printed, or a symbol and the reason why there is none. A missing value is never zero.
import * as store from "./store.js";
import * as printing from "./printing.js";

// The symbols of the report's spreadsheets (report/formats/spreadsheets/workbook.py), by what a note says.
const SYMBOLS = [
  ["suppressed", "[c]"],
  ["rounds to zero but is not zero", "[low]"],
  ["unreliable", "[u]"],
  ["not available", "[x]"],
  ["not held", "[x]"],
];
const MEANINGS = {
  "[c]": "confidential",
  "[low]": "rounds to zero but is not zero",
  "[u]": "unreliable",
  "[x]": "not available",
  "[z]": "not applicable",
};

/**
 * @typedef {Object} Cell
 * @property {number|null} value
 * @property {string} text as printed, or the symbol of a missing value
 * @property {string} reason why the value is missing, "" if it is not
 * @property {string} note what is remarked of a value that there is
 * @property {string} key the address of the value, "" if there is no such row
 */

/**
 * The cell of a place in a period.
 * @param {store.Series} series
 * @returns {Cell}
 */
export function cell(series, area, period) {
  const row = series.row(area, period);
  if (!row) {
    return { value: null, text: "[z]", reason: absence(series, area, period), note: "", key: "" };
  }
  const key = store.key(row);
  if (row.value === null) {
    const reason = row.note || "no reason is noted";
    return { value: null, text: symbol(reason), reason, note: "", key };
  }
  return { value: row.value, text: printing.text(row.value, series.indicator.unit), reason: "", note: row.note, key };
}

/** Why a series has no row of a place in a period. */
function absence(series, area, period) {
  if (!series.periods.includes(period)) return "the indicator has no such period";
  const { opened, closed } = store.areas.get(area);
  const end = `${endingYear(period)}-03-31`;
  if (opened > end) return "the council had not been formed";
  if (closed && closed < end) return "the council had been abolished";
  return "the indicator is not computed for this place in this period";
}

/** The year that a period ends in: 2025 of both 2025 and 2024-25. */
export function endingYear(period) {
  return period.includes("-") ? String(Number(period.slice(0, 4)) + 1) : period;
}

/** The symbol of a value that is missing for a reason. */
export function symbol(reason) {
  return SYMBOLS.find(([words]) => reason.includes(words))?.[1] ?? "[z]";
}

/** What a symbol means. */
export function meaning(text) {
  return MEANINGS[text];
}

/** A unit in words, to follow a number that has its sign: "per week" after "£885", nothing after a mere number. */
export function unitWords(indicator) {
  return store.units[indicator.unit].heading.replace(/^([£%]\s*|number$)/, "");
}

/** A cell in words: "71.2 per 10,000 children", or "no value: not held". */
export function inWords(found, indicator) {
  if (found.value === null) return `no value: ${found.reason}`;
  const unit = unitWords(indicator);
  return unit ? `${found.text} ${unit}` : found.text;
}

/** Texts, each once with how often it is there; the commonest first. */
export function counted(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}
