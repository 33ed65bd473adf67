// The data of a chart or table as a CSV file. The page holds it in a zip archive, which a reader without a script gets.

const MEDIA_TYPE = "data:application/zip;base64,";

/**
 * The only file of a zip archive.
 * @param {Uint8Array} archive
 * @returns {Promise<string>}
 */
async function unpacked(archive) {
  const record = new DataView(archive.buffer);
  const size = record.getUint32(18, true);
  const start = 30 + record.getUint16(26, true) + record.getUint16(28, true); // after its name and extra field
  const packed = new Blob([archive.subarray(start, start + size)]);
  return new Response(packed.stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
}

/** Save a text as a file. */
function save(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address));
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[download]");
  if (!link?.href.startsWith(MEDIA_TYPE)) return;
  event.preventDefault();
  const archive = Uint8Array.from(atob(link.href.slice(MEDIA_TYPE.length)), (letter) => letter.charCodeAt(0));
  save(await unpacked(archive), link.download.replace(/zip$/, "csv"));
});
