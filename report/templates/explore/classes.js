// Classes of a map: as many councils in each as equal values allow.

// If the values allow as many.
const CLASSES = 5;

/**
 * Quantile classes, from low to high. Values that are printed alike are always in one class, so there are fewer classes
 * if many are alike, and one if all are.
 * @param {{value: number, text: string}[]} entries the values that there are and how they are printed, in any order
 * @returns {{lowest: Object, highest: Object, count: number}[]} both limits are entries of the class
 */
export function quantiles(entries) {
  const sorted = [...entries].sort((one, other) => one.value - other.value);
  const classes = [];
  let start = 0;
  for (let step = 1; step <= CLASSES && start < sorted.length; step += 1) {
    let end = Math.max(start + 1, Math.round((step * sorted.length) / CLASSES));
    while (end < sorted.length && sorted[end].text === sorted[end - 1].text) end += 1;
    classes.push({ lowest: sorted[start], highest: sorted[end - 1], count: end - start });
    start = end;
  }
  return classes;
}

/** The class that a value is in, counted from 0. */
export function classOf(value, classes) {
  return classes.findIndex(({ highest }) => value <= highest.value);
}
