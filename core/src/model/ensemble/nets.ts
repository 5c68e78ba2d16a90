import type { FrontOptions } from "../../bp/front.js";
import { frontShape } from "../../bp/front.js";
import {
  activationSpec,
  additionsIn,
  createNetwork,
  parameterCount,
  type Network,
} from "../../bp/network.js";
import { isWholeTable } from "../../optimize/hyperparameters.js";
import { createRandom } from "../../random.js";
import { numberInputs } from "../../table/inputs.js";
import type { Recipe } from "../../train/auto.js";
import { planNets, type Family, type PlannedNet } from "../../train/family.js";
import type { JobOptions } from "../../train/jobs.js";
import type { Prepared } from "../prepare.js";

/** What nets are made from. */
export type Grounds = Omit<Prepared, "split">;

/** The recipe's families; without families one, of the recipe itself. */
export function familiesOf(recipe: Recipe): readonly Family[] {
  if (recipe.families.length > 0) return recipe.families;
  return [{ ...recipe, name: recipe.name, whole: recipe.nets, each: 0, stop: null }];
}

/** All nets of the run, in the order in which they begin. */
export function plannedNets({ recipe, samples, learning, seed }: Grounds): PlannedNet[] {
  const count = samples.train.X.cols;
  const rows = learning ?? { count, fold: new Int32Array(count) };
  const folds = learning === undefined ? 0 : 1 + Math.max(...learning.fold);
  return planNets(familiesOf(recipe), rows, folds, seed);
}

/** Neurons of each layer of a family's nets. */
export function sizesOf({ encoder, outputs }: Grounds, { hidden }: Pick<Family, "hidden">): number[] {
  return [encoder.inputs.length, ...hidden.map((layer) => layer.size), outputs];
}

/** Parameters of one of a family's nets. */
export function parametersOf(grounds: Grounds, family: Family): number {
  const sizes = sizesOf(grounds, family);
  const front = frontOf(grounds, family);
  const activations = [...family.hidden.map((layer) => layer.activation), grounds.recipe.output];
  const additions = additionsIn(activations.map(activationSpec), front && frontShape(front, sizes[0]));
  return parameterCount(sizes, family.skip ?? grounds.recipe.skip, additions);
}

/** The family's front, if it has one: numbers are embedded, all other inputs pass through. */
function frontOf({ encoder }: Grounds, { front }: Family): FrontOptions | undefined {
  return front && { ...front, embed: numberInputs(encoder) };
}

/** The start of a net. @param net its place among all nets */
export function startNetwork(grounds: Grounds, family: Family, net: number): Network {
  const { recipe, seed, init } = grounds;
  const front = frontOf(grounds, family);
  return createNetwork(sizesOf(grounds, family), {
    hidden: family.hidden.map((layer) => layer.activation),
    output: recipe.output,
    initialisation: init ?? family.initialisation,
    seed: createRandom(seed, 1000 + net),
    skip: family.skip ?? recipe.skip,
    ...(front ? { front } : {}),
  });
}

/** How the nets of a family are trained. */
export function jobOptions({ recipe, task, seed }: Grounds, family: Family): JobOptions {
  const limits = {
    maxNorm: recipe.maxNorm ?? Infinity,
    clipNorm: recipe.clipNorm ?? Infinity,
    clipValue: recipe.clipValue ?? Infinity,
  };
  return {
    loss: recipe.loss,
    optimizer: family.optimizer,
    learningRate: family.learningRate,
    schedule: family.schedule,
    batch: isWholeTable(family.optimizer) ? Infinity : (family.batch ?? Infinity),
    epochs: family.epochs,
    patience: family.patience ?? Infinity,
    dropout: family.dropout ?? recipe.dropout,
    ...given("dropoutSchedule"),
    ...given("decaySchedule"),
    ...given("factors"),
    l1: recipe.l1,
    l2: family.l2,
    ...limits,
    ...(recipe.goal === null ? {} : { goal: recipe.goal }),
    ...(recipe.minGradient === null ? {} : { minGradient: recipe.minGradient }),
    seed,
    measure: task,
  };

  function given<K extends "dropoutSchedule" | "decaySchedule" | "factors">(
    name: K,
  ): Partial<Pick<Family, K>> {
    return family[name] === undefined ? {} : ({ [name]: family[name] } as Pick<Family, K>);
  }
}
