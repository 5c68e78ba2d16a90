/** Iteration after iteration of one lesson, computed as far as somebody looks. */
import { columns, iterate, type Iteration, type Matrix, type Network } from "gradus";
import { startNetwork, type Settings } from "./settings.js";

/** The iterations of a lesson, by number from 0. */
export interface History {
  X: Matrix;
  Y: Matrix;
  /** The network before iteration k. */
  network(k: number): Network;
  /** L before iteration k. */
  loss(k: number): number;
}

/** Iterations that may be looked at. */
export const MOST_ITERATIONS = 2000;

/** All iterations that follow from the settings; each is computed once, when it is first asked for. */
export function createHistory(settings: Settings): History {
  const [X, Y] = [asMatrix(settings.X), asMatrix(settings.Y)];
  const { loss, eta } = settings;
  const networks = [startNetwork(settings)];
  const done: Iteration[] = [];
  function iteration(k: number): Iteration {
    for (let at = done.length; at <= k; at++) {
      done.push(iterate(networks[at], X, Y, { loss, eta }));
      networks.push(done[at].next);
    }
    return done[k];
  }
  return {
    X,
    Y,
    network(k) {
      if (k > 0) iteration(k - 1);
      return networks[k];
    },
    loss: (k) => iteration(k).loss,
  };
}

function asMatrix(rows: readonly (readonly number[])[]): Matrix {
  return columns(rows.map((row) => [...row]));
}
