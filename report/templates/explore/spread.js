// How the values of councils are spread: quantiles by linear interpolation, as pandas computes them.

/** The value below which a share of values lies; null without values. */
export function quantile(values, share) {
  if (!values.length) return null;
  const sorted = [...values].sort((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const next = sorted[Math.min(below + 1, sorted.length - 1)];
  return sorted[below] + (next - sorted[below]) * (at - below);
}
