// Choosing series, places and periods.
import * as combobox from "../script/combobox.js";
import * as page from "../script/page.js";
import * as search from "./search.js";
import * as spine from "./spine.js";
import * as store from "./store.js";

/** The name of the series that a query asks for, else of the one that the page opens with. */
export function asked(query) {
  const name = query.get("series");
  return store.series.has(name) ? name : store.opens;
}

/** A box that finds series, those of the spine for no words; ``choose`` is called with the name of one. */
export function box(label, choose) {
  return combobox.box({ label, hint: "residential cost", options, choose });
}

function options(text) {
  const entries = text.trim() ? search.seriesOf(text) : spine.SPINE.map(({ series }) => store.series.get(series));
  return entries.filter(Boolean).map(({ name, label }) => ({ value: name, label, detail: name }));
}

/** A box that finds places, those that ``isOffered`` holds for; ``choose`` is called with the code of one. */
export function placeBox(label, choose, isOffered = () => true) {
  const placeOptions = (text) => store
    .found(text, Infinity)
    .filter(({ place }) => isOffered(place))
    .slice(0, search.AT_MOST)
    .map(({ place: { code, name }, also }) => (
      { value: code, label: name, detail: also ? `${also} · ${code}` : code }));
  return combobox.box({ label, hint: "Kent, Hull, BCP", options: placeOptions, choose });
}

/** What is chosen, as an entry of a list, with a cross that takes it away. */
export function chip(element, remove) {
  const name = element.textContent;
  return page.make("li", {}, element,
    page.make("button", { class: "remove", "aria-label": `Remove ${name}`, onclick: remove }, "×"));
}

/** A choice with its label; ``set`` gives it choices, each ``[value, text]``, and the one that is chosen. */
export function choice(label, choose) {
  const select = page.make("select", { onchange: () => choose(select.value) });
  return {
    element: page.make("label", { class: "choice" }, page.make("span", {}, label), select),
    set(choices, chosen) {
      select.replaceChildren(...choices.map(([value, text]) => page.make("option", { value }, text)));
      select.value = chosen;
    },
  };
}
