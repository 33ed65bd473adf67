// Starts the page. Every view that is to have a tab is imported here.
import * as compare from "./compare.js";
import * as map from "./map.js";
import * as number from "./number.js";
import * as store from "./store.js";
import * as table from "./table.js";
import * as views from "./views.js";

document.getElementById("version").textContent =
  `Data version ${store.version.data}; code version ${store.version.code}.`;
const skip = document.getElementById("skip");
skip.addEventListener("click", (event) => {
  // The address is the view's.
  event.preventDefault();
  document.getElementById("views").focus();
});
number.register();
map.register();
compare.register();
table.register();
views.start();
