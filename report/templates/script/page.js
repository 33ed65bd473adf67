// The elements of a page: made of names and texts, never of markup, so that no text can become anything else.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with properties and children. A property that begins with a small "on" is a listener; one that is null,
 * undefined or false is left out. Children are elements, texts, or lists of both; null is left out.
 * @param {string} name
 * @param {Object<string, unknown>} [properties]
 * @param {...unknown} children
 * @returns {HTMLElement}
 */
export function make(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/**
 * An element of a drawing, in the same way.
 * @returns {SVGElement}
 */
export function draw(name, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, name), properties, children);
}

function filled(element, properties, children) {
  for (const name in properties) {
    const value = properties[name];
    if ((value ?? false) === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => (child ?? null) !== null));
  return element;
}

/**
 * Give a file to whoever reads the page.
 * @param {string} name
 * @param {string|Uint8Array|Blob} content
 * @param {string} type
 */
export function save(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
