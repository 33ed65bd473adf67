// Choosing a series and one of its periods.
import * as page from "../script/page.js";
import * as search from "./search.js";
import * as spine from "./spine.js";
import * as store from "./store.js";

/** The series that words mean, as options of a box; those of the spine for no words. */
export function options(text) {
  const entries = text.trim() ? search.seriesOf(text) : spine.SPINE.map(({ series }) => store.series.get(series));
  return entries.filter(Boolean).map(({ name, label }) => ({ value: name, label, detail: name }));
}

/** The places that a name means, as options of a box: those that ``isOffered`` holds for. */
export function placeOptions(text, isOffered = () => true) {
  return store
    .found(text, Infinity)
    .filter(({ place }) => isOffered(place))
    .slice(0, search.AT_MOST)
    .map(({ place: { code, name }, also }) => ({ value: code, label: name, detail: also ? `${also} · ${code}` : code }));
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

/** The periods, the newest first, as choices. */
export function periodChoices(periods) {
  return [...periods].reverse().map((period) => [period, period]);
}
