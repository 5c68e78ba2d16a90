import {
  CAPACITY,
  CHUNK,
  GROUP,
  GROUP_LOSS,
  H,
  H_STRIDE,
  LAST,
  LAYERS,
  LAYER_SIZE,
  LOSS_OF_Z,
  N,
  OUT,
  SCRATCH,
  SCRATCH_FRONT,
  SCRATCH_LABELS,
  SCRATCH_SIZE,
  THREADS,
  UNITS,
  Z,
} from "../src/engine/wasm/record";
import { forward } from "./forward";
import { embedGroup } from "./front";
import { fetch, fetchLabels } from "./gather";
import { lossOfGroup } from "./loss";

/**
 * Forward pass of a chunk whose columns lie in XC: H^last goes to OUT, the loss of each group of the chunk to GROUP_LOSS if
 * there are labels. Every thread calls it with its own number.
 *
 * @param rows    rows of the chunk
 * @param labeled 1 if labels and weights lie in YC and OMEGA_C
 */
export function evaluate(rows: i32, labeled: i32, thread: i32): void {
  const threads = load<i32>(THREADS);
  const groups = (rows + GROUP - 1) / GROUP;
  const capacity = load<i32>(CAPACITY);
  const from = (capacity * thread) / threads;
  const room = (capacity * (thread + 1)) / threads - from;
  if (room == 0) return;
  // The threads take blocks of groups by turns, each in its own part of H.
  const layer = load<usize>(LAYERS) + load<i32>(LAST) * LAYER_SIZE;
  const stride = load<usize>(layer, H_STRIDE);
  const outputs = load<i32>(layer, N);
  const share = (groups + threads - 1) / threads;
  const end = min(groups, share * (thread + 1));
  const scratch = load<usize>(SCRATCH) + thread * load<usize>(SCRATCH_SIZE);
  const labels = scratch + load<usize>(SCRATCH_LABELS);
  const hasFront = load<i32>(UNITS) != 0;
  for (let at = share * thread; at < end; at += room) {
    const count = min(room, end - at);
    const first = (at - from) * GROUP; // so that group `from` is the block's first row
    for (let g = from; g < from + count; g++) {
      fetch(g, first);
      if (hasFront) embedGroup(g, scratch + load<usize>(SCRATCH_FRONT));
    }
    forward(from, from + count, rows - first, 0);
    for (let g = from; g < from + count; g++) {
      putOut(load<usize>(layer, H) + g * stride, first + g * GROUP, outputs);
      if (labeled == 0) continue;
      fetchLabels(g, first, rows, labels, outputs);
      const o = (load<i32>(LOSS_OF_Z) != 0 ? load<usize>(layer, Z) : load<usize>(layer, H)) + g * stride;
      const part = lossOfGroup(o, labels, 0, outputs, 1);
      store<f64>(load<usize>(GROUP_LOSS) + ((<usize>(at + g - from)) << 3), part);
    }
  }
}

/** One group of the output, `[n][8]`, as columns of the chunk. */
function putOut(h: usize, row: i32, n: i32): void {
  const stride = load<usize>(CHUNK) << 2;
  let out = load<usize>(OUT) + ((<usize>row) << 2);
  for (let i = 0; i < n; i++, h += 32, out += stride) {
    v128.store(out, v128.load(h));
    v128.store(out, v128.load(h, 16), 16);
  }
}
