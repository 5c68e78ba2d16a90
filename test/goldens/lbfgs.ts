/** Golden cases of L-BFGS, whose line search is not torch's: the gradient is compared, and how far the same number of iterations gets. */
import {
  backward,
  createFullBatch,
  createLbfgs,
  emptyNetwork,
  forward,
  selectColumns,
  type Engine,
  type Objective,
} from "gradus";
import { Comparison } from "./compare.js";
import { compareGradient, optionsOf, toleranceOf } from "./engine.js";
import { compareFinal } from "./final.js";
import type { Golden } from "./golden.js";
import { prepare, type Prepared } from "./prepare.js";
import { compareGradients } from "./step1.js";

const MAX_ITER = 20; // torch's default
/** Parameters of torch that have no counterpart here: they belong to its own line search and to its ends. */
const WITHOUT = new Set(["lr", "max_iter", "history_size", "line_search_fn"]);

/**
 * Replays a case. The weights after the first step are left out: they show the details of the line search, as the schema says.
 *
 * @param engine gives the gradient of the first step, its float64 kernels everything else; left out, `bp/` gives both
 * @throws RangeError for what has no counterpart
 */
export async function compareLbfgs(golden: Golden, engine?: Engine): Promise<Comparison> {
  const { params } = golden.optimizer;
  const unknown = Object.keys(params).find((key) => !WITHOUT.has(key));
  if (unknown !== undefined)
    throw new RangeError(`Cannot map optimizer "lbfgs": expected known parameters, got "${unknown}"`);
  // All but the optimizer; the learning rate has no part in a line search.
  const run = prepare({ ...golden, optimizer: { name: "sgd", params: {} } });
  const comparison = new Comparison();
  if (engine)
    await compareGradient(comparison, engine, run, optionsOf(run), toleranceOf(engine, golden).step1_rel);
  else compareFirst(comparison, run);

  const iterations =
    golden.compare === "step1" ? 0 : golden.steps * ((params["max_iter"] as number) ?? MAX_ITER);
  const history = params["history_size"] as number | undefined;
  const objective = engine ? createFullBatch(run.network, allRows(run), run.loss) : plain(run);
  const method = createLbfgs(objective, run.network.parameters, history === undefined ? {} : { history });
  let { loss } = method.start();
  for (let k = 0; k < iterations; k++) ({ loss } = method.iterate());
  if (iterations > 0) compareFinal(comparison, golden, run.network, loss, golden.tolerance.final_rel);
  return comparison;
}

function compareFirst(comparison: Comparison, run: Prepared): void {
  const { X, Y } = allRows(run);
  const pass = forward(run.network, X);
  compareGradients(comparison, run.golden, pass, backward(run.network, pass, Y, run.loss));
}

/** The rows of the first batch, in its order: L-BFGS has no other. */
function allRows({ golden, X, Y }: Prepared): Pick<Prepared, "X" | "Y"> {
  if (golden.batches.length > 1)
    throw new RangeError(`Cannot replay L-BFGS: expected one batch, got ${golden.batches.length}`);
  const [rows] = golden.batches;
  return { X: selectColumns(X, rows), Y: selectColumns(Y, rows) };
}

/** The algorithm as it stands in `bp/`. */
function plain(run: Prepared): Objective {
  const { X, Y } = allRows(run);
  const { sizes, activations, parameters: start } = run.network;
  function gradient(parameters: Float64Array, into: Float64Array): number {
    const network = emptyNetwork(sizes, activations.slice(1), false, parameters);
    const found = backward(network, forward(network, X), Y, run.loss);
    into.set(found.gradient);
    return found.loss;
  }
  const { length: count } = start;
  return { count, gradient, loss: (parameters) => gradient(parameters, new Float64Array(count)) };
}
