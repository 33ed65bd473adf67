// The data of a chart or table as a CSV file. The page holds it in a zip archive, which a reader without a script gets.
import * as unpack from "./unpack.js";

const MEDIA_TYPE = "data:application/zip;base64,";

/**
 * The only file of a zip archive, as text.
 * @param {Uint8Array} archive
 * @returns {Promise<string>}
 */
function unzipped(archive) {
  const record = new DataView(archive.buffer);
  const size = record.getUint32(18, true);
  const start = 30 + record.getUint16(26, true) + record.getUint16(28, true); // after its name and extra field
  return unpack.inflated(archive.subarray(start, start + size));
}

function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[download]");
  if (!link?.href.startsWith(MEDIA_TYPE)) return;
  event.preventDefault();
  save(await unzipped(unpack.bytes(link.href.slice(MEDIA_TYPE.length))), link.download.replace(/zip$/, "csv"));
});
