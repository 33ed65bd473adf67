// The same number in other versions of the data: those of a headline number that were accepted, and any other as an
// explore.html of its own, which a reader opens from beside this one. It is read here, and nothing of it runs.
import * as page from "../script/page.js";
import * as store from "./store.js";

// The versions that the reader has opened, by their data.
const opened = new Map();
let fault = "";

/**
 * The part of the page that opens another version, and says what a number is in those that are open.
 * @param {(lines: Array<{data: string, row: store.Row|undefined, from?: true}>) => HTMLElement} table
 * @param {store.Row} row
 * @returns {HTMLElement}
 */
export function part(table, row) {
  const element = page.make("div");
  const choose = page.make("input", { type: "file", accept: ".html,text/html", id: "another-version", onchange: add });
  const status = page.make("p", { role: "status" });
  element.append(
    page.make("p", {}, page.make("label", { for: choose.id }, "Open the explore.html of another version: "), choose), status);

  async function add() {
    const found = store.versionIn(await choose.files[0].text());
    fault = found ? "" : `${choose.files[0].name} is not a page of this kind.`;
    if (found) opened.set(found.data, found);
    await show();
  }

  async function show() {
    const others = await Promise.all([...opened.values()].map(async ({ data, load }) => (
      { data, row: (await load(row.series.name))?.row(row.area, row.period) })));
    const lines = [...store.accepted(row), ...others];
    status.textContent = fault;
    if (lines.length) element.replaceChildren(table(lines), ...element.querySelectorAll(":scope > p"));
  }

  show();
  return element;
}
