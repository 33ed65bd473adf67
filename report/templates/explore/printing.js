// How numbers are printed: as figures/number.py prints them, rounded half up, each unit in the way its readers expect.
import * as store from "./store.js";

const MINUS = "\u2212";
const SCALES = { bn: 9, m: 6, thousand: 3 };

/**
 * A value as the report prints it, with the sign of its unit: "£14.6bn", "45.4%", "67.1".
 * @param {number} value a number; one that is missing is not printed here
 * @param {string} unit the name of a unit
 * @param {"bn"|"m"|"thousand"|"full"|"short"|"bare"} [style] another way than the ordinary one
 * @returns {string}
 */
export function text(value, unit, style) {
  const known = store.units[unit];
  if (known.isScaled) return scaled(value, known, style);
  const number = rounded(value, known.decimals, Math.log10(known.factor));
  if (style === "bare") return signed(number, known.prefix);
  const isOne = number.digits === 10n ** BigInt(number.decimals);
  return signed(number, known.prefix) + (isOne && known.suffixOfOne ? known.suffixOfOne : known.suffix);
}

/**
 * A value with up to twelve significant figures, as a calculation shows it: "12,183,016".
 * @param {number} value
 * @returns {string}
 */
export function inFull(value) {
  const { exponent } = decimal(value);
  const number = rounded(value, Math.max(0, -exponent));
  return signed(number).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/**
 * The twelve significant figures of a value that count, so that 806.55 rounds alike if binary fractions add up to
 * 806.5499999999999: a whole number and the power of ten that it is multiplied by.
 */
function decimal(value) {
  const [mantissa, power] = Math.abs(value).toExponential(11).split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(power) - 11 };
}

/** A value times a power of ten, rounded half up to some decimals, as a whole number of the last of them. */
function rounded(value, decimals, shift = 0) {
  const { digits, exponent } = decimal(value);
  const dropped = -(exponent + shift) - decimals;
  let whole = 0n;
  if (dropped <= 0) whole = BigInt(digits) * 10n ** BigInt(-dropped);
  else if (dropped <= digits.length) {
    whole = BigInt(digits.slice(0, -dropped) || "0") + (digits.at(-dropped) >= "5" ? 1n : 0n);
  }
  return { digits: whole, decimals, isNegative: value < 0 && whole > 0n };
}

function scaled(value, unit, style) {
  const size = Math.abs(Number(value.toPrecision(12)));
  if (style === undefined || style === "short") {
    const fromMillions = style === "short" ? 100_000 : 999_500;
    style = size >= 999.5e6 ? "bn" : size >= fromMillions ? "m" : "full";
  }
  if (style === "full") return signed(rounded(value, 0), unit.prefix);
  const power = SCALES[style];
  if (size * 10 < 10 ** power) return scaled(value, unit, style === "bn" ? "m" : "full");
  const decimals = style === "bn" || (style === "m" && size < 9.95e6) ? 1 : 0;
  return signed(rounded(value, decimals, -power), unit.prefix) + (style === "thousand" ? " thousand" : style);
}

function signed({ digits, decimals, isNegative }, prefix = "") {
  const written = String(digits).padStart(decimals + 1, "0");
  const whole = written.slice(0, written.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const part = decimals ? `.${written.slice(-decimals)}` : "";
  return (isNegative ? MINUS : "") + prefix + whole + part;
}
