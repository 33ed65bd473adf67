// The table beside a chart: the same values, to read, to sort and to hear.
import * as page from "../script/page.js";

const { make } = page;

/**
 * @typedef {Object} Column
 * @property {string} heading
 * @property {string} [unit] below the heading
 * @property {boolean} [right] whether it holds figures
 */
/**
 * @typedef {string|Object} TwinCell a text, or a cell (see cells.js)
 * @property {string} text
 * @property {number|null} value what it is sorted by; null comes last
 * @property {string} [reason] why there is no figure
 * @property {string} [note] what is remarked of a figure
 * @property {string} [key] the address that its figure leads to
 */

// Rows by their cells, so that a table whose order changes draws none of them again.
const drawn = new WeakMap();

/**
 * A table with a caption, whose headings sort it. The first cell of a row is its heading, a text.
 * @param {string} caption
 * @param {Column[]} columns
 * @param {TwinCell[][]} rows
 * @param {{column: number, descending: boolean, choose: (column: number) => void}} [order] if the caller sorts
 * @returns {{element: HTMLElement, fill: (rows: TwinCell[][]) => void}} fill gives it other rows
 */
export function table(caption, columns, rows, order) {
  let shown = rows;
  let at = order?.column ?? -1;
  let descending = order?.descending ?? false;
  const body = make("tbody");
  const fill = (wanted) => {
    shown = wanted;
    const elements = shown.map(rowOf);
    // Rows that stay are left alone, so that the browser need not lay them out again.
    for (const row of [...body.rows]) if (!elements.includes(row)) row.remove();
    elements.forEach((row, at) => row === body.rows[at] || body.insertBefore(row, body.rows[at] ?? null));
  };
  const sort = (column) => {
    descending = at === column && !descending;
    at = column;
    fill([...shown].sort((one, other) => compared(valueOf(one[column]), valueOf(other[column]), descending)));
    mark();
  };
  const headers = columns.map(({ heading, unit, right }, position) => (
    make("th", { scope: "col", class: right && "right" },
      make("button", { onclick: () => (order ? order.choose(position) : sort(position)) },
        heading, unit ? make("span", { class: "unit" }, ` ${unit}`) : null))));
  const mark = () => headers.forEach((header, position) => {
    header.ariaSort = position !== at ? null : descending ? "descending" : "ascending";
  });
  mark();
  fill(rows);
  const element = make("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: 0 },
    make("table", { class: "data sortable" },
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, headers)),
      body));
  return { element, fill };

  function rowOf(cells) {
    if (!drawn.has(cells)) drawn.set(cells, newRow(cells));
    return drawn.get(cells);
  }

  function newRow(cells) {
    return make("tr", {}, cells.map((cell, position) => {
      if (position === 0) return make("th", { scope: "row" }, cell);
      const { text, key, reason, note } = typeof cell === "string" ? { text: cell } : cell;
      return make("td", { class: columns[position].right && "right", title: reason || note || null },
        key ? make("a", { class: "number", href: `#${key}` }, text) : text,
        reason ? make("span", { class: "unseen" }, ` ${reason}`) : null);
    }));
  }
}

function valueOf(cell) {
  return typeof cell === "string" ? cell : cell.value;
}

/** The order of two values: missing ones last, whichever way the others go. */
export function compared(one, other, descending) {
  if (one === null || other === null) return (one === null) - (other === null);
  const way = descending ? -1 : 1;
  return way * (typeof one === "string" ? one.localeCompare(other, "en-GB", { numeric: true }) : one - other);
}
