// Searching: which series and places a person means, and the box with a list in which to choose one.
import * as page from "./page.js";
import * as store from "./store.js";

// So many options are shown.
const AT_MOST = 12;
// What scores less is not meant.
const LEAST = 3;

/**
 * @typedef {Object} Option
 * @property {string} value
 * @property {string} label
 * @property {string} [detail] a second line, smaller
 */

const UNSAID = new Set(["a", "and", "for", "in", "of", "on", "per", "s", "the"]); // they tell nothing apart

/**
 * The words of a text that tell things apart: "Hull’s residential cost" is hull, residential and cost.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  const all = store.plain(text.replace(/['’]s\b/g, "")).split(" ").filter(Boolean);
  const telling = all.filter((word) => !UNSAID.has(word));
  return telling.length ? telling : all;
}

/**
 * The series that words mean, the likeliest first: every word must be in the label, the name or the definition.
 * @param {string} text
 * @param {number} [atMost]
 * @returns {store.Entry[]}
 */
export function seriesOf(text, atMost = AT_MOST) {
  const wanted = words(text);
  return best(searched(), (entry) => likelihood(wanted, entry.label, entry.texts) + entry.usual, atMost).map(({ of }) => of);
}

/**
 * The places that a name means, the likeliest first: names that people use, such as Hull or BCP, count.
 * @param {string} text
 * @param {number} [atMost]
 * @returns {store.Area[]}
 */
export function areasOf(text, atMost = AT_MOST) {
  const ways = [words(text), words(store.shortName(text))];
  const score = (area) => {
    const names = [store.plain(area.name), ...area.names];
    const found = names.flatMap((name) => ways.map((wanted) => likelihood(wanted, name, [[name, 6], [area.code.toLowerCase(), 6]])));
    const likeliest = Math.max(...found);
    return likeliest && area.closed ? likeliest - 2 : likeliest;
  };
  return best([...store.areas.values()], score, atMost);
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

let boxes = 0;

/**
 * A box to type in with a list of what is meant: the combobox pattern of ARIA. Arrow keys go through the list, Enter
 * chooses, Escape closes the list.
 * @param {Object} about
 * @param {string} about.label what the box is called
 * @param {string} [about.hint] what may be typed, shown while it is empty
 * @param {(text: string) => Option[]} about.options what is meant by a text; "" is one too
 * @param {(option: Option) => void} about.choose
 * @returns {{element: HTMLElement, input: HTMLInputElement, set: (text: string) => void}} set changes what is in it
 */
export function box({ label, hint, options, choose }) {
  const id = `box-${(boxes += 1)}`;
  let found = [];
  let at = -1;
  const list = page.make("ul", { role: "listbox", id: `${id}-list`, "aria-label": label, hidden: true });
  const status = page.make("span", { role: "status", class: "unseen" });
  const input = page.make("input", {
    type: "text", role: "combobox", id, autocomplete: "off", spellcheck: "false", placeholder: hint,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    oninput: open, onkeydown: press, onblur: close, onclick: open, onfocus: () => input.select(),
  });
  const element = page.make("div", { class: "box" }, page.make("label", { for: id }, label), input, list, status);
  let value = "";

  function open() {
    found = options(input.value === value ? "" : input.value);
    list.replaceChildren(...found.map((option, position) => page.make("li", {
      role: "option", id: `${id}-${position}`, "aria-selected": "false",
      onmousedown: (event) => event.preventDefault(), onclick: () => take(position),
    }, page.make("span", {}, option.label), option.detail ? page.make("span", { class: "detail" }, option.detail) : null)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? `${found.length} found` : "Nothing found";
    point(found.length && input.value !== value ? 0 : -1);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    point(-1);
  }

  function point(position) {
    at = position;
    [...list.children].forEach((option, other) => option.setAttribute("aria-selected", String(other === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `${id}-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function take(position) {
    const option = found[position];
    close();
    choose(option);
  }

  function press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) open();
      if (found.length) point((at + step + (at < 0 && step < 0 ? 1 : 0) + found.length) % found.length);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      take(at);
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = value;
      close();
    }
  }

  return {
    element,
    input,
    set: (text) => {
      value = text;
      input.value = text;
    },
  };
}

let inSearch;

/** Every series with the texts that are searched, by how much a word in them says. */
function searched() {
  if (!inSearch) {
    const known = new Map();
    for (const indicator of store.indicators.values()) {
      known.set(indicator, [indicator.label, indicator.definition].map(store.plain));
    }
    inSearch = [...store.series.values()].map((entry) => {
      const [label, definition] = known.get(entry.indicator);
      const name = `${entry.indicator.name.replaceAll("_", " ")} ${store.plain(entry.breakdown)}`;
      // What the report prints oftener is meant oftener.
      const usual = Math.log2(1 + entry.printed) / 3;
      return { of: entry, label, texts: [[label, 6], [name, 5], [definition, 2]], usual };
    });
  }
  return inSearch;
}

/**
 * How likely words mean a thing: nought if one of them is in none of its texts. Each text comes with what a whole word
 * in it counts; the beginning of a word counts one less.
 */
function likelihood(wanted, label, texts) {
  let sum = 0;
  for (const word of wanted) {
    const [, counts] = texts.find(([text]) => ` ${text}`.includes(` ${word}`)) ?? [];
    if (!counts) return 0;
    sum += counts - (texts.some(([text]) => ` ${text} `.includes(` ${word} `)) ? 0 : 1);
  }
  const phrase = wanted.join(" ");
  if (label === phrase) sum += 20;
  else if (label.startsWith(phrase)) sum += 4;
  return LEAST + sum - Math.min(1, label.length / 200);
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
