// The councils of today, as the page names them once: their codes, names, other names, regions and classes.

/**
 * @typedef {Object} Place
 * @property {string} code its GSS code
 * @property {string} name its name as the report prints it
 * @property {string[]} names other names that people use
 * @property {string} region the name of its region
 * @property {string} kind the class of council that it is
 * @property {string} edition the file of its edition, which lies in ../editions/ if it was built
 */

const block = document.getElementById("places");

/** @type {Map<string, Place>} every place by its code, in the order of names */
export const all = new Map(
  (block ? JSON.parse(block.textContent) : []).map(([code, name, names, region, kind, edition]) =>
    [code, { code, name, names, region, kind, edition }]),
);
