// What the page holds compressed, unpacked by the browser's own means.

/**
 * The bytes of a text in base 64.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/**
 * The text that was deflated into some bytes.
 * @param {Uint8Array} deflated
 * @returns {Promise<string>}
 */
export function inflated(deflated) {
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

/**
 * The content of a compressed block of the page, by the id of its element.
 * @param {string} id
 */
export async function block(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(await inflated(bytes(JSON.parse(element.textContent)))) : {};
}
