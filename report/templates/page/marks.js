// What the marks of the charts stand for, and where they are: as report/page/marks.py wrote them, in columns.
import * as unpack from "../script/unpack.js";

/**
 * @typedef {Object} Mark
 * @property {string} row the line, bar or group of the chart that it belongs to
 * @property {string} code the GSS code of its place, "" if it has none
 * @property {string} place
 * @property {string} period
 * @property {string} value as printed
 * @property {string} unit the words that follow it
 * @property {string} note how many councils it covers, or what else a reader must know
 * @property {string} key the address of the value, "" if it is computed for the chart
 * @property {{wide: number[], narrow: number[]}} at its place in each drawing, from the left and the top, in points
 */

/**
 * @typedef {Object} Chart
 * @property {string} id
 * @property {Mark[]} marks
 * @property {Map<string, string>} absent the codes of councils without a mark, and why
 */

/**
 * Every chart of the page that has marks.
 * @returns {Promise<Chart[]>}
 */
export async function charts() {
  const held = await unpack.block("marks");
  return Object.entries(held.charts ?? {}).map(([id, columns]) => ({
    id,
    marks: columns.values.map((value, number) => mark(held, columns, value, number)),
    absent: new Map((columns.absent ?? []).map(([place, reason]) => [held.places[place][0], held.words[reason]])),
  }));
}

/** @returns {Mark} */
function mark(held, columns, value, number) {
  const word = (name) => held.words[at(columns[name], number)];
  const [code, place] = held.places[at(columns.place, number)];
  const [series, period] = [word("series"), word("period")];
  return {
    row: word("row"),
    code,
    place,
    period,
    value,
    unit: word("unit"),
    note: word("note"),
    key: series && `${series}:${code}:${period}`,
    at: { wide: point(columns.wide, number), narrow: point(columns.narrow, number) },
  };
}

/** A column has a number for each mark, or one for all. */
function at(column, number) {
  return Array.isArray(column) ? column[number] : column;
}

function point(column, number) {
  return [column[2 * number] / 10, column[2 * number + 1] / 10];
}

/**
 * What a mark stands for, said once: a bar that is a place is not named twice.
 * @param {Mark} mark
 * @returns {string}
 */
export function named(mark) {
  return [...new Set([mark.place, mark.row, mark.period])].filter(Boolean).join(", ");
}

/**
 * Where the explorer, which lies beside the page if it was built, shows the value of a mark; "" if it is no value of it.
 * @param {Mark} mark
 * @returns {string}
 */
export function address(mark) {
  return mark.key && `explore.html#${encodeURI(mark.key)}`;
}

/**
 * The marks of a chart in rows, from the left.
 * @param {Chart} chart
 * @returns {Mark[][]}
 */
export function rows(chart) {
  const found = new Map();
  for (const one of chart.marks) found.set(one.row, [...(found.get(one.row) ?? []), one]);
  return [...found.values()].map((row) => row.sort((one, other) => one.at.wide[0] - other.at.wide[0]));
}
