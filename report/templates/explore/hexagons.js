// The geometry of a map of hexagons: rows count north, and odd rows lie half a place further east.

const ACROSS = Math.sqrt(3);
const UP = 1.5;

/** The middle of a hexagon whose corners are one unit away; y grows southwards, as on a screen. */
export function hexagonCentre(column, row) {
  return { x: (column + (row % 2) / 2) * ACROSS, y: -row * UP };
}

/** The corners of a hexagon around a point, as an SVG polygon takes them. */
export function hexagonCorners({ x, y }, radius) {
  const corners = [];
  for (let corner = 0; corner < 6; corner += 1) {
    const angle = (Math.PI / 3) * corner + Math.PI / 6;
    corners.push(`${(x + radius * Math.cos(angle)).toFixed(3)},${(y + radius * Math.sin(angle)).toFixed(3)}`);
  }
  return corners.join(" ");
}

const DIRECTIONS = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/**
 * The hexagon that an arrow key leads to: the nearest that lies more in the key's direction than to its side; if there
 * is none, the nearest that lies in that direction at all.
 *
 * @param {{x: number, y: number}[]} centres
 * @returns {number} its position among the centres; ``from`` if the key is no arrow or nothing lies that way
 */
export function hexagonTowards(centres, from, key) {
  const way = DIRECTIONS[key];
  if (!way) return from;
  let found = from;
  let least = Infinity;
  centres.forEach((centre, position) => {
    const right = centre.x - centres[from].x;
    const down = centre.y - centres[from].y;
    const ahead = right * way.x + down * way.y;
    const aside = Math.abs(right * way.y) + Math.abs(down * way.x);
    if (ahead < 0.1) return;
    const distance = ahead + 2 * aside + (aside > ahead ? 1000 : 0);
    if (distance < least) {
      least = distance;
      found = position;
    }
  });
  return found;
}

const SMALL_WORDS = new Set(["and", "of", "the", "with"]);

/**
 * Short names for the insides of hexagons, no two alike: the first four letters of a name of one word, else its
 * initials. Names that would share one take the first letter of their last words that tells them apart.
 *
 * @example shortNames(["Derby", "Derbyshire", "Waltham Forest", "Westmorland and Furness"]) // Derb, Ders, WFo, WFu
 * @param {string[]} names
 * @returns {string[]} at most five letters each
 */
export function shortNames(names) {
  const words = names.map((name) =>
    name
      .replace(/[.,’']/g, "")
      .split(/[\s-]+/)
      .filter((word) => word && !SMALL_WORDS.has(word.toLowerCase())),
  );
  const short = words.map((own) => (own[1] ? own.map(([initial]) => initial).join("") : own[0]).slice(0, 4));
  return short.map((name, at) => {
    const last = words[at].at(-1);
    const rivals = words.filter((_, other) => other !== at && short[other] === name).map((own) => own.at(-1));
    const letter = [...last].find((one, position) => rivals.every((rival) => rival[position] !== one));
    return rivals.length && letter ? (words[at][1] ? name : name.slice(0, 3)) + letter : name;
  });
}
