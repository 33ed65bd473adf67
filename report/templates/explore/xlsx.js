// A workbook for spreadsheets (Office Open XML), with its parts stored as they are.
//
// Written here: the smallest build of SheetJS (xlsx.mini.min.js of 0.18.5) has 251 kB, and this file 8 kB.

const STYLES = { text: 0, heading: 1, count: 2, decimal: 3, share: 4 };
const NAMESPACE = "http://schemas.openxmlformats.org";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escapeXml = (text) =>
  text
    .toWellFormed()
    .replace(NOT_IN_XML, "\ufffd")
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

/** The letters of a column, counted from 0. */
function columnLetters(column) {
  const before = Math.floor(column / 26);
  return (before ? columnLetters(before - 1) : "") + String.fromCharCode(65 + (column % 26));
}

function cellXml(cell, at, textStyle) {
  if (cell === "") return "";
  if (typeof cell === "object") return `<c r="${at}" s="${STYLES[cell.kind]}"><v>${cell.value}</v></c>`;
  return `<c r="${at}" s="${textStyle}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`;
}

function rowXml(cells, row, textStyle) {
  const xml = cells.map((cell, column) => cellXml(cell, `${columnLetters(column)}${row}`, textStyle));
  return `<row r="${row}">${xml.join("")}</row>`;
}

function sheetXml({ columns, rows }) {
  const widths = columns.map(
    ([, width], at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  const headings = columns.map(([heading]) => heading);
  const xml = [rowXml(headings, 1, STYLES.heading), ...rows.map((row, at) => rowXml(row, at + 2, STYLES.text))];
  return (
    `${DECLARATION}<worksheet xmlns="${NAMESPACE}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widths.join("")}</cols><sheetData>${xml.join("")}</sheetData></worksheet>`
  );
}

const STYLES_XML =
  `${DECLARATION}<styleSheet xmlns="${NAMESPACE}/spreadsheetml/2006/main">` +
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.0"/>' +
  '<numFmt numFmtId="165" formatCode="0.0%"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
  '<fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border/></borders>' +
  '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/><xf fontId="1" applyFont="1" applyAlignment="1">' +
  '<alignment wrapText="1" vertical="bottom"/></xf><xf numFmtId="3" applyNumberFormat="1"/>' +
  '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>';

/**
 * A workbook as a file.
 *
 * A cell is a text, or a number as ``{value, kind}``; kinds are ``count``, ``decimal`` and ``share``. A missing value is a
 * text that says why, never an empty cell.
 * @param {{name: string, columns: [string, number][], rows: Array}[]} sheets columns have a heading and a width
 * @returns {Uint8Array}
 */
export function workbook(sheets) {
  const office = `${NAMESPACE}/officeDocument/2006/relationships`;
  const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const numbered = sheets.map((sheet, at) => ({ ...sheet, number: at + 1 }));
  const overrides = numbered.map(
    ({ number }) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${types}.worksheet+xml"/>`,
  );
  const listed = numbered.map(
    ({ name, number }) => `<sheet name="${escapeXml(name)}" sheetId="${number}" r:id="rId${number}"/>`,
  );
  const related = numbered.map(
    ({ number }) =>
      `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
  );
  const packages = `${NAMESPACE}/package/2006`;
  return zip([
    [
      "[Content_Types].xml",
      `${DECLARATION}<Types xmlns="${packages}/content-types"><Default Extension="rels" ` +
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${overrides.join("")}</Types>`,
    ],
    [
      "_rels/.rels",
      `${DECLARATION}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" ` +
        `Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `${DECLARATION}<workbook xmlns="${NAMESPACE}/spreadsheetml/2006/main" xmlns:r="${office}">` +
        `<sheets>${listed.join("")}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${DECLARATION}<Relationships xmlns="${packages}/relationships">${related.join("")}` +
        `<Relationship Id="rId${sheets.length + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ["xl/styles.xml", STYLES_XML],
    ...numbered.map((sheet) => [`xl/worksheets/sheet${sheet.number}.xml`, sheetXml(sheet)]),
  ]);
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function checksum(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = CRC[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}

/** Numbers in bytes, low end first: each is a pair of its value and its size. */
function littleEndian(...numbers) {
  const bytes = [];
  for (const [value, size] of numbers) for (let at = 0; at < size; at += 1) bytes.push((value >>> (8 * at)) & 0xff);
  return Uint8Array.from(bytes);
}

/** An archive of texts, stored as they are and dated 1 January 1980, so that the same texts give the same bytes. */
function zip(texts) {
  const encoder = new TextEncoder();
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of texts) {
    const [path, content] = [encoder.encode(name), encoder.encode(text)];
    const common = [
      [20, 2],
      [0x800, 2],
      [0, 2],
      [0, 2],
      [0x21, 2],
      [checksum(content), 4],
      [content.length, 4],
      [content.length, 4],
    ];
    const local = [littleEndian([0x04034b50, 4], ...common, [path.length, 2], [0, 2]), path, content];
    directory.push(
      littleEndian(
        [0x02014b50, 4],
        [20, 2],
        ...common,
        [path.length, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 4],
        [offset, 4],
      ),
      path,
    );
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = littleEndian(
    [0x06054b50, 4],
    [0, 4],
    [texts.length, 2],
    [texts.length, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  );
  const all = [...parts, ...directory, end];
  const file = new Uint8Array(offset + size + end.length);
  let at = 0;
  for (const part of all) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
