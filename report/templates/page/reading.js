// The value under the finger: hover, touch and arrow keys read out what the marks of a chart stand for. A label says it
// to the eye, and the page's status says it to a screen reader. Escape closes the label; it stays open under the pointer.
import * as page from "../script/page.js";
import * as drawings from "./drawings.js";
import * as marks from "./marks.js";

const NEAR = 36; // pixels from a mark at which a pointer still reads it

const status = page.make("p", { class: "unseen", role: "status" });
document.querySelector("main")?.append(status);

let pressed = null; // the chart that a pointer pressed last, until a key is pressed
let open = null; // what is read: the mark with its frame, ring and label

/** Makes a chart one that can be read, by one stop of the keyboard. */
export function begin(chart, frame) {
  const name = document.getElementById(`${chart.id}-title`)?.querySelector(".label")?.textContent ?? "Chart";
  const reader = page.make("div", {
    class: "reader", tabindex: "0",
    role: "application", // so that a screen reader leaves the arrow keys to the chart
    "aria-roledescription": "chart",
    "aria-label": `Values of ${name}: arrow keys read them, Enter opens one in the explorer if it was built, Escape ends`,
    onkeydown: (event) => {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    },
    onfocus: () => moveTo(row, position),
    onblur: () => {
      if (open?.frame === frame && pressed !== frame) close(); // and not what a finger has just opened
    },
  });
  frame.append(reader);

  const rows = marks.rows(chart);
  const weights = weighed(rows);
  let [row, position] = [0, 0];

  const read = (mark) => show(frame, mark);
  const moveTo = (newRow, newPosition) => {
    row = Math.max(0, Math.min(newRow, rows.length - 1));
    position = Math.max(0, Math.min(newPosition, rows[row].length - 1));
    read(rows[row][position]);
    open.ring.scrollIntoView({ block: "nearest", behavior: "instant" });
    drawings.place(open.label, open.ring);
    say(rows[row][position]);
  };
  const moveAcross = (step) => {
    const next = Math.max(0, Math.min(row + step, rows.length - 1));
    const from = rows[row][position].at.wide[0];
    const distance = (mark) => Math.abs(mark.at.wide[0] - from);
    const nearest = rows[next].reduce((best, mark) => (distance(mark) < distance(best) ? mark : best));
    moveTo(next, rows[next].indexOf(nearest));
  };
  const moveAlong = (step) => (rows[row].length > 1 ? moveTo(row, position + step) : moveAcross(step));
  const keys = {
    ArrowRight: () => moveAlong(1),
    ArrowLeft: () => moveAlong(-1),
    ArrowDown: () => moveAcross(1),
    ArrowUp: () => moveAcross(-1),
    Home: () => moveTo(row, 0),
    End: () => moveTo(row, Infinity),
    Enter: () => {
      const address = marks.address(rows[row][position]);
      if (address) location.href = address;
    },
  };

  const follow = (event) => {
    if (event.target.closest(".reading")) return;
    const mark = nearest(frame, chart.marks, weights, event);
    if (!mark) {
      if (document.activeElement !== reader) close();
      return;
    }
    row = rows.findIndex((marksOfRow) => marksOfRow.includes(mark));
    position = rows[row].indexOf(mark);
    read(mark);
  };
  frame.addEventListener("pointermove", follow);
  frame.addEventListener("pointerdown", follow);
  frame.addEventListener("click", (event) => {
    if (open && drawings.shown(frame).drawing.contains(event.target)) reader.focus({ preventScroll: true });
  });
  frame.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && document.activeElement !== reader) close();
  });
}

/** How far a pointer may be off across and along: bars are read along their whole length, lines by the year. */
function weighed(rows) {
  const isLevel = (row) => row.every((mark) => Math.abs(mark.at.wide[1] - row[0].at.wide[1]) < 1);
  if (rows.length > 1 && rows.every((row) => row.length <= 3 && isLevel(row))) return [0.1, 1];
  return rows.some((row) => row.length > 60) ? [1, 1] : [1, 0.2];
}

function nearest(frame, all, [across, along], event) {
  const { drawing, shape } = drawings.shown(frame);
  const svg = drawing.querySelector("svg");
  const box = svg.getBoundingClientRect();
  const scale = box.width / svg.viewBox.baseVal.width;
  const distance = ({ at }) =>
    Math.hypot(
      across * (box.left + at[shape][0] * scale - event.clientX),
      along * (box.top + at[shape][1] * scale - event.clientY),
    );
  const found = all.reduce((best, mark) => (distance(mark) < distance(best) ? mark : best));
  return distance(found) <= NEAR ? found : null;
}

function show(frame, mark) {
  if (open?.mark === mark && open.ring.isConnected) return;
  close();
  const { drawing, shape } = drawings.shown(frame);
  const ring = drawings.ring(drawing, mark.at[shape], "read");
  const label = page.make("div", { class: "reading", "aria-hidden": "true" }, // the status says it
    page.make("span", {}, marks.named(mark)),
    page.make("strong", {}, mark.value + mark.unit),
    mark.note ? page.make("span", { class: "remark" }, mark.note) : null,
    mark.key ? page.make("a", { href: marks.address(mark), tabindex: -1 }, "In the explorer (Enter)") : null);
  drawing.append(label);
  drawings.place(label, ring);
  open = { frame, mark, ring, label };
}

function say(mark) {
  status.textContent = `${marks.named(mark)}: ${mark.value}${mark.unit}${mark.note ? `; ${mark.note}` : ""}`;
}

function close() {
  open?.ring.remove();
  open?.label.remove();
  open = null;
}

document.addEventListener("keydown", (event) => {
  pressed = null;
  if (event.key === "Escape") close();
}, true);
document.addEventListener("pointerdown", (event) => {
  pressed = event.target.closest(".chart");
  if (!pressed) close();
}, true);
addEventListener("resize", close);
