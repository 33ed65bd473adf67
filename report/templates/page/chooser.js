// The box "Your council" on top of the page.
import * as combobox from "../script/combobox.js";
import * as names from "../script/names.js";
import * as page from "../script/page.js";
import * as area from "./area.js";
import * as places from "./places.js";

const SHOWN = 10;

const found = names.finder(places.all.values());
const clear = page.make("button", {
  hidden: true,
  onclick: () => {
    area.clear();
    box.input.focus();
  },
}, "Clear");
const help = page.make("p", { id: "council-help" });
const box = combobox.box({
  id: "council", label: "Your council", none: "No council of this name", beside: clear,
  options: (text) => found(text, text.trim() ? SHOWN : Infinity).map(({ place: { code, name, region }, also }) => (
    { value: code, label: name, detail: also ? `${also} · ${region}` : region })),
  choose: area.choose,
  clear: area.clear,
});
box.input.setAttribute("aria-describedby", help.id);

/** What is said of the chosen council below the box. */
function said(place) {
  if (!place) return ["Type a name: its figures then head each chapter, and its row every table of councils."];
  const edition = page.make("a", { href: `../editions/${place.edition}.html` }, `Edition of ${place.name}`);
  return [`${place.region} · ${place.kind} · `, edition, " (if built)"];
}

if (places.all.size) {
  document.getElementById("chooser")?.append(
    page.make("div", { role: "search", "aria-label": "Your council" }, box.element, help));
}
area.subscribe((code) => {
  const place = places.all.get(code);
  box.set(place?.name ?? "");
  clear.hidden = !code;
  help.replaceChildren(...said(place));
});
