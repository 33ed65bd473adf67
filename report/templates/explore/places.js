// Places that belong together.
import * as store from "./store.js";

const { compare } = new Intl.Collator("en-GB");
let today;

/** Today's places of a level, by name. */
export function ofLevel(level) {
  today ??= [...store.areas.values()]
    .filter(({ closed }) => !closed)
    .sort((one, other) => compare(one.name, other.name));
  return today.filter((area) => area.level === level);
}

/** Places and England, each once. */
export function withEngland(codes) {
  return [...new Set([...codes, store.ENGLAND])];
}

/** Today's councils by name. */
export function councils() {
  return ofLevel("authority");
}

/** What a place is called. */
export function nameOf(code) {
  return store.areas.get(code)?.name ?? code;
}

/**
 * The companies of a place, each taken in one press: of a council its statistical neighbours, its region, its type and
 * the county group; of a region, a type or a group its councils; of England its regions.
 * @returns {{label: string, codes: string[]}[]} those that it has; neighbours first, then by name, without the place
 */
export function companies(code) {
  const place = store.areas.get(code);
  const councilsWith = (test) => {
    const found = councils()
      .filter((area) => area.code !== code && test(area))
      .map((area) => area.code);
    const near = place.neighbours.filter((neighbour) => found.includes(neighbour));
    return [...near, ...found.filter((other) => !near.includes(other))];
  };
  const all = {
    country: [["Regions", ofLevel("region").map((area) => area.code)]],
    region: [["Its councils", councilsWith(({ region }) => region === code)]],
    class: [["Its councils", councilsWith((area) => area.class === code)]],
    group: [["Its councils", councilsWith(({ county }) => county)]],
    authority: [
      ["Statistical neighbours", place.neighbours],
      [`Region: ${nameOf(place.region)}`, councilsWith(({ region }) => region === place.region)],
      [`Type: ${nameOf(place.class)}`, councilsWith((area) => area.class === place.class)],
      ["County group", place.county ? councilsWith(({ county }) => county) : []],
    ],
  };
  return (all[place.level] ?? []).map(([label, codes]) => ({ label, codes })).filter(({ codes }) => codes.length);
}
