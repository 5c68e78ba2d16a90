import "katex/dist/katex.min.css";
import "./app.css";

/** What stands in the page before any script runs is the first view of Learn; `first.js` has hidden it where another is wanted. */
const app = document.getElementById("app")!;
const { dataset } = document.documentElement;
const isThere = app.firstElementChild !== null && dataset["other"] === undefined;

// First it is painted, then brought to life.
if (isThere) await painted();
const { start } = await import("./start.js");
await start(app, isThere);
delete dataset["other"];
dataset["ready"] = "";

function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve, 0));
    setTimeout(resolve, 200); // a page in the background is not painted
  });
}
