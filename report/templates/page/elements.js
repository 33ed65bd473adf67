// Elements of the page. Texts are set as texts: nothing in them is markup.

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
