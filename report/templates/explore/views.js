// The views of the page as a list of tabs, and the state of each in the address:
// #looked_after_children:E92000001:2025 for a number, #map?series=looked_after_children&period=2025 for another view.
import * as page from "../script/page.js";

/**
 * @typedef {Object} View
 * @property {string} id what its address begins with: "map"
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

// The view whose address is the key of the number and nothing else.
const NUMBER = "number";

// Views by id, each with its tab, its panel and the address at which a reader left it.
const known = new Map();
let subject = null;
// How often something was asked for.
let turn = 0;

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
  viewOf(to).address = to;
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

/**
 * Show the tabs and the view that the address names, and follow the address from then on.
 * @param {View[]} views in the order of their tabs
 */
export function start(views) {
  for (const view of views) {
    const { id, label } = view;
    const tab = page.make("button", {
      role: "tab", id: `tab-${id}`, "aria-controls": `view-${id}`, onclick: () => go(wayTo(view)),
    }, label);
    const panel = page.make("div", { role: "tabpanel", id: `view-${id}`, "aria-labelledby": tab.id, tabindex: -1 });
    known.set(id, { ...view, tab, panel });
    document.getElementById("tabs").append(tab);
    document.getElementById("views").append(panel);
  }
  document.getElementById("tabs").addEventListener("keydown", move);
  addEventListener("hashchange", show);
  show();
}

function viewOf(to) {
  return known.get(to.slice(1).split("?")[0]) ?? known.get(NUMBER);
}

/** Where a tab leads: to where the reader left its view, else to what it makes of the number looked at last. */
function wayTo({ id }) {
  const { address: left, start: first } = known.get(id);
  return left ?? (id === NUMBER ? "#" : address(id, subject ? first(subject) : {}));
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
  const shown = viewOf(to);
  shown.address = to;
  for (const view of known.values()) {
    const isShown = view === shown;
    view.tab.ariaSelected = isShown;
    view.tab.tabIndex = isShown ? 0 : -1;
    view.panel.hidden = !isShown;
    view.panel.ariaBusy = isShown;
  }
  const own = (turn += 1);
  const isWanted = () => own === turn;
  const query = shown.id === NUMBER ? decoded(to.slice(1)) : new URLSearchParams(to.split("?").slice(1).join("?"));
  await shown.show(shown.panel, query, isWanted);
  if (isWanted()) shown.panel.ariaBusy = false;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function move(event) {
  const views = [...known.values()];
  const at = views.findIndex(({ tab }) => tab === event.target);
  const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const view = views.at(step % views.length);
  go(wayTo(view));
  view.tab.focus();
}
