// The drawings of a chart, which the page holds wide and narrow and shows one of, and what is put on them.
import * as page from "../script/page.js";

/**
 * Puts a frame around the drawings of a figure, on which rings and labels find their places.
 * @param {string} id of the figure
 * @returns {HTMLElement|null} the frame, null if the page has no such figure
 */
export function framed(id) {
  const drawings = [...(document.getElementById(id)?.querySelectorAll(".drawing") ?? [])];
  if (!drawings.length) return null;
  const frame = page.make("div", { class: "chart" });
  drawings[0].before(frame);
  frame.append(...drawings);
  return frame;
}

/**
 * The drawings of a frame with their shapes, those that are not shown too.
 * @param {HTMLElement} frame
 * @returns {{drawing: HTMLElement, shape: "wide"|"narrow"}[]}
 */
export function all(frame) {
  return [...frame.querySelectorAll(".drawing")].map((drawing) => ({
    drawing,
    shape: drawing.classList.contains("narrow") ? "narrow" : "wide",
  }));
}

/**
 * The drawing of a frame that is shown.
 * @param {HTMLElement} frame
 */
export function shown(frame) {
  return all(frame).find(({ drawing }) => drawing.getClientRects().length) ?? all(frame)[0];
}

/**
 * Puts a ring on a mark: in parts of the drawing, so that it stays where it is in a drawing of any size.
 * @param {HTMLElement} drawing
 * @param {number[]} point
 * @param {string} kind
 * @returns {HTMLElement}
 */
export function ring(drawing, point, kind) {
  const { width, height } = drawing.querySelector("svg").viewBox.baseVal;
  const made = page.make("span", { class: `ring ${kind}`, "aria-hidden": "true" });
  made.style.left = `${(100 * point[0]) / width}%`;
  made.style.top = `${(100 * point[1]) / height}%`;
  drawing.append(made);
  return made;
}

/**
 * Puts a label next to a ring: above it or else below it, and never beyond the edges of the window.
 * @param {HTMLElement} label within the drawing of the ring
 * @param {HTMLElement} ring
 */
export function place(label, ring) {
  const [drawing, mark] = [ring.parentElement.getBoundingClientRect(), ring.getBoundingClientRect()];
  const room = document.documentElement.clientWidth;
  label.style.left = label.style.top = "0px"; // at its own width, not that of what is left at the edge
  const { width, height } = label.getBoundingClientRect();
  const left = Math.max(4, Math.min(mark.left + mark.width / 2 - width / 2, room - width - 4));
  const above = mark.top - height - 6;
  const top = above >= 4 ? above : mark.bottom + 6;
  label.style.left = `${left - drawing.left}px`;
  label.style.top = `${top - drawing.top}px`;
}
