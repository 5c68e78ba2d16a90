import type { SampleName } from "./form.js";
import concrete from "../../../examples/concrete_named.csv?raw";
import iris from "../../../examples/iris.csv?raw";
import penguins from "../../../examples/penguins.csv?raw";

/** Tables to try, as texts. */
export const samples: Record<SampleName, string> = { concrete, iris, penguins };
