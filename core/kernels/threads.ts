import { ARRIVED, TURN } from "../src/engine/wasm/record";

const SPINS = 60000; // looks at the turn before a thread goes to sleep: some 30 microseconds, about what waking it takes

/** Every thread waits here until all of them have come. */
export function meet(threads: i32): void {
  if (threads == 1) return;
  const turn = atomic.load<i32>(TURN);
  if (atomic.add<i32>(ARRIVED, 1) == threads - 1) {
    atomic.store<i32>(ARRIVED, 0);
    atomic.add<i32>(TURN, 1);
    atomic.notify(TURN, -1);
    return;
  }
  for (let i = 0; i < SPINS; i++) if (atomic.load<i32>(TURN) != turn) return;
  while (atomic.load<i32>(TURN) == turn) atomic.wait<i32>(TURN, turn, -1);
}
