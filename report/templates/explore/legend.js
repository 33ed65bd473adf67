// The legend of a chart.
import * as page from "../script/page.js";

/**
 * A legend, a mark with its words in each line.
 * @param {[SVGElement, string][]} entries
 */
export function legend(...entries) {
  return page.make("ul", { class: "legend", "aria-label": "Legend" }, entries.map(([mark, words]) => (
    page.make("li", {}, page.draw("svg", { class: "sample", "aria-hidden": "true" }, mark), words))));
}
