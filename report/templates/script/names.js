// Places by what people call them (Hull, Kent CC, BCP, B&NES) or by their codes, and texts as they are searched.

/** Words that some people say with the name of a place and others do not. */
const ADDITIONS = new Set(
  "and the of council county city borough metropolitan district unitary authority london royal cc bc dc mbc mdc lb rb ua".split(" "),
);

/**
 * A text in small letters, without accents and punctuation.
 * @param {string} text
 */
export function plain(text) {
  const letters = text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "");
  return (letters.replaceAll("&", " and ").replaceAll("£", " gbp ").match(/[a-z0-9]+/g) ?? []).join(" ");
}

/**
 * The words of a text that tell things apart, all if none does: "Hull’s residential cost" is hull, residential, cost.
 * @param {string} text
 * @param {Set<string>} unsaid words that tell nothing apart
 * @returns {string[]}
 */
export function telling(text, unsaid) {
  const all = plain(text.replace(/['’]s\b/g, "")).split(" ").filter(Boolean);
  const found = all.filter((word) => !unsaid.has(word));
  return found.length ? found : all;
}

/**
 * @typedef {Object} Found
 * @property {Object} place
 * @property {string} also the other name that was meant, "" if its own name or its code was
 * @property {boolean} isName whether the text is a name of it, with or without additions
 */

/**
 * What finds places: a function that gives those that a text means, the likeliest first, and those as likely in their
 * order; of a text without a word, all. What is typed may be the beginning of a name, of its words or of a code.
 * @param {Iterable<{code: string, name: string, names: string[], closed: ?string}>} places
 * @returns {(text: string, atMost: number) => Found[]}
 */
export function finder(places) {
  const bare = (text) => telling(text, ADDITIONS).join(" ");
  const known = [...places].map((place) => ({
    place, code: plain(place.code), names: [place.name, ...place.names].map((name) => [plain(name), bare(name)]),
  }));
  return (text, atMost) => {
    const [typed, telltale] = [plain(text), bare(text)];
    const words = telltale.split(" ");
    const distance = ([name, apart]) => {
      if (name === typed) return 0;
      if (apart === telltale) return 1;
      if (name.startsWith(typed)) return 2;
      return words.every((word) => ` ${name}`.includes(` ${word}`)) ? 3 : Infinity;
    };
    return known
      .map(({ place, code, names }) => {
        const [own, ...others] = names.map(distance);
        const far = Math.min(own, ...others, code.startsWith(typed) ? 3 : Infinity);
        const also = (own === Infinity && place.names[others.indexOf(far)]) || "";
        return { place, also, isName: far < 2, far: place.closed ? far + 0.5 : far };
      })
      .filter(({ far }) => far < Infinity)
      .sort((one, other) => one.far - other.far)
      .slice(0, atMost);
  };
}
