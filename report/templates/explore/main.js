// Starts the page once all of it is there. Every view that is to have a tab is imported here.
import * as compare from "./compare.js";
import * as map from "./map.js";
import * as number from "./number.js";
import * as table from "./table.js";
import * as views from "./views.js";

number.register();
map.register();
table.register();
compare.register();
document.addEventListener("DOMContentLoaded", views.start);
