// The box "Your council" on top of the page: a combobox by the pattern of the ARIA authoring practices.
import * as area from "./area.js";
import * as elements from "./elements.js";
import * as places from "./places.js";
import * as search from "./search.js";

const { element } = elements;

const input = element("input", {
  id: "council", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
  "aria-autocomplete": "list", "aria-controls": "councils", "aria-expanded": "false", "aria-describedby": "council-help",
});
const list = element("ul", { id: "councils", role: "listbox", "aria-label": "Councils", hidden: "" });
const clear = element("button", { type: "button", hidden: "" }, "Clear");
const help = element("p", { id: "council-help" });
const count = element("span", { class: "unseen", role: "status" });
let options = [];
let active = -1;

function close() {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  activate(-1);
}

function activate(position) {
  active = position;
  [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === position)));
  if (position < 0) input.removeAttribute("aria-activedescendant");
  else {
    input.setAttribute("aria-activedescendant", list.children[position].id);
    list.children[position].scrollIntoView({ block: "nearest" });
  }
}

function open() {
  options = search.found(input.value);
  list.replaceChildren(...options.map((place, position) => {
    const also = search.meant(place, input.value);
    return element("li", { id: `council-${position}`, role: "option", "aria-selected": "false" },
      place.name, element("span", {}, also ? `${also} · ${place.region}` : place.region));
  }));
  list.hidden = !options.length;
  input.setAttribute("aria-expanded", String(options.length > 0));
  count.textContent = options.length ? `${options.length} ${options.length > 1 ? "councils" : "council"}` : "No council of this name";
  activate(input.value.trim() && options.length ? 0 : -1);
}

function take(place) {
  close();
  area.choose(place.code);
  input.value = place.name;
}

/** Put the name of the chosen council into the box, whatever was typed. */
function restore() {
  close();
  count.textContent = "";
  input.value = places.all.get(area.current())?.name ?? "";
}

const keys = {
  ArrowDown: () => (list.hidden ? open() : activate((active + 1) % options.length)),
  ArrowUp: () => (list.hidden ? open() : activate(active > 0 ? active - 1 : options.length - 1)),
  Enter: () => (active >= 0 ? take(options[active]) : undefined),
  Escape: () => {
    if (list.hidden) area.clear();
    restore();
  },
};

input.addEventListener("input", open);
input.addEventListener("focus", () => input.select());
input.addEventListener("blur", restore);
input.addEventListener("keydown", (event) => {
  if (event.key in keys) {
    keys[event.key]();
    event.preventDefault();
  }
});
// The box would lose the focus to a press on the list, and close it before the press is over.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) take(options[[...list.children].indexOf(option)]);
});
clear.addEventListener("click", () => {
  area.clear();
  input.focus();
});

/** What is said of the chosen council below the box. */
function said(place) {
  if (!place) return ["Type a name: its figures then head each chapter, and its row every table of councils."];
  const edition = element("a", { href: `../editions/${place.edition}.html` }, `Edition of ${place.name}`);
  return [`${place.region} · ${place.kind} · `, edition, " (if built)"];
}

if (places.all.size) {
  document.getElementById("chooser")?.append(
    element("div", { role: "search", "aria-label": "Your council" },
      element("label", { for: "council" }, "Your council"),
      element("div", { class: "field" }, input, clear, list), help, count),
  );
}
area.subscribe((code) => {
  restore();
  clear.hidden = !code;
  help.replaceChildren(...said(places.all.get(code)));
});
