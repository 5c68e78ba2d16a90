/**
 * Names under which people know activations, scales and optimizers from elsewhere, above all from MATLAB. They are understood
 * wherever the names of this library are; models and messages hold the names of this library.
 */
import { nearestName } from "./names.js";

/** Activations by their other names. */
export const activationAliases = {
  tansig: "tanh",
  logsig: "sigmoid",
  purelin: "identity",
  poslin: "relu",
  elliotsig: "softsign",
} as const;

/** Scales by their other names. */
export const scaleAliases = { mapminmax: "minmax", mapstd: "standard" } as const;

/** What another name of an optimizer stands for. */
export interface OptimizerAliasMeaning {
  name: "sgd" | "rprop" | "lm" | "br" | "lbfgs" | "scg" | "gdx";
  momentum?: number;
  nesterov?: boolean;
}

/**
 * Optimizers by their other names. All of those that begin with `train` take a step after looking at all rows; `momentum` and
 * `nesterov` leave the batch as it is.
 */
export const optimizerAliases = {
  trainlm: { name: "lm" },
  trainbr: { name: "br" },
  trainbfg: { name: "lbfgs" },
  trainscg: { name: "scg" },
  trainrp: { name: "rprop" },
  traingdx: { name: "gdx" },
  traingda: { name: "gdx", momentum: 0 },
  traingdm: { name: "sgd", momentum: 0.9 },
  traingd: { name: "sgd" },
  momentum: { name: "sgd", momentum: 0.9 },
  nesterov: { name: "sgd", momentum: 0.9, nesterov: true },
} as const satisfies Readonly<Record<string, OptimizerAliasMeaning>>;

/** Another name of an activation. */
export type ActivationAlias = keyof typeof activationAliases;
/** Another name of a scale. */
export type ScaleAlias = keyof typeof scaleAliases;
/** Another name of an optimizer. */
export type OptimizerAlias = keyof typeof optimizerAliases;

/** What a table holds under a name; nothing for a name that is not in it. */
export function aliased<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/**
 * The end of a message about an unknown name: `expected one of "a", "b", or by another name "c"; did you mean "a"?`
 *
 * @param known   names of this library
 * @param aliases other names
 */
export function expectedNames(given: string, known: readonly string[], aliases: readonly string[]): string {
  const nearest = nearestName(given, [...known, ...aliases]);
  const others = aliases.length > 0 ? `, or by another name ${quoted(aliases)}` : "";
  return `expected one of ${quoted(known)}${others}${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
