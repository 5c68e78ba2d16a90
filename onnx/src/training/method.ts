import type { Hyperparameters, FirstOrderName } from "gradus";
import type { GraphBuilder } from "../builder.js";

/** Names of what an update reads. */
export interface Reads {
  w: string;
  gradient: string;
  /** States by their name in the method. */
  states: Readonly<Record<string, string>>;
  /** Single numbers of this step by name. */
  numbers: Readonly<Record<string, string>>;
}

/** Names of what an update gives: the new parameters, and the new states by name. */
export interface Gives {
  w: string;
  states: Readonly<Record<string, string>>;
}

/** A vector that a method remembers. */
export interface State {
  /** What it is at the start, in the reference's units; "eta" is the first learning rate. */
  start: number | "eta";
  /** The reference's vector is this times the graph's: a constant factor left out spares each parameter an operation. */
  unit: number;
}

/** What the numbers of one step depend on. */
export interface Moment<Name extends FirstOrderName = FirstOrderName> {
  /** Learning rate. */
  eta: number;
  /** Number of the step, from 1. */
  t: number;
  /** Hyperparameters of this step: a schedule may have moved the momentum. */
  now: Hyperparameters<Name>;
  /** Single numbers that the method remembers, as they stand after this step. */
  scalars: ReadonlyMap<string, number>;
}

/**
 * A first-order method as a part of a graph. It computes what the method of the same name in `gradus` computes; what depends on
 * the step alone, such as `1 − β₁^t`, is computed outside in float64 and enters as a single number.
 */
export interface Method<Name extends FirstOrderName = FirstOrderName> {
  /** Vectors that it remembers. */
  states(h: Hyperparameters<Name>): Readonly<Record<string, State>>;
  /**
   * The single numbers of a step, by name: equal keys for every step.
   *
   * @param h     hyperparameters of the start
   * @param moves whether a schedule moves the momentum, so that it has to be one of the numbers
   */
  numbers(h: Hyperparameters<Name>, moment: Moment<Name>, moves: boolean): Record<string, number>;
  /** Adds the update of one piece of the parameters. */
  update(g: GraphBuilder, h: Hyperparameters<Name>, reads: Reads): Gives;
}

/** Writes formulas into a graph: each function adds one operator and gives the name of its value. */
export interface Formulas {
  add(a: string | number, b: string | number): string;
  sub(a: string | number, b: string | number): string;
  mul(a: string | number, b: string | number): string;
  div(a: string | number, b: string | number): string;
  max(a: string | number, b: string | number): string;
  min(a: string | number, b: string | number): string;
  sqrt(a: string): string;
  abs(a: string): string;
  sign(a: string): string;
  /** a where the condition `x > y` holds, otherwise b. */
  ifAbove(x: string, y: number, a: string | number, b: string | number): string;
}

/** The formulas of a graph; a number is a constant of float32. */
export function formulas(g: GraphBuilder): Formulas {
  const name = (a: string | number): string => (typeof a === "number" ? g.scalar(a, "float") : a);
  const two =
    (op: string) =>
    (a: string | number, b: string | number): string =>
      g.add(op, [name(a), name(b)]);
  const one =
    (op: string) =>
    (a: string): string =>
      g.add(op, [a]);
  return {
    add: two("Add"),
    sub: two("Sub"),
    mul: two("Mul"),
    div: two("Div"),
    max: two("Max"),
    min: two("Min"),
    sqrt: one("Sqrt"),
    abs: one("Abs"),
    sign: one("Sign"),
    ifAbove: (x, y, a, b) => g.add("Where", [g.add("Greater", [x, name(y)]), name(a), name(b)]),
  };
}

/** `g + λ w`, or g itself without weight decay. */
export function decayed(f: Formulas, { w, gradient }: Reads, weightDecay: number): string {
  return weightDecay === 0 ? gradient : f.add(gradient, f.mul(w, weightDecay));
}

/** `β a + g²`. */
export function squareSum(f: Formulas, a: string, beta: number, gradient: string): string {
  return f.add(f.mul(a, beta), f.mul(gradient, gradient));
}
