// The views of the page as a list of tabs, and the state of each in the address:
// #looked_after_children:E92000001:2025 for a number, #map?series=looked_after_children&period=2025 for another view.
import * as page from "../script/page.js";

/**
 * @typedef {Object} View
 * @property {string} id what its address begins with: "map"; one of ORDER
 * @property {string} label what its tab says
 * @property {(panel: HTMLElement, query: URLSearchParams, isWanted: () => boolean) => Promise<void>} show fills its
 *   panel; it is called when a reader comes to the view and whenever its query changes. The panel is the same each time,
 *   empty the first time. It is no longer wanted once the reader has asked for something else.
 * @property {(number: Subject) => Object<string, string>} [start] the query that its tab leads to at first, made of the
 *   number that was looked at last
 */
/**
 * @typedef {Object} Subject the number that was looked at last
 * @property {string} series its name
 * @property {string} area
 * @property {string} period
 */

const ORDER = ["number", "map", "compare", "table"];
// Whose address is the key of the number and nothing else.
const NUMBER = ORDER[0];

const known = new Map(); // views by id
const panels = new Map();
const tabs = new Map();
// Where a reader left each view.
const addresses = new Map();
let subject = null;
// How often something was asked for.
let turn = 0;

/**
 * Add a view. Modules do so when they are read; its tab stands where ORDER has it.
 * @param {View} view
 */
export function register(view) {
  known.set(view.id, view);
}

/**
 * The address of a view, for a link.
 * @param {string} id
 * @param {Object<string, string>|URLSearchParams} query
 */
export function address(id, query = {}) {
  const text = new URLSearchParams(query).toString();
  return `#${id}${text ? `?${text}` : ""}`;
}

/** Go to an address within the page: a new entry of the history. */
export function go(to) {
  if (to === location.hash) show();
  else location.hash = to;
}

/** Put another address in the place of this one, without showing anything again: the view has done so. */
export function replace(to) {
  history.replaceState(null, "", to);
  addresses.set(viewOf(to), to);
}

/**
 * The number that was looked at last; the view of numbers says which.
 * @param {Subject} [number]
 * @returns {Subject|null}
 */
export function lookedAt(number) {
  if (number) subject = number;
  return subject;
}

/** Show the tabs and the view that the address names, and follow the address from then on. */
export function start() {
  const list = document.getElementById("tabs");
  const main = document.getElementById("views");
  for (const id of ORDER.filter((name) => known.has(name))) {
    const tab = page.make("button", {
      type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `view-${id}`, onclick: () => go(wayTo(id)),
    }, known.get(id).label);
    const panel = page.make("div", { role: "tabpanel", id: `view-${id}`, "aria-labelledby": `tab-${id}`, tabindex: -1, hidden: true });
    tabs.set(id, tab);
    panels.set(id, panel);
    list.append(tab);
    main.append(panel);
  }
  list.addEventListener("keydown", move);
  addEventListener("hashchange", show);
  show();
}

function viewOf(to) {
  const id = to.slice(1).split("?")[0];
  return known.has(id) && id !== NUMBER ? id : NUMBER;
}

/** Where a tab leads: to where the reader left its view, else to what it makes of the number looked at last. */
function wayTo(id) {
  const view = known.get(id);
  return addresses.get(id) ?? (id === NUMBER ? "#" : address(id, subject && view.start ? view.start(subject) : {}));
}

/**
 * Take steps, each after a frame that shows what was there before it: a key is answered before all is drawn, and one
 * that is pressed meanwhile waits for a step at most.
 * @param {(() => void)[]} steps
 * @param {() => boolean} isWanted
 */
export async function inFrames(steps, isWanted) {
  for (const step of steps) {
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    if (!isWanted()) return;
    step();
  }
}

async function show() {
  const to = location.hash || "#";
  const id = viewOf(to);
  addresses.set(id, to);
  for (const [name, tab] of tabs) {
    tab.setAttribute("aria-selected", String(name === id));
    tab.tabIndex = name === id ? 0 : -1;
    panels.get(name).hidden = name !== id;
    panels.get(name).setAttribute("aria-busy", String(name === id));
  }
  document.body.dataset.view = id;
  const query = id === NUMBER ? to.slice(1) : to.split("?").slice(1).join("?");
  const own = (turn += 1);
  const isWanted = () => own === turn;
  await known.get(id).show(panels.get(id), id === NUMBER ? decoded(query) : new URLSearchParams(query), isWanted);
  if (isWanted()) panels.get(id).setAttribute("aria-busy", "false");
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function move(event) {
  const ids = [...tabs.keys()];
  const at = ids.findIndex((id) => tabs.get(id) === event.target);
  const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: ids.length - 1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const id = ids[(step + ids.length) % ids.length];
  go(wayTo(id));
  tabs.get(id).focus();
}
