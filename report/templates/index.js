// Searching and sorting the index. Without this script the table is whole, in the order of kinds and names.
"use strict";
const table = document.querySelector("table.sortable");
const body = table.tBodies[0];
const rows = Array.from(body.rows);
const headers = Array.from(table.tHead.rows[0].cells);

const search = document.getElementById("search");
const found = document.getElementById("found");
const plain = (text) => text.toLowerCase().replace(/&/g, "and").replace(/[’'.,-]/g, " ").replace(/\s+/g, " ").trim();
const words = new Map(rows.map((row) => [row, plain(Array.from(row.cells).slice(0, 3).map((cell) => cell.textContent).join(" "))]));
search.closest("p").hidden = false;
search.addEventListener("input", () => {
  const wanted = plain(search.value).split(" ");
  for (const row of rows) row.hidden = !wanted.every((word) => words.get(row).includes(word));
  const left = rows.filter((row) => !row.hidden).length;
  found.textContent = search.value ? `${left} of ${rows.length} places` : "";
});

// A value that is missing comes last, whichever way the others are sorted.
const value = (row, column) => {
  const cell = row.cells[column];
  if (cell.classList.contains("right")) return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
  return cell.textContent.trim().toLowerCase() || null;
};
const compare = (one, other) => (typeof one === "number" ? one - other : one.localeCompare(other, "en-GB"));
const sort = (column) => {
  const down = headers[column].getAttribute("aria-sort") === "ascending";
  for (const header of headers) header.removeAttribute("aria-sort");
  headers[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const held = rows.filter((row) => value(row, column) !== null);
  const missing = rows.filter((row) => value(row, column) === null);
  held.sort((one, other) => compare(value(one, column), value(other, column)) * (down ? -1 : 1));
  body.append(...held, ...missing);
};
headers.slice(0, -1).forEach((header, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...header.childNodes);
  header.append(button);
  button.addEventListener("click", () => sort(column));
});
