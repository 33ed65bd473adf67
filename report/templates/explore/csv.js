// A table as CSV.

const COMPUTED = /^[=+\-@\t\r](?![\d.,£]+%?$)/;

/** A text, after an apostrophe if a spreadsheet would compute it. */
export function escapeFormula(text) {
  return COMPUTED.test(text) ? `'${text}` : text;
}

/**
 * Rows of cells as CSV in UTF-8, whose first character tells spreadsheets so. Numbers have all their decimals.
 *
 * @param {(string|number)[][]} rows
 * @returns {string}
 */
export function csvText(rows) {
  const written = (cell) => {
    if (typeof cell === "number") return String(cell);
    const safe = escapeFormula(cell);
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return "\ufeff" + rows.map((row) => row.map(written).join(",") + "\n").join("");
}
