// Classes of a map: as many councils in each as equal values allow.

/** How many classes a map has if its values allow. */
export const CLASSES = 5;

/**
 * Quantile classes. Equal values are always in one class, so there are fewer classes if many are equal, and one if
 * all are.
 *
 * @param {number[]} values - the values that there are, in any order
 * @returns {{lowest: number, highest: number, count: number}[]} the classes from low to high; none without values.
 *   Both limits are values of the class.
 */
export function quantileClasses(values, wanted = CLASSES) {
  const sorted = [...values].sort((one, other) => one - other);
  const classes = [];
  let start = 0;
  for (let step = 1; step <= wanted && start < sorted.length; step += 1) {
    let end = Math.max(start + 1, Math.round((step * sorted.length) / wanted));
    while (end < sorted.length && sorted[end] === sorted[end - 1]) end += 1;
    classes.push({ lowest: sorted[start], highest: sorted[end - 1], count: end - start });
    start = end;
  }
  return classes;
}

/** The class that a value is in, counted from 0. */
export function classOf(value, classes) {
  return classes.findIndex((one) => value <= one.highest);
}
