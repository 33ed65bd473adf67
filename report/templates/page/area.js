// The chosen area: the council that a reader has picked, "" if none. It is in the address and nowhere else, after the
// anchor if there is one: #area=E10000016, or #sec-need&area=E10000016. A link within the page keeps it; Back undoes it.
import * as places from "./places.js";

const SETTING = "area=";
const SEEN = "seen"; // the state of an entry of the history that this script has read

let code = "";
const listeners = [];

/**
 * The code of the chosen council, "" if none is chosen.
 * @returns {string}
 */
export function current() {
  return code;
}

/**
 * Choose a council by its GSS code, as a new entry of the history. Another code is ignored.
 * @param {string} chosen
 */
export function choose(chosen) {
  if (chosen === code || !(chosen === "" || places.all.has(chosen))) return;
  history.pushState(SEEN, "", address(inAddress().anchor, chosen));
  become(chosen);
}

/** Choose none. */
export function clear() {
  choose("");
}

/**
 * Call a function with the code of the chosen council, at once and whenever it changes.
 * @param {(code: string) => void} listener
 */
export function subscribe(listener) {
  listeners.push(listener);
  listener(code);
}

/** The anchor in the address, and the council: "" for one that is unknown, undefined if the address names none. */
function inAddress() {
  const parts = location.hash.slice(1).split("&");
  const setting = parts.find((part) => part.startsWith(SETTING));
  const named = setting?.slice(SETTING.length);
  return {
    anchor: parts[0].startsWith(SETTING) ? "" : parts[0],
    area: named === undefined || places.all.has(named) ? named : "",
  };
}

function address(anchor, area) {
  const url = new URL(location.href);
  url.hash = [anchor, area && SETTING + area].filter(Boolean).join("&");
  return url;
}

function become(chosen) {
  if (chosen === code) return;
  code = chosen;
  for (const listener of listeners) listener(code);
}

// A link within the page leads to an entry that was not seen before: it goes on with the council that is chosen. Back
// and Forward lead to entries that were seen, whose addresses say which council was chosen then.
function read() {
  const { anchor, area } = inAddress();
  const isNew = history.state !== SEEN;
  const chosen = area ?? (isNew ? code : "");
  if (isNew) history.replaceState(SEEN, "", address(anchor, chosen));
  become(chosen);
  if (isNew && anchor && area !== undefined) whenRead(() => location.replace(`#${anchor}`));
}

// The browser knows no place by the name "sec-need&area=E10000016": it is sent to "sec-need", once it has read so far.
function whenRead(act) {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", act);
  else act();
}

addEventListener("hashchange", read);
read();
