// Keeping a reader's place when a view is drawn again.

/**
 * Draw again, and put the focus where it was: on what has the same words in the new drawing, else on a fallback.
 * @param {HTMLElement} panel
 * @param {HTMLElement} fallback
 * @param {() => void} draw
 */
export function kept(panel, fallback, draw) {
  const before = document.activeElement;
  // Those of the whole page would be megabytes.
  const words = panel.contains(before) ? wordsOf(before) : "";
  draw();
  if (!words || before.isConnected) return;
  const same = [...panel.querySelectorAll("button, a")].find((one) => wordsOf(one) === words);
  (same ?? fallback).focus();
}

function wordsOf(element) {
  return element.ariaLabel ?? element.textContent;
}
