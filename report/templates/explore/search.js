// Searching: which series a person means, and what is most like a text that is unknown.
import * as names from "../script/names.js";
import * as store from "./store.js";

// So many options are shown.
export const AT_MOST = 12;
// What scores less is not meant.
const LEAST = 3;

const UNSAID = new Set(["a", "and", "for", "in", "of", "on", "per", "s", "the"]); // they tell nothing apart

/**
 * The words of a text that tell series apart.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  return names.telling(text, UNSAID);
}

/**
 * The series that words mean, the likeliest first: every word must be in the label, the name or the definition.
 * @param {string} text
 * @param {number} [atMost]
 * @returns {store.Entry[]}
 */
export function seriesOf(text, atMost = AT_MOST) {
  const wanted = words(text);
  return best(searched(), (entry) => likelihood(wanted, entry), atMost).map(({ of }) => of);
}

/**
 * Texts that are most like one that is unknown.
 * @param {string} text
 * @param {Iterable<string>} known
 * @param {number} [atMost]
 * @returns {string[]}
 */
export function nearest(text, known, atMost = 3) {
  const own = pairs(text);
  const likeness = (other) => {
    const theirs = pairs(other);
    const shared = [...own].filter((pair) => theirs.has(pair)).length;
    const alike = (2 * shared) / (own.size + theirs.size || 1);
    return alike > 0.3 ? LEAST + alike : 0;
  };
  return best([...known], likeness, atMost);
}

let inSearch;

/** Every series with the texts that are searched, a space on both sides, by how much a word in them says. */
function searched() {
  if (!inSearch) {
    const padded = (text) => ` ${names.plain(text)} `;
    const known = new Map();
    for (const indicator of store.indicators.values()) {
      known.set(indicator, [indicator.label, indicator.definition].map(padded));
    }
    inSearch = [...store.series.values()].map((entry) => {
      const [label, definition] = known.get(entry.indicator);
      const name = padded(`${entry.indicator.name} ${entry.breakdown}`);
      // What the report prints oftener is meant oftener.
      const usual = Math.log2(1 + entry.printed) / 3;
      return { of: entry, label, texts: [[label, 6], [name, 5], [definition, 2]], usual };
    });
  }
  return inSearch;
}

/**
 * How likely words mean a series: nought if one of them is in none of its texts. Each text comes with what a whole word
 * in it counts; the beginning of a word counts one less.
 */
function likelihood(wanted, { label, texts, usual }) {
  let sum = LEAST + usual;
  for (const word of wanted) {
    const [, counts] = texts.find(([text]) => text.includes(` ${word}`)) ?? [];
    if (!counts) return 0;
    sum += counts - (texts.some(([text]) => text.includes(` ${word} `)) ? 0 : 1);
  }
  const phrase = ` ${wanted.join(" ")}`;
  if (label === `${phrase} `) sum += 20;
  else if (label.startsWith(phrase)) sum += 4;
  return sum - Math.min(1, label.length / 200);
}

/** The things that score most, those that score nothing left out; what scores alike stays in its order. */
function best(things, score, atMost) {
  const scored = things.map((thing) => [score(thing), thing]).filter(([points]) => points >= LEAST);
  scored.sort(([one], [other]) => other - one);
  return scored.slice(0, atMost).map(([, thing]) => thing);
}

function pairs(text) {
  const letters = ` ${text.toLowerCase()} `;
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}
