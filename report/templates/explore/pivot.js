// A table of one's own: what goes down, what goes across, in which order, and which rows are shown.

export const DIMENSIONS = ["place", "indicator", "period"];

/**
 * The grid of a table. Every combination of what goes down is a row; every member of what goes across is a column.
 *
 * @param {{place: Member[], indicator: Member[], period: Member[]}} members - each ``{id, label}``
 * @param {string} across - the dimension of the columns
 * @param {string} first - the dimension that rows begin with; the third follows it
 * @param {(key: {place: string, indicator: string, period: string}) => Cell} cellOf - a cell is ``{value, text}``: a
 *   number and how it is printed, or null and the reason why there is none
 * @returns {{down: string[], columns: Member[], rows: {key: string, labels: string[], cells: Cell[]}[]}}
 */
export function grid(members, across, first, cellOf) {
  const down = [first, ...DIMENSIONS.filter((dimension) => dimension !== across && dimension !== first)];
  const rows = [];
  for (const outer of members[down[0]]) {
    for (const inner of members[down[1]]) {
      const cells = members[across].map((column) =>
        cellOf({ [down[0]]: outer.id, [down[1]]: inner.id, [across]: column.id }),
      );
      rows.push({ ids: [outer.id, inner.id], labels: [outer.label, inner.label], cells });
    }
  }
  return { down, columns: members[across], rows };
}

/** What shows which rows: all, those with a value, or those that lack one. */
export const SHOWN = {
  all: () => true,
  held: (row) => row.cells.some(({ value }) => value !== null),
  lacking: (row) => row.cells.some(({ value }) => value === null),
};

/** The rows whose labels have every word of a text, of those that ``shown`` names. */
export function filtered(rows, text, shown) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const labels = row.labels.join(" ").toLowerCase();
    return words.every((word) => labels.includes(word)) && (SHOWN[shown] ?? SHOWN.all)(row);
  });
}

/**
 * The rows by a column, counted from 0 with labels first. Missing values come last, whichever way the others go; equal
 * ones keep their order.
 */
export function sorted(rows, column, descending) {
  const labels = rows[0]?.labels.length ?? 0;
  const valueOf = (row) => (column < labels ? row.labels[column] : (row.cells[column - labels]?.value ?? null));
  const way = descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [left, right] = [valueOf(one), valueOf(other)];
    if (left === null || right === null) return (left === null) - (right === null);
    return way * (typeof left === "string" ? left.localeCompare(right, "en-GB", { numeric: true }) : left - right);
  });
}
