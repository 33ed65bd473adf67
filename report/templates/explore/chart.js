// The small chart of a number over time. A period without a value is a gap in the line, and no mark.
import * as page from "./page.js";
import * as printing from "./printing.js";

const [WIDTH, HEIGHT] = [640, 220];
const [LEFT, RIGHT, TOP, BOTTOM] = [8, 8, 26, 26];

/**
 * A line over the periods of a place, the number that is looked at marked and named.
 * @param {store.Row[]} rows in the order of periods
 * @param {store.Row} row
 * @param {string} label what the chart shows
 * @returns {HTMLElement|null} null if there are not two values to draw
 */
export function history(rows, row, label) {
  const held = rows.filter((other) => other.value !== null);
  if (held.length < 2) return null;
  const values = held.map((other) => other.value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (at) => LEFT + ((WIDTH - LEFT - RIGHT) * (at + 0.5)) / rows.length;
  const y = (value) => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / (high - low || 1);
  const { unit } = row.series.indicator;
  const text = (other) => printing.text(other.value, unit);
  const at = rows.indexOf(row);
  const ends = [rows.indexOf(held[0]), rows.indexOf(held.at(-1)), at];
  const named = [...new Set(ends)].filter((position) => rows[position].value !== null);
  const summary = `${label}: ${text(held[0])} in ${held[0].period}, ${text(held.at(-1))} in ${held.at(-1).period}.`;
  const anchor = (position) => (position < rows.length * 0.15 ? "start" : position > rows.length * 0.85 ? "end" : "middle");
  return page.make("figure", { class: "history" }, page.draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": summary },
    page.draw("line", { class: "base", x1: 0, x2: WIDTH, y1: y(0), y2: y(0) }),
    page.draw("path", { class: "line", d: path(rows, x, y) }),
    held.map((other) => page.draw("circle", {
      class: other === row ? "mark chosen" : "mark", r: other === row ? 6 : 3, cx: x(rows.indexOf(other)), cy: y(other.value),
    })),
    named.filter((position) => position === at || Math.abs(position - at) > rows.length * 0.2).map((position) => page.draw("text", {
      class: position === at ? "chosen" : "", x: x(position), y: y(rows[position].value) - 12, "text-anchor": anchor(position),
    }, text(rows[position]))),
    [0, rows.length - 1].map((position) => page.draw("text", {
      class: "period", x: x(position), y: HEIGHT - 4, "text-anchor": anchor(position),
    }, rows[position].period))));
}

/** The line through values that follow each other; it begins anew after a gap. */
function path(rows, x, y) {
  let pen = "M";
  return rows.map((row, at) => {
    const step = row.value === null ? "" : `${pen}${x(at).toFixed(1)} ${y(row.value).toFixed(1)}`;
    pen = row.value === null ? "M" : "L";
    return step;
  }).join("");
}
