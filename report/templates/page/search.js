// Councils by what people call them: Hull, Kent CC, BCP, B&NES.
import * as places from "./places.js";

const SHOWN = 10;
/** Words that some people say with the name of a council and others do not. */
const ADDITIONS = new Set(
  "the of council county city borough metropolitan london royal district unitary authority cc bc dc mbc lb rb ua".split(" "),
);

/** A text in small letters, without accents and punctuation. */
function plain(text) {
  const letters = text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "").replace(/&/g, " and ");
  return letters.match(/[a-z0-9]+/g)?.join(" ") ?? "";
}

const called = [...places.all.values()].map((place) => ({ place, names: [place.name, ...place.names].map(plain) }));

/** How well a name answers: 0 if it is what was typed, more the less it is, Infinity if it is not. */
function distance(name, typed, words) {
  if (name === typed) return 0;
  if (name.startsWith(typed)) return 1;
  const parts = name.split(" ");
  return words.every((word) => parts.some((part) => part.startsWith(word))) ? 2 : Infinity;
}

/**
 * The councils that a text names, the likeliest first; of a text that is empty, all.
 * @param {string} text
 * @returns {import("./places.js").Place[]}
 */
export function found(text) {
  const typed = plain(text);
  if (!typed) return [...places.all.values()];
  if (places.all.has(text.trim().toUpperCase())) return [places.all.get(text.trim().toUpperCase())];
  const all = typed.split(" ");
  const telling = all.filter((word) => !ADDITIONS.has(word));
  const words = telling.length ? telling : all;
  return called
    .map(({ place, names }) => ({ place, far: Math.min(...names.map((name) => distance(name, typed, words))) }))
    .filter(({ far }) => far < Infinity)
    .sort((one, other) => one.far - other.far) // those as near stay in the order of names
    .slice(0, SHOWN)
    .map(({ place }) => place);
}

/**
 * The other name of a council that a text means, "" if it means the name itself.
 * @param {import("./places.js").Place} place
 * @param {string} text
 * @returns {string}
 */
export function meant(place, text) {
  const typed = plain(text);
  if (!typed || distance(plain(place.name), typed, typed.split(" ")) < Infinity) return "";
  return place.names.find((name) => plain(name).startsWith(typed)) ?? "";
}
