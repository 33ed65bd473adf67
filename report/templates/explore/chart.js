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
  const held = rows.filter((other) => other.value !== null);
  if (held.length < 2) return null;
  // In which letters keep their size.
  const width = innerWidth < 640 ? 340 : 640;
  const years = rows.map(({ period }) => Number(period.slice(0, 4)));
  const span = years.at(-1) - years[0] || 1;
  const values = held.map((other) => other.value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (at) => SIDE + ((width - 2 * SIDE) * (years[at] - years[0])) / span;
  const y = (value) => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / (high - low || 1);
  const { unit } = row.series.indicator;
  const text = (other) => printing.text(other.value, unit);
  const at = rows.indexOf(row);
  const ends = [held[0], held.at(-1)].map((other) => rows.indexOf(other));
  const isClear = (position) => position !== at && (row.value === null || Math.abs(x(position) - x(at)) > 110);
  const named = [...new Set([...ends.filter(isClear), at])].filter((position) => rows[position].value !== null);
  const summary = `${label}: ${text(held[0])} in ${held[0].period}, ${text(held.at(-1))} in ${held.at(-1).period}.`;
  const anchor = (position) => (x(position) < 60 ? "start" : x(position) > width - 60 ? "end" : "middle");
  const start = (position) => ({ start: x(position) - 6, end: x(position) + 6, middle: x(position) })[anchor(position)];
  return page.make("figure", { class: "history" }, page.draw("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": summary },
    page.draw("line", { class: "base", x1: 0, x2: width, y1: y(0), y2: y(0) }),
    page.draw("path", { class: "line", d: path(rows, years, x, y) }),
    held.map((other) => page.draw("circle", {
      class: other === row ? "mark chosen" : "mark", r: other === row ? 6 : 3, cx: x(rows.indexOf(other)), cy: y(other.value),
    })),
    named.map((position) => page.draw("text", {
      class: position === at ? "chosen" : "", x: start(position), y: y(rows[position].value) - 12, "text-anchor": anchor(position),
    }, text(rows[position]))),
    [0, rows.length - 1].map((position) => page.draw("text", {
      class: "period", x: start(position), y: HEIGHT - 4, "text-anchor": anchor(position),
    }, rows[position].period))));
}

/** The line through the values of years that follow each other; it begins anew after a year without one. */
function path(rows, years, x, y) {
  const follows = (at) => at > 0 && years[at] - years[at - 1] === 1 && rows[at - 1].value !== null;
  return rows.map(({ value }, at) => (
    value === null ? "" : `${follows(at) ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`
  )).join("");
}
