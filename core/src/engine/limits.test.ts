import { expect, test } from "vitest";
import { emptyNetwork } from "../bp/network.js";
import { matrix } from "../matrix.js";
import type { Engine } from "./engine.js";
import { referenceEngine } from "./reference.js";
import { wasmEngine } from "./wasm.js";

/** h = w x + b. */
const line = (w: number, b: number) => emptyNetwork([1, 1], ["identity"], false, Float64Array.of(w, b));

test.each<[string, Engine]>([
  ["reference", referenceEngine],
  ["wasm", wasmEngine],
])("%s keeps each net within its limits before the mean is taken", (_, engine) => {
  const ensemble = engine.ensemble!([
    { network: line(10, 0), weight: 0.5, limits: [[-1, 2]] },
    { network: line(1, 0), weight: 0.5 },
  ]);
  // ½ min(10 x, 2) + ½ x, and ½ max(10 x, −1) + ½ x.
  const wanted = [0.1 * 5.5, 0.5 * 2 + 0.5 * 4, 0.5 * -1 + 0.5 * -3];
  const H = ensemble.rows(matrix(1, 3, Float64Array.of(0.1, 4, -3)));
  wanted.forEach((h, s) => expect(H.data[s]).toBeCloseTo(h, 6));
  [0.1, 4, -3].forEach((x, s) => expect(ensemble.row(Float64Array.of(x))[0]).toBeCloseTo(wanted[s], 6));
});
