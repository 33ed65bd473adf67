// How numbers are printed: as figures/number.py prints them, rounded half up, each unit in the way its readers expect.
import * as store from "./store.js";

const MINUS = "\u2212";

/**
 * A value as the report prints it, with the sign of its unit: "£14.6bn", "45.4%", "67.1".
 * @param {number} value a number; one that is missing is not printed here
 * @param {string} unit the name of a unit
 * @returns {string}
 */
export function text(value, unit) {
  const known = store.units[unit];
  if (known.isScaled) return scaled(value, known.prefix);
  const number = rounded(value, known.decimals, Math.log10(known.factor));
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

/** An amount: in billions, in millions or in full, by its size. */
function scaled(value, prefix) {
  const size = Math.abs(Number(value.toPrecision(12)));
  if (size >= 999.5e6) return `${signed(rounded(value, 1, -9), prefix)}bn`;
  if (size >= 999_500) return `${signed(rounded(value, size < 9.95e6 ? 1 : 0, -6), prefix)}m`;
  return signed(rounded(value, 0), prefix);
}

function signed({ digits, decimals, isNegative }, prefix = "") {
  const written = String(digits).padStart(decimals + 1, "0");
  const whole = written.slice(0, written.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const part = decimals ? `.${written.slice(-decimals)}` : "";
  return (isNegative ? MINUS : "") + prefix + whole + part;
}
