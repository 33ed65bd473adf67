// What a reader can take of a chart besides its data: a picture for the clipboard, and a piece of HTML for another page,
// which holds all that it shows and says of which data it is.
import * as page from "../script/page.js";

const SCALE = 2; // pixels of a picture to one of the page
const MARGIN = 16;

/** Adds the tools of a chart below its caption. */
export function begin(chart, frame) {
  const figure = frame.closest("figure");
  const said = page.make("span", { class: "said", role: "status" });
  const button = (words, act) => page.make("button", {
    onclick: async () => {
      said.textContent = "";
      said.textContent = await act();
    },
  }, words);
  const tools = page.make("details", { class: "tools" },
    page.make("summary", {}, "Use this chart"),
    button("Copy as picture", () => copyPicture(figure)),
    button("Copy to embed in a page", () => copyText(embed(figure), `${chart.id}.html`)),
    said);
  (figure.querySelector(".caption") ?? figure).append(tools);
}

async function copyPicture(figure) {
  const drawn = picture(figure);
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": drawn })]);
    return "The picture is in the clipboard.";
  } catch {
    page.save(`${figure.id}.png`, await drawn, "image/png");
    return "The picture was saved as a file: this browser does not let a page write to the clipboard.";
  }
}

async function copyText(text, name) {
  try {
    await navigator.clipboard.writeText(text);
    return "The code is in the clipboard.";
  } catch {
    page.save(name, text, "text/html");
    return "The code was saved as a file: this browser does not let a page write to the clipboard.";
  }
}

/** The chart with its title and source, on the colours of a light page. */
async function picture(figure) {
  const svg = wide(figure);
  const { width, height } = svg.viewBox.baseVal;
  const [across, down] = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(alone(svg, typefaces()))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const title = { font: '600 18px "Source Sans Pro", sans-serif', colour: colour("ink"), height: 24 };
  const source = { font: '13px "Source Sans Pro", sans-serif', colour: colour("muted"), height: 18 };
  const lines = [
    [title, wrapped(context, title.font, titleOf(figure), across)],
    [source, wrapped(context, source.font, `${captionOf(figure)} Valuing Care, ${imprint().version}.`, across)],
  ];
  const [above, below] = lines.map(([look, words]) => look.height * words.length);
  canvas.width = SCALE * (across + 2 * MARGIN);
  canvas.height = SCALE * (above + (across * height) / width + below + 4 * MARGIN);
  context.scale(SCALE, SCALE);
  context.fillStyle = colour("paper");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, MARGIN, above + 2 * MARGIN, across, down);
  drawChosen(context, figure, [MARGIN, above + 2 * MARGIN], [across, down]);
  let top = MARGIN;
  for (const [look, words] of lines) {
    context.font = look.font;
    context.fillStyle = look.colour;
    for (const line of words) context.fillText(line, MARGIN, (top += look.height));
    top += down + MARGIN;
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** The ring and the label of the chosen council, where the page has them. */
function drawChosen(context, figure, [left, top], [across, down]) {
  const label = figure.querySelector(".wide .of-chosen");
  if (!label) return;
  const at = label.previousElementSibling.style; // its ring
  const [x, y] = [left + (across * parseFloat(at.left)) / 100, top + (down * parseFloat(at.top)) / 100];
  context.font = '600 15px "Source Sans Pro", sans-serif';
  const width = context.measureText(label.textContent).width;
  const start = label.style.right ? x - width : x;
  const base = label.style.top ? y + 26 : y - 14;
  context.fillStyle = colour("paper");
  context.fillRect(start - 3, base - 14, width + 6, 18);
  context.fillStyle = context.strokeStyle = colour("orange-words");
  context.fillText(label.textContent, start, base);
  context.lineWidth = 3;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.stroke();
}

function wrapped(context, font, text, room) {
  context.font = font;
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (context.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A frame of HTML that holds the chart with its title, source, licence and version, and asks nothing of a network. */
function embed(figure) {
  const made = document.implementation.createHTMLDocument(titleOf(figure));
  const part = (tag, text) => Object.assign(made.createElement(tag), { textContent: text });
  made.documentElement.lang = "en-GB";
  made.head.append(
    part(
      "style",
      `${typefaces()}figure{margin:0;font:15px/1.45 "Source Sans Pro",sans-serif;color:${colour("ink")};` +
        `background:${colour("paper")}}figcaption{font-weight:600;font-size:18px;margin-bottom:.75em}` +
        `svg{display:block;width:100%;height:auto}p{margin:.75em 0 0;color:${colour("muted")}}`,
    ),
  );
  const chart = made.createElement("figure");
  chart.append(
    part("figcaption", titleOf(figure)),
    made.importNode(new DOMParser().parseFromString(alone(wide(figure)), "image/svg+xml").documentElement, true),
    part("p", captionOf(figure)),
    part("p", `${imprint().citation}. ${imprint().attribution} Chart: CC BY 4.0.`),
    part(
      "p",
      `This chart is pinned to ${imprint().version}. The report states its data version at its head: if it states ` +
        "another one, there is a newer version of this chart.",
    ),
  );
  made.body.append(chart);
  const lines = Math.ceil(made.body.textContent.length / 60);
  return page.make("iframe", {
    title: titleOf(figure),
    style: `width:100%;max-width:44em;height:${Math.ceil(ratio(figure) * 44 + 1.5 * lines)}em;border:0`,
    sandbox: "",
    srcdoc: `<!DOCTYPE html>${made.documentElement.outerHTML}`,
  }).outerHTML;
}

/** What the head and the foot of the page say about the report. */
function imprint() {
  const terms = [...document.querySelectorAll(".imprint dt")];
  const says = (term) => terms.find((one) => one.textContent === term)?.nextElementSibling.textContent ?? "";
  return {
    version: `data ${says("Data").replace(/ \(.*/, "")}, edition ${says("Edition").replace(/, the date.*/, "")}`,
    citation: says("Cite as") || document.title,
    attribution: document.querySelector("footer p:nth-child(2)")?.textContent ?? "",
  };
}

function titleOf(figure) {
  const [number, title] = [...figure.querySelector("figcaption").childNodes]
    .map((node) => node.textContent.replace(/\s+/g, " ").trim())
    .filter(Boolean);
  return `${number}: ${title}`;
}

function captionOf(figure) {
  return figure.querySelector(".caption p").textContent.replace(/\s+/g, " ").trim();
}

function ratio(figure) {
  const { width, height } = wide(figure).viewBox.baseVal;
  return height / width;
}

function wide(figure) {
  return (figure.querySelector(".drawing.wide") ?? figure.querySelector(".drawing")).querySelector("svg");
}

/** An SVG outside the page, with the colours of a light one. */
function alone(svg, style = "") {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", '"Source Sans Pro", sans-serif');
  if (style) copy.prepend(Object.assign(document.createElementNS(copy.namespaceURI, "style"), { textContent: style }));
  return new XMLSerializer().serializeToString(copy).replace(/var\(--([a-z-]+)\)/g, (_, name) => colour(name));
}

/** A colour of the light page, whatever the reader's scheme. */
function colour(name) {
  return rules((rule) => rule.selectorText === ":root")[0].style.getPropertyValue(`--${name}`).trim();
}

/** The typeface of the charts, which the page holds. */
function typefaces() {
  return rules((rule) => rule instanceof CSSFontFaceRule && rule.style.fontFamily?.includes("Source Sans Pro"))
    .map((rule) => rule.cssText)
    .join("");
}

function rules(test) {
  return [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].filter(test));
}
