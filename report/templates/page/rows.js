// The row of the chosen council in every table of councils: marked, and in a long table repeated on top.
import * as page from "../script/page.js";
import * as area from "./area.js";
import * as places from "./places.js";

const LONG = 20; // rows, above which a table scrolls in itself
/** @type {Map<string, HTMLTableRowElement[]>} */
let rows = null;

function byHeading() {
  const found = new Map();
  for (const heading of document.querySelectorAll("table.data tbody th")) {
    const name = heading.textContent;
    found.set(name, [...(found.get(name) ?? []), heading.parentElement]);
  }
  return found;
}

// A repeated row stays below the head of its table, whose height changes with the size of text.
const heights = new ResizeObserver((entries) => {
  for (const { target } of entries) target.parentElement.style.setProperty("--head", `${target.offsetHeight}px`);
});

function repeat(row) {
  const copy = row.cloneNode(true);
  copy.classList.add("pinned");
  copy.cells[0].prepend(page.make("span", { class: "unseen" }, "Your council, repeated from its place below: "));
  row.parentElement.prepend(copy);
  heights.observe(row.closest("table").tHead);
}

function show(code) {
  heights.disconnect();
  for (const row of document.querySelectorAll("tr.pinned")) row.remove();
  for (const row of document.querySelectorAll("tr.own")) row.classList.remove("own");
  if (!code) return;
  rows ??= byHeading();
  for (const row of rows.get(places.all.get(code).name) ?? []) {
    row.classList.add("own");
    if (row.parentElement.rows.length > LONG) repeat(row);
  }
}

area.subscribe(show);
