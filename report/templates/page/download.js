// The data of a chart or table as a CSV file. The page holds it in a zip archive, which a reader without a script gets.
import * as page from "../script/page.js";
import * as unpack from "../script/unpack.js";

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

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[download]");
  if (!link?.href.startsWith(MEDIA_TYPE)) return;
  event.preventDefault();
  const text = await unzipped(unpack.bytes(link.href.slice(MEDIA_TYPE.length)));
  page.save(link.download.replace(/zip$/, "csv"), text, "text/csv");
});
