// The small chart of a number over time. A period without a value is a gap in the line, and no mark.
import * as page from "../script/page.js";
import * as printing from "./printing.js";

const HEIGHT = 220;
const [SIDE, TOP, BOTTOM] = [12, 28, 26];

/**
 * A line over the periods of a place, the number that is looked at marked and named.
 * @param {store.Row[]} rows in the order of periods
 * @param {store.Row} row
 * @param {string} label what the chart shows
 * @returns {HTMLElement|null} null if there are not two values to draw
 */
export function history(rows, row, label) {
  const held = rows.filter(({ value }) => value !== null);
  if (held.length < 2) return null;
  const [first, last] = [held[0], held.at(-1)];
  // In which letters keep their size.
  const width = innerWidth < 640 ? 340 : 640;
  const years = yearOf(rows.at(-1)) - yearOf(rows[0]) || 1;
  const values = held.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (other) => SIDE + ((width - 2 * SIDE) * (yearOf(other) - yearOf(rows[0]))) / years;
  const y = (value) => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / (high - low || 1);
  const text = ({ value }) => printing.text(value, row.series.indicator.unit);
  const isClear = (end) => end !== row && (row.value === null || Math.abs(x(end) - x(row)) > 110);
  const named = [...[first, last].filter(isClear), row].filter(({ value }) => value !== null);
  const words = (other, properties, content) => {
    const [anchor, shift] = x(other) < 60 ? ["start", -6] : x(other) > width - 60 ? ["end", 6] : ["middle", 0];
    return page.draw("text", { x: x(other) + shift, "text-anchor": anchor, ...properties }, content);
  };
  const summary = `${label}: ${text(first)} in ${first.period}, ${text(last)} in ${last.period}.`;
  const drawing = { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": summary };
  return page.make("figure", { class: "history" }, page.draw("svg", drawing,
    page.draw("line", { class: "base", x1: 0, x2: width, y1: y(0), y2: y(0) }),
    page.draw("path", { class: "line", d: path(rows, x, y) }),
    held.map((other) => page.draw("circle", {
      class: other === row ? "mark chosen" : "mark", r: other === row ? 6 : 3, cx: x(other), cy: y(other.value),
    })),
    named.map((other) => words(other, { class: other === row && "chosen", y: y(other.value) - 12 }, text(other))),
    [rows[0], rows.at(-1)].map((end) => words(end, { class: "period", y: HEIGHT - 4 }, end.period))));
}

/** The line through the values of years that follow each other; it begins anew after a year without one. */
function path(rows, x, y) {
  const follows = (row, before) => before && before.value !== null && yearOf(row) - yearOf(before) === 1;
  return rows.map((row, at) => (
    row.value === null ? "" : `${follows(row, rows[at - 1]) ? "L" : "M"}${x(row).toFixed(1)} ${y(row.value).toFixed(1)}`
  )).join("");
}

function yearOf({ period }) {
  return Number(period.slice(0, 4));
}
