// The map: a hexagon for each of today's councils, for one indicator and one period.
import * as cells from "./cells.js";
import * as classes from "./classes.js";
import * as hexagons from "./hexagons.js";
import * as page from "./page.js";
import * as places from "./places.js";
import * as search from "./search.js";
import * as series from "./series.js";
import * as store from "./store.js";
import * as twin from "./twin.js";
import * as views from "./views.js";

// Which of the five colours a map of fewer classes takes, so that they lie as far apart as they can.
const COLOURS = [[], [2], [1, 3], [0, 2, 4], [0, 1, 3, 4], [0, 1, 2, 3, 4]];
const NAMES = ["lowest", "low", "middle", "high", "highest"];
const MISSING = "missing";

// Of the panel: what stays while the values change.
const parts = new WeakMap();

/** Add the map to the views of the page. */
export function register() {
  views.register({
    id: "map",
    label: "Map",
    show,
    start: ({ series: name, area, period }) => ({ series: name, period, area }),
  });
}

async function show(panel, query) {
  if (!parts.has(panel)) parts.set(panel, furnished(panel));
  const own = parts.get(panel);
  const { boxes, period, drawing } = own;
  const name = store.series.has(query.get("series")) ? query.get("series") : store.opens;
  const turn = (own.turn += 1);
  const values = await store.load(name);
  // Another address was asked for meanwhile.
  if (turn !== own.turn) return;
  const listed = places.councils();
  const periods = values.periods.filter((one) => listed.some(({ code }) => values.row(code, one)));
  const held = periods.findLast((one) => listed.some(({ code }) => (values.row(code, one)?.value ?? null) !== null));
  const chosen = periods.includes(query.get("period")) ? query.get("period") : (held ?? periods.at(-1));
  const area = listed.some(({ code }) => code === query.get("area")) ? query.get("area") : "";
  const state = { series: name, period: chosen ?? "", area };
  own.state = state;
  document.title = `Valuing Care: map, ${values.label}`;
  boxes.series.set(values.label);
  boxes.area.set(area ? places.nameOf(area) : "");
  period.set(series.periodChoices(periods), chosen);
  drawing.replaceChildren(
    ...(chosen
      ? chart(values, state, listed)
      : [
          page.make(
            "p",
            { class: "remark" },
            `${values.label}: no council has a value. It is known of wider places only.`,
          ),
        ]),
  );
}

function furnished(panel) {
  const change = (changes) => views.go(views.address("map", { ...parts.get(panel).state, ...changes }));
  const boxes = {
    series: search.box({
      label: "Indicator",
      hint: "residential cost",
      options: series.options,
      choose: ({ value }) => change({ series: value }),
    }),
    area: search.box({
      label: "Council",
      hint: "Hull",
      options: councilOptions,
      choose: ({ value }) => change({ area: value }),
    }),
  };
  const period = series.choice("Period", (value) => change({ period: value }));
  const drawing = page.make("div", { class: "drawn" });
  panel.append(
    page.make("h2", {}, "Map"),
    page.make("div", { class: "controls" }, boxes.series.element, period.element, boxes.area.element),
    drawing,
  );
  return { boxes, period, drawing, state: {}, turn: 0 };
}

function councilOptions(text) {
  return series.placeOptions(text).filter(({ value }) => places.councils().some(({ code }) => code === value));
}

/** The map, its legend and its table. */
function chart(values, state, listed) {
  const { indicator } = values;
  const found = listed.map((area) => ({ area, cell: cells.cell(values, area.code, state.period) }));
  const held = found.filter(({ cell }) => cell.value !== null);
  const limits = classes.quantiles(held.map(({ cell }) => cell));
  const shades = COLOURS[limits.length].map((at) => NAMES[at]);
  for (const one of found) {
    one.at = one.cell.value === null ? -1 : classes.classOf(one.cell.value, limits);
    one.shade = one.at < 0 ? MISSING : shades[one.at];
    one.said = cells.inWords(one.cell, indicator);
  }
  const unit = store.units[indicator.unit].heading;
  const title = `${values.label}, ${state.period}`;
  const readout = page.make("p", { class: "readout", "aria-live": "off" });
  const choose = (code) => {
    state.area = code;
    views.replace(views.address("map", state));
  };
  const classWords = (one) => (one.at < 0 ? "" : `${one.at + 1} of ${limits.length}`);
  return [
    page.make(
      "figure",
      { class: "map" },
      page.make("figcaption", {}, title, page.make("span", { class: "unit" }, ` ${unit}`)),
      page.make(
        "div",
        { class: "beside" },
        page.make("div", { class: "land" }, mapOf(found, title, state.area, readout, choose), readout),
        legend(found, limits, shades),
      ),
      page.make(
        "p",
        { class: "remark" },
        "Each class holds as many councils as equal values allow. Colours say lower and higher, not better or worse. " +
          "Arrow keys move from council to council, and Enter outlines one. Layout: Open Innovations, with the councils " +
          "formed since.",
      ),
    ),
    twin.table(
      `${title}: the values of the map`,
      [
        { heading: "Council" },
        { heading: "Value", unit, right: true },
        { heading: "Class", right: true },
        { heading: "Remark" },
      ],
      found.map((one) => [
        { text: one.area.name },
        {
          text: one.cell.text,
          value: one.cell.value,
          href: one.cell.key && `#${one.cell.key}`,
          reason: one.cell.reason,
        },
        { text: classWords(one) || "none", value: one.at < 0 ? null : one.at },
        { text: one.cell.reason || one.cell.note || "none" },
      ]),
    ),
  ];
}

function mapOf(found, title, chosen, readout, choose) {
  const placed = found.filter(({ area }) => store.hexagons[area.code]);
  const short = hexagons.shortNames(placed.map(({ area }) => area.name));
  const centres = placed.map(({ area }) => hexagons.hexagonCentre(...store.hexagons[area.code]));
  const [left, right] = [Math.min(...centres.map(({ x }) => x)) - 1, Math.max(...centres.map(({ x }) => x)) + 1];
  const [top, bottom] = [Math.min(...centres.map(({ y }) => y)) - 1.15, Math.max(...centres.map(({ y }) => y)) + 1.15];
  const outline = (kind) => page.draw("polygon", { class: kind, points: "" });
  const [ring, focus] = [outline("ring"), outline("focus")];
  let current = Math.max(
    0,
    placed.findIndex(({ area }) => area.code === chosen),
  );

  const surround = (mark, at) => mark.setAttribute("points", at < 0 ? "" : hexagons.hexagonCorners(centres[at], 0.98));
  const say = (at) => {
    readout.replaceChildren(page.make("strong", {}, placed[at].area.name), ` ${placed[at].said}`);
  };
  const settle = () => {
    const at = placed.findIndex(({ area }) => area.code === chosen);
    if (at < 0) readout.replaceChildren();
    else say(at);
  };
  const press = (at) => {
    marks[at].setAttribute("aria-pressed", String(chosen !== placed[at].area.code));
    const before = placed.findIndex(({ area }) => area.code === chosen);
    if (before >= 0 && before !== at) marks[before].setAttribute("aria-pressed", "false");
    chosen = chosen === placed[at].area.code ? "" : placed[at].area.code;
    surround(ring, chosen ? at : -1);
    choose(chosen);
  };
  const go = (event) => {
    const to = hexagons.hexagonTowards(centres, current, event.key);
    if (event.key === "Enter" || event.key === " ") press(current);
    else if (!event.key.startsWith("Arrow")) return;
    else marks[to].focus();
    event.preventDefault();
  };
  const marks = placed.map(({ area, shade, said }, at) =>
    page.draw(
      "g",
      {
        role: "button",
        tabindex: at === current ? 0 : -1,
        "aria-pressed": String(area.code === chosen),
        "data-area": area.code,
        "aria-label": `${area.name}: ${said}`,
        class: `hexagon ${shade}`,
        onfocus: () => {
          marks[current].setAttribute("tabindex", -1);
          current = at;
          marks[at].setAttribute("tabindex", 0);
          surround(focus, marks[at].matches(":focus-visible") ? at : -1);
          say(at);
        },
        onblur: () => {
          surround(focus, -1);
          settle();
        },
        onpointerenter: () => say(at),
        onpointerleave: settle,
        onclick: () => press(at),
        onkeydown: go,
      },
      page.draw("polygon", { points: hexagons.hexagonCorners(centres[at], 0.95) }),
      page.draw(
        "text",
        { x: centres[at].x.toFixed(3), y: (centres[at].y + 0.2).toFixed(3), "aria-hidden": "true" },
        short[at],
      ),
    ),
  );
  surround(
    ring,
    placed.findIndex(({ area }) => area.code === chosen),
  );
  settle();
  return page.draw(
    "svg",
    {
      viewBox: [left, top, right - left, bottom - top].map((number) => number.toFixed(3)).join(" "),
      role: "group",
      "aria-label": `Map of councils: ${title}`,
    },
    hatching(),
    marks,
    ring,
    focus,
  );
}

function hatching() {
  return page.draw(
    "defs",
    {},
    page.draw(
      "pattern",
      {
        id: "hatching",
        width: 0.4,
        height: 0.4,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      },
      page.draw("rect", { width: 0.4, height: 0.4, class: "ground" }),
      page.draw("rect", { width: 0.1, height: 0.4, class: "line" }),
    ),
  );
}

function legend(found, limits, shades) {
  const swatch = (shade) =>
    page.draw(
      "svg",
      { viewBox: "-1 -1.15 2 2.3", class: "swatch", "aria-hidden": "true" },
      page.draw(
        "g",
        { class: `hexagon ${shade}` },
        page.draw("polygon", { points: hexagons.hexagonCorners({ x: 0, y: 0 }, 0.95) }),
      ),
    );
  const entry = (words, count) =>
    page.make(
      "span",
      {},
      page.make("span", { class: "limits" }, words),
      ` ${count} ${count === 1 ? "council" : "councils"}`,
    );
  const items = limits.map(({ lowest, highest, count }, at) => {
    const [from, to] = [lowest.text, highest.text];
    return page.make("li", {}, swatch(shades[at]), entry(from === to ? from : `${from} to ${to}`, count));
  });
  const reasons = new Map();
  for (const { cell } of found) if (cell.value === null) reasons.set(cell.reason, (reasons.get(cell.reason) ?? 0) + 1);
  for (const [reason, count] of [...reasons].sort(([, one], [, other]) => other - one)) {
    items.push(page.make("li", {}, swatch(MISSING), entry(`No value: ${reason}`, count)));
  }
  return page.make("ul", { class: "legend", "aria-label": "Legend" }, items);
}
