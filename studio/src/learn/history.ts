/** Iteration after iteration of one lesson, computed as far as somebody looks. */
import { columns, iterate, type Matrix, type Network } from "gradus";
import { countParameters, startNetwork, type Settings } from "./settings.js";

/** The iterations of a lesson, by number from 0. */
export interface History {
  X: Matrix;
  Y: Matrix;
  /** The last iteration that may be looked at. */
  most: number;
  /** The network before iteration k. */
  network(k: number): Network;
  /** L before iteration k. */
  loss(k: number): number;
}

/** Iterations that may be looked at. */
export const MOST_ITERATIONS = 2000;
const MOST_NUMBERS = 1e7; // weights kept of all iterations together: 80 MB

/** All iterations that follow from the settings; each is computed once, when it is first asked for. */
export function createHistory(settings: Settings): History {
  const [X, Y] = [asMatrix(settings.X), asMatrix(settings.Y)];
  const { loss, eta } = settings;
  const networks = [startNetwork(settings)];
  const losses: number[] = [];
  function iterateTo(k: number): void {
    for (let at = losses.length; at <= k; at++) {
      const done = iterate(networks[at], X, Y, { loss, eta });
      losses.push(done.loss);
      networks.push(done.next);
    }
  }
  return {
    X,
    Y,
    most: Math.min(MOST_ITERATIONS, Math.floor(MOST_NUMBERS / countParameters(settings))),
    network(k) {
      iterateTo(k - 1);
      return networks[k];
    },
    loss(k) {
      iterateTo(k);
      return losses[k];
    },
  };
}

function asMatrix(rows: readonly (readonly number[])[]): Matrix {
  return columns(rows.map((row) => [...row]));
}
