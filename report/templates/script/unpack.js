// What a page holds compressed, unpacked by the browser's own means.

/**
 * The bytes of a text in base 64.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function bytes(text) {
  const letters = atob(text);
  const found = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) found[at] = letters.charCodeAt(at);
  return found;
}

/**
 * The text that was deflated into some bytes.
 * @param {Uint8Array} deflated
 * @returns {Promise<string>}
 */
export function inflated(deflated) {
  return new Response(new Response(deflated).body.pipeThrough(new DecompressionStream("deflate-raw"))).text();
}

/**
 * The content of a compressed block of the page, by the id of its element.
 * @param {string} id
 */
export async function block(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(await inflated(bytes(JSON.parse(element.textContent)))) : {};
}
