// Starts the page with its views, in the order of their tabs.
import * as compare from "./compare.js";
import * as map from "./map.js";
import * as number from "./number.js";
import * as store from "./store.js";
import * as table from "./table.js";
import * as views from "./views.js";

document.getElementById("version").textContent =
  `Data version ${store.version.data}; code version ${store.version.code}.`;
document.getElementById("skip").addEventListener("click", (event) => {
  // The address is the view's.
  event.preventDefault();
  document.getElementById("views").focus();
});
views.start([number.view, map.view, compare.view, table.view]);
