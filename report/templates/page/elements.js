// Elements of the page. Texts are set as texts: nothing in them is markup.

const YEARS = /(\d{4}-\d{2}(?!\d))/; // which a browser would break at the hyphen

/**
 * Words with each financial year in one line.
 * @param {string} text
 * @returns {(Node|string)[]}
 */
export function words(text) {
  return text.split(YEARS).map((part, at) => (at % 2 ? element("span", { class: "year" }, part) : part));
}

/**
 * An element with attributes and what is in it.
 * @param {string} tag
 * @param {Object<string, string>} attributes
 * @param {...(Node|string)} content
 * @returns {HTMLElement}
 */
export function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}
