import type { Network } from "gradus";
import type { Comparison } from "./compare.js";
import type { Golden } from "./golden.js";

const LOSS_MARGIN = 1.05; // how much above the reference the last loss of a `loss_only` case may lie

/** What has come of a run: the loss over all rows and, but for a `loss_only` case, the weights. */
export function compareFinal(
  comparison: Comparison,
  { final, compare }: Golden,
  network: Network,
  loss: number,
  tolerance: number,
): void {
  if (compare === "loss_only") {
    const above = Math.max(loss / final.full_data_loss, 1);
    comparison.number("final.full_data_loss as a share of the reference", above, 1, LOSS_MARGIN - 1);
    return;
  }
  comparison.number("final.full_data_loss", loss, final.full_data_loss, tolerance);
  for (let l = 1; l <= network.last; l++) {
    comparison.matrix(`final.W[${l - 1}]`, network.W[l], final.W[l - 1], tolerance);
    comparison.vector(`final.b[${l - 1}]`, network.b[l], final.b[l - 1], tolerance);
  }
}
