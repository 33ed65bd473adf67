// Starts the page. Every view that is to have a tab is imported here.
import * as number from "./number.js";
import * as store from "./store.js";
import * as views from "./views.js";

document.getElementById("version").textContent = `Data version ${store.version.data}; code version ${store.version.code}.`;
const skip = document.getElementById("skip");
skip.addEventListener("click", (event) => {
  event.preventDefault(); // the address is the view's
  document.getElementById("views").focus();
});
number.register();
views.start();
