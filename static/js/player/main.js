// All that runs on the pages of a runner, in one file (clinic/look/joining.py).
//
// Today and its neighbours are sent this once they stand (start.js). The player begins with it: there
// the days, the worker and the queue wait until the first exercise has been on the screen for a while.

import { start } from "./page.js";
import { signOuts, upkeep } from "./phone.js";

const AFTER = 4000; // ms: somebody reads the first exercise

signOuts();
start().catch(() => {}).finally(() => document.body.classList.remove("is-opening")); // else the plain list serves
if (!document.getElementById("player")) upkeep();
else if (document.readyState === "complete") setTimeout(upkeep, AFTER);
else addEventListener("load", () => setTimeout(upkeep, AFTER));
