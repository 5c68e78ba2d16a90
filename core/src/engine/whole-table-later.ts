/** What is imported when it is needed; `whole-table-trainers.ts` itself is what `named.ts` has at hand, and a bundler wants one or the other. */
export { plainTrainer, trainer64 } from "./whole-table-trainers.js";
