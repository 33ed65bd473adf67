// The intervals of rates and shares from their counts, as analysis/formulas/intervals.py computes them: Byar's limits for
// a count of ten or more, exact Poisson limits below, Wilson's for a share.
import * as store from "./store.js";

const FEW = 10;

/**
 * The limits of a value that is made of counts.
 * @param {store.Row} row
 * @param {"95"|"998"} [level] how sure they are, in per cent or per mille
 * @returns {{lower: number, upper: number}|null} null if the value has none: money, and what is not made of counts
 */
export function limits(row, level = "95") {
  const { indicator } = row.series;
  if (!indicator.counted || row.numerator === null || row.denominator === null) return null;
  const unit = store.units[indicator.unit];
  const found = unit.isPerCent ? ofShare(row.numerator, row.denominator, level) : ofRate(row, unit.per, level);
  return found && { lower: store.rounded(found.lower), upper: store.rounded(found.upper) };
}

function ofRate({ numerator, denominator }, per, level) {
  if (!(denominator > 0) || numerator < 0) return null;
  const { lower, upper } = ofCount(numerator, level);
  return { lower: (per * lower) / denominator, upper: (per * upper) / denominator };
}

function ofCount(count, level) {
  const z = store.levels[level] / 3;
  if (count >= FEW) return { lower: cube(count, -z), upper: cube(count + 1, z) };
  const tail = { 95: 0.025, 998: 0.001 }[level];
  return { lower: count === 0 ? 0 : quantile(count, tail), upper: quantile(count + 1, 1 - tail) };
}

function ofShare(count, total, level) {
  if (!(total > 0) || count < 0 || count > total) return null;
  const z = store.levels[level];
  const half = z * Math.sqrt(z * z + 4 * count * (1 - count / total));
  const middle = 2 * count + z * z;
  const whole = 2 * (total + z * z);
  return { lower: Math.max((middle - half) / whole, 0), upper: Math.min((middle + half) / whole, 1) };
}

/** Wilson and Hilferty's approximation of what a count may come from. */
function cube(count, steps) {
  const root = 1 - 1 / (9 * count) + steps / Math.sqrt(count);
  return count * root ** 3;
}

/** The quantile of a gamma distribution of a whole shape, by halving: where the chance of fewer events is 1 - share. */
function quantile(shape, share) {
  let [low, high] = [0, 60];
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    let term = Math.exp(-middle);
    let fewer = 0;
    for (let events = 0; events < shape; events += 1) {
      fewer += term;
      term *= middle / (events + 1);
    }
    if (1 - fewer < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
