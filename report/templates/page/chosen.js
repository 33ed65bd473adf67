// The chosen council in the charts: a ring on its mark with its name and value, or the reason why it has none. A chart of
// regions or classes has a ring on those that it belongs to.
import * as page from "../script/page.js";
import * as area from "./area.js";
import * as drawings from "./drawings.js";
import * as places from "./places.js";

/** Makes a chart one that marks the chosen council, if its marks are of councils, regions or classes. */
export function begin(chart, frame) {
  const isOfCouncils = chart.marks.some((mark) => places.all.has(mark.code));
  area.subscribe((code) => {
    for (const old of frame.querySelectorAll(".ring.chosen, .of-chosen, .absent")) old.remove();
    const council = places.all.get(code);
    if (!council) return;
    const found = isOfCouncils ? chart.marks.filter((mark) => mark.code === code) : wider(chart, council);
    for (const mark of found) {
      for (const { drawing, shape } of drawings.all(frame)) label(drawing, mark, shape, !isOfCouncils);
    }
    if (isOfCouncils && !found.length) {
      const reason = chart.absent.get(code) ?? "this chart has no figure of it";
      frame.append(page.make("p", { class: "absent" }, `${council.name} is not in this chart: ${reason}.`));
    }
  });
}

/** The newest mark of the region and of the class of a council, at most one of each. */
function wider(chart, council) {
  return [council.region, council.kind].flatMap((name) => {
    const marks = chart.marks.filter((mark) => mark.place === name);
    const newest = marks.map((mark) => mark.period).sort().at(-1);
    return marks.filter((mark) => mark.period === newest).slice(-1);
  });
}

/** The label is above the ring, or below it near the upper edge, and at the side of it with more room. */
function label(drawing, mark, shape, isWider) {
  const { width, height } = drawing.querySelector("svg").viewBox.baseVal;
  const [across, along] = [mark.at[shape][0] / width, mark.at[shape][1] / height];
  const ring = drawings.ring(drawing, mark.at[shape], "chosen");
  if (isWider) return; // its name is on the chart
  const words = page.make("span", { class: "of-chosen", "aria-hidden": "true" }, `${mark.place} ${mark.value}`);
  words.style[across > 0.5 ? "right" : "left"] = `${100 * (across > 0.5 ? 1 - across : across)}%`;
  words.style[along < 0.15 ? "top" : "bottom"] = `calc(${100 * (along < 0.15 ? along : 1 - along)}% + 0.7rem)`;
  ring.after(words);
}
