// Starts the page once all of it is there. Every view that is to have a tab is imported here.
import * as number from "./number.js";
import * as views from "./views.js";

number.register();
document.addEventListener("DOMContentLoaded", views.start);
