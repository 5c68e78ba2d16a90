import concrete from "../../../examples/concrete_named.csv?raw";
import iris from "../../../examples/iris.csv?raw";
import penguins from "../../../examples/penguins.csv?raw";

/** Tables to try, as texts. */
export const samples = { concrete, iris, penguins };
