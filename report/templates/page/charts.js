// The charts of the page become ones that can be read, marked and taken along.
import * as chosen from "./chosen.js";
import * as drawings from "./drawings.js";
import * as marks from "./marks.js";
import * as reading from "./reading.js";
import * as tools from "./tools.js";

async function begin() {
  for (const chart of await marks.charts()) {
    const frame = drawings.framed(chart.id);
    if (!frame) continue;
    reading.begin(chart, frame);
    chosen.begin(chart, frame);
    tools.begin(chart, frame);
  }
}

begin();
