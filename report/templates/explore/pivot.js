// A table of one's own: what goes down, what goes across, which rows are shown, and in which order.
import * as names from "../script/names.js";
import * as twin from "./twin.js";

export const DIMENSIONS = { place: "Place", indicator: "Indicator", period: "Period" };

/** What shows which rows: all, those with a value, or those that lack one. */
const SHOWN = {
  all: () => true,
  held: (row) => row.cells.some(({ value }) => value !== null),
  lacking: (row) => row.cells.some(({ value }) => value === null),
};

/**
 * The grid of a table: a row for each combination of what goes down, a column for each member of what goes across.
 * @param {Object<string, {id: string, label: string}[]>} members by dimension
 * @param {string} across the dimension of the columns
 * @param {string} first the dimension that rows begin with; the third one follows
 * @param {(key: Object<string, string>) => Object} cellOf the cell of a place, an indicator and a period
 * @returns {{down: string[], columns: Object[], rows: {labels: string[], keys: Object[], cells: Object[]}[]}}
 */
export function grid(members, across, first, cellOf) {
  const rest = Object.keys(DIMENSIONS).filter((dimension) => dimension !== across);
  const down = [...rest.filter((dimension) => dimension === first), ...rest.filter((dimension) => dimension !== first)];
  const columns = members[across];
  const rows = members[down[0]].flatMap((outer) =>
    members[down[1]].map((inner) => {
      const keys = columns.map(({ id }) => ({ [down[0]]: outer.id, [down[1]]: inner.id, [across]: id }));
      return { labels: [outer.label, inner.label], keys, cells: keys.map(cellOf) };
    }),
  );
  return { down, columns, rows };
}

/** The rows whose labels have every word of a text, of those that ``shown`` names. */
export function filtered(rows, text, shown) {
  const words = names.plain(text).split(" ");
  return rows.filter((row) => {
    row.words ??= names.plain(row.labels.join(" "));
    return words.every((word) => row.words.includes(word)) && SHOWN[shown](row);
  });
}

/** The rows in the order of a column, counted from 0 with labels first. Missing values come last either way. */
export function sorted(rows, column, descending) {
  const valueOf = ({ labels, cells }) =>
    column < labels.length ? labels[column] : (cells[column - labels.length]?.value ?? null);
  return [...rows].sort((one, other) => twin.compared(valueOf(one), valueOf(other), descending));
}
