// How the values of councils are spread: quantiles by linear interpolation, as pandas computes them.

/** The values below which shares of values lie. There must be values. */
export function quantiles(values, shares) {
  const sorted = [...values].sort((one, other) => one - other);
  return shares.map((share) => {
    const at = (sorted.length - 1) * share;
    const below = Math.floor(at);
    const next = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (next - sorted[below]) * (at - below);
  });
}
