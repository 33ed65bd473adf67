// The table beside a chart: the same values, to read, to sort and to hear.
import * as page from "./page.js";

/**
 * @typedef {Object} Column
 * @property {string} heading
 * @property {string} [unit] below the heading
 * @property {boolean} [right] whether it holds figures
 */
/**
 * @typedef {Object} TwinCell
 * @property {string} text
 * @property {number|string|null} [value] what it is sorted by; null comes last. Its text if there is none.
 * @property {string} [reason] why there is no figure
 * @property {string} [note] what is remarked of a figure
 * @property {string} [href] where its figure leads
 */

// Rows by their cells, so that a table whose order changes draws none of them again.
const drawn = new WeakMap();

/**
 * A table with a caption, whose headings sort it. The first cell of a row is its heading.
 * @param {string} caption
 * @param {Column[]} columns
 * @param {TwinCell[][]} rows
 * @param {{column: number, descending: boolean, choose: (column: number) => void}} [order] if the caller sorts
 * @returns {HTMLElement}
 */
export function table(caption, columns, rows, order) {
  let at = order?.column ?? -1;
  let descending = order?.descending ?? false;
  const body = page.make("tbody", {}, rows.map(rowOf));
  const pairs = rows.map((cells, position) => ({ cells, element: body.rows[position] }));
  const sort = (column) => {
    descending = at === column && !descending;
    at = column;
    pairs.sort((one, other) => compared(valueOf(one.cells[column]), valueOf(other.cells[column]), descending));
    body.append(...pairs.map(({ element }) => element));
    mark();
  };
  const headers = columns.map((column, position) =>
    page.make(
      "th",
      { scope: "col", class: column.right ? "right" : null },
      page.make(
        "button",
        { type: "button", onclick: () => (order ? order.choose(position) : sort(position)) },
        column.heading,
        column.unit ? page.make("span", { class: "unit" }, ` ${column.unit}`) : null,
      ),
    ),
  );
  const mark = () =>
    headers.forEach((header, position) => {
      if (position === at) header.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    });
  mark();
  return page.make(
    "div",
    { class: "scroll", role: "region", "aria-label": caption, tabindex: 0 },
    page.make(
      "table",
      { class: "data sortable" },
      page.make("caption", {}, caption),
      page.make("thead", {}, page.make("tr", {}, headers)),
      body,
    ),
  );

  function rowOf(cells) {
    if (!drawn.has(cells)) drawn.set(cells, newRow(cells));
    return drawn.get(cells);
  }

  function newRow(cells) {
    return page.make(
      "tr",
      {},
      cells.map((cell, position) => {
        const figure = columns[position].right;
        const shown = cell.href ? page.make("a", { class: "number", href: cell.href }, cell.text) : cell.text;
        const reason = cell.reason ? page.make("span", { class: "unseen" }, ` ${cell.reason}`) : null;
        const attributes = { class: figure ? "right" : null, title: cell.reason || cell.note || null };
        return position === 0 ? page.make("th", { scope: "row" }, shown) : page.make("td", attributes, shown, reason);
      }),
    );
  }
}

function valueOf(cell) {
  return cell.value === undefined ? cell.text : cell.value;
}

/** The order of two values: missing ones last, whichever way the others go. */
export function compared(one, other, descending) {
  if (one === null || other === null) return (one === null) - (other === null);
  const way = descending ? -1 : 1;
  return way * (typeof one === "string" ? one.localeCompare(other, "en-GB", { numeric: true }) : one - other);
}
