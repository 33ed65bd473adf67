// The working of a number where it stands: a press on it opens what the annex says of it, and Escape closes it. In a
// browser without popovers a number stays the link that it is without a script.
import * as page from "../script/page.js";
import * as unpack from "../script/unpack.js";

const { make } = page;
const BACK = /^#(n-[0-9a-f]{8}-|fig-|sec-)/; // links of an entry back to where its number stands
const GAP = 8; // pixels between a number and its working
const MARGIN = 16; // pixels between a working and the edge of the window
let loading = null;

const panel = make("div", {
  class: "trail", popover: "auto", role: "dialog", "aria-labelledby": "working", tabindex: -1,
});

/** What an entry of the annex says after its number and before its links back, as copies. */
function entryText(entry) {
  const parts = [];
  for (let node = entry.nextSibling; node && !(node.hash && BACK.test(node.hash)); node = node.nextSibling) {
    const copy = node.cloneNode(true);
    copy.removeAttribute?.("id");
    parts.push(copy);
  }
  return parts;
}

function described(term, content) {
  return make("div", {}, make("dt", {}, term), make("dd", {}, content));
}

/** The working of an entry of the annex. `key` is that of the number, "" if it is not known. */
async function fill(entry, text, key) {
  const [definition, formula, coverage] = (await (loading ??= unpack.block("workings")))[entry.id] ?? [];
  const title = entry.closest("ul").previousElementSibling?.textContent ?? "";
  const close = make("button", { "aria-label": "Close", onclick: () => panel.hidePopover() }, "×");
  const links = [make("a", { class: "entry", href: `#${entry.id}` }, "Its entry in the annex")];
  if (key && !key.includes("(")) {
    links.push(" · ", make("a", { href: `explore.html#${encodeURI(key)}` }, "In the explorer"), " (if built)");
  }
  panel.replaceChildren(
    make("div", { class: "top" }, make("p", { id: "working" }, make("strong", {}, text), ` ${title}`), close),
    make("dl", {},
      formula ? described("Formula", formula) : null,
      described("Working and sources", entryText(entry)),
      coverage ? described("Coverage", coverage) : null,
      definition ? described("Definition", definition) : null),
    make("p", { class: "links" }, links));
}

/** Put the panel below a number or, if there is more room, above it; never beyond the window, nor over the number. */
function place(link) {
  const at = link.getClientRects()[0];
  const below = innerHeight - at.bottom - GAP - MARGIN;
  const above = at.top - GAP - MARGIN;
  const isBelow = panel.offsetHeight <= below || below >= above;
  panel.style.maxHeight = `${Math.max(below, above)}px`;
  const left = Math.max(MARGIN, Math.min(at.left, document.documentElement.clientWidth - panel.offsetWidth - MARGIN));
  panel.style.left = `${left + scrollX}px`;
  panel.style.top = `${(isBelow ? at.bottom + GAP : at.top - GAP - panel.offsetHeight) + scrollY}px`;
}

async function open(event) {
  const link = event.target.closest("a.number, .trail dd a[href^='#n-']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const entry = document.getElementById(link.hash.slice(1));
  if (!entry?.closest(".annex")) return;
  event.preventDefault();
  await fill(entry, link.matches(".number") ? link.textContent : entry.textContent, link.dataset.key ?? "");
  if (!panel.matches(":popover-open")) {
    link.focus();
    panel.style.maxHeight = "";
    panel.showPopover();
    place(link);
  }
  panel.focus({ preventScroll: true });
}

if ("popover" in HTMLElement.prototype) {
  document.getElementById("report").append(panel);
  document.addEventListener("click", open);
  panel.addEventListener("click", (event) => {
    if (event.target.closest("a.entry, a[href^='#s-']")) panel.hidePopover();
  });
}
