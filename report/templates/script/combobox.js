// A box to type in with a list of what is meant: the combobox pattern of the ARIA authoring practices. Arrow keys go
// through the list, Enter chooses, Escape closes it. Home and End move in the text.
import * as page from "./page.js";

/**
 * @typedef {Object} Option
 * @property {string} value
 * @property {string} label
 * @property {string} [detail] a second line, smaller
 */

let boxes = 0;

/**
 * @param {Object} about
 * @param {string} about.label what the box is called
 * @param {(text: string) => Option[]} about.options what is meant by a text; "" is one too
 * @param {(value: string) => void} about.choose
 * @param {string} [about.hint] what may be typed, shown while it is empty
 * @param {() => void} [about.clear] what Escape does if the list is closed, besides taking back what was typed
 * @param {string} [about.none] what is said if nothing is meant
 * @param {string} [about.id]
 * @param {HTMLElement} [about.beside] what follows the box in its line
 * @returns {{element: HTMLElement, input: HTMLInputElement, set: (text: string) => void}} set changes what is in it
 */
export function box({ label, options, choose, hint, clear, none = "Nothing found", id = `box-${(boxes += 1)}`, beside }) {
  let found = [];
  let at = -1;
  let value = "";
  const list = page.make("ul", {
    role: "listbox", id: `${id}-list`, "aria-label": label, hidden: true,
    onmousedown: (event) => event.preventDefault(), // which would take the focus, and close the list before the click
    onclick: (event) => take([...list.children].indexOf(event.target.closest("[role=option]"))),
  });
  const status = page.make("span", { role: "status", class: "unseen" });
  const input = page.make("input", {
    type: "text", role: "combobox", id, autocomplete: "off", spellcheck: "false", placeholder: hint,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    oninput: open, onkeydown: press, onblur: restore, onclick: open, onfocus: () => input.select(),
  });
  const element = page.make("div", { class: "box" },
    page.make("label", { for: id }, label), page.make("div", { class: "field" }, input, beside, list), status);

  function open() {
    const isTyped = input.value !== value;
    found = options(isTyped ? input.value : "");
    list.replaceChildren(...found.map((option, position) => (
      page.make("li", { role: "option", id: `${id}-${position}`, "aria-selected": "false" },
        option.label, option.detail ? page.make("span", {}, option.detail) : null))));
    list.hidden = !found.length;
    input.ariaExpanded = !list.hidden;
    status.textContent = found.length ? `${found.length} found` : none;
    point(isTyped && found.length ? 0 : -1);
  }

  function restore() {
    list.hidden = true;
    input.ariaExpanded = false;
    status.textContent = "";
    point(-1);
    input.value = value;
  }

  function point(position) {
    if (list.children[at]) list.children[at].ariaSelected = false;
    const option = list.children[position];
    if (option) {
      option.ariaSelected = true;
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
    at = position;
  }

  function take(position) {
    if (!found[position]) return;
    restore();
    choose(found[position].value);
  }

  function step(by) {
    const isOpen = !list.hidden;
    if (!isOpen) open();
    if (!found.length || (!isOpen && at >= 0)) return;
    point(at < 0 && by < 0 ? found.length - 1 : (at + by + found.length) % found.length);
  }

  function escape() {
    const isOpen = !list.hidden;
    restore();
    if (!isOpen) clear?.();
  }

  function press(event) {
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => take(at), Escape: escape }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return {
    element,
    input,
    set(text) {
      value = text;
      restore();
      if (document.activeElement === input) input.select(); // so that typing goes on with another
    },
  };
}
