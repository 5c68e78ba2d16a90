/** One step of gradient descent with η = 1, so that what the weights lose is the gradient, beside `bp/` in float64. */
import {
  backward,
  createRandom,
  evaluateLoss,
  forward,
  type LossName,
  type Network,
  type Samples,
} from "gradus";
import { describe, expect, test } from "vitest";
import {
  activationNames,
  exempt,
  expectClose,
  lossesAfter,
  networkOf,
  samplesOf,
  skipWhereAbsent,
  subjects,
  trainerOptions,
  withTrainer,
  type Subject,
} from "./engines.js";

/** A network, its rows and their loss. */
interface Case {
  name: string;
  network: Network;
  loss: LossName;
  samples: Samples;
  /** What must come out. */
  wanted?: { H: Float64Array; loss: number; gradient: Float64Array };
}

const TAILS = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17];
const tailAt = (k: number): number => TAILS[k % TAILS.length];

/** Every output activation with every loss that may follow it, two or three layers deep, over a hidden activation each. */
const everyPair: Case[] = activationNames.flatMap((output, a) =>
  lossesAfter(output).map((loss, k) => {
    const at = 5 * a + k;
    const depth = 1 + (at % 3);
    const inner = Array.from({ length: depth - 1 }, (_, l) => tailAt(at + 3 * l + 2));
    const last = loss === "cross_entropy_mean" ? tailAt(at) + 1 : tailAt(at);
    const sizes = [tailAt(at + 4), ...inner, last];
    const hidden = activationNames[at % (activationNames.length - 1)];
    return caseOf(sizes, hidden, output, loss, tailAt(at + 6), at % 2 === 1, at);
  }),
);

/** Every hidden activation in networks of each depth. */
const everyHidden: Case[] = activationNames.flatMap((hidden, a) =>
  [2, 3].map((depth) => {
    const sizes = [tailAt(a + depth), ...Array.from({ length: depth - 1 }, (_, l) => tailAt(a + l + 5)), 3];
    return caseOf(sizes, hidden, "identity", "mse_mean", tailAt(a + 1), a % 2 === 0, 7 * a + depth);
  }),
);

/** Shapes from 1 × 1 to 300 × 300 with 1 to 300 rows. */
const randomShapes: Case[] = Array.from({ length: 40 }, (_, k) => {
  const random = createRandom(k, 4);
  // Small and large sizes are equally likely, each with any remainder by 8.
  const size = (): number => Math.max(1, Math.floor(301 ** random.uniform()));
  const sizes = Array.from({ length: 2 + random.integer(3) }, size);
  const isSkipped = random.integer(3) === 0;
  return caseOf(sizes, ["tanh", "relu", "sigmoid"][k % 3], "identity", "mse_mean", size(), isSkipped, k);
});
randomShapes.push(
  caseOf([1, 1], "tanh", "identity", "mse_mean", 1, false, 1),
  caseOf([300, 300, 300], "tanh", "identity", "mse_mean", 300, true, 2),
);

describe.each(subjects)(
  "one step of $label differs from bp/ by less than $step of the largest element",
  (subject) => {
    skipWhereAbsent(subject);
    test.each(groupsOf(everyPair, ({ loss }) => loss))(
      "with %s after every output that may have it",
      async (loss, cases) => {
        // 1 / (1 − h) knows few digits of float32 where h is near 1: that is what bce_logits_mean is for.
        const margin = loss === "bce_prob_mean" ? 100 : 1;
        await checkAll({ ...subject, step: subject.step * margin }, cases);
      },
    );
    test("with every hidden activation, two and three layers deep", async () =>
      checkAll(subject, everyHidden));
    test("with random shapes from 1 × 1 to 300 × 300 and batches of 1 to 300", async () =>
      checkAll({ ...subject, every: Math.min(subject.every, 4) }, randomShapes));
  },
);

async function checkAll(subject: Subject, cases: Case[]): Promise<void> {
  const possible = cases.filter(
    ({ network, loss }) => exempt(subject, network, trainerOptions(loss, 1)) === undefined,
  );
  const chosen = possible.filter((_, k) => k % subject.every === 0);
  expect(chosen.length).toBeGreaterThan(0);
  for (const one of chosen) await check(subject, one);
}

async function check({ engine, step }: Subject, one: Case): Promise<void> {
  const { name, network, loss, samples } = one;
  const wanted = (one.wanted ??= expectedOf(one));
  const options = trainerOptions(loss, samples.X.cols);
  await withTrainer(engine, network, options, samples, async ({ trainer, rows, train }) => {
    const start = await trainer.evaluate(rows);
    expectClose(`${name}: H`, start.H.data, wanted.H, step);
    expectClose(`${name}: loss of evaluate()`, start.loss, wanted.loss, step);

    const pass = await train(1);
    expectClose(`${name}: loss`, pass.loss, wanted.loss, step);
    const gradient = trainer.parameters.map((w, k) => network.parameters[k] - w);
    const least = 0.1; // the difference of weights near 1 knows nothing below 1e-7
    expectClose(`${name}: gradient`, gradient, wanted.gradient, step, least);
    expectClose(`${name}: gradientNorm`, pass.gradientNorm, Math.hypot(...wanted.gradient), step);
  });
}

/** The same by `bp/`; reckoned once for all engines. */
function expectedOf({ network, loss, samples: { X, Y, weights } }: Case): NonNullable<Case["wanted"]> {
  const pass = forward(network, X);
  const { gradient } = backward(network, pass, Y, loss, weights);
  const [Z, H] = [pass.Z[network.last], pass.H[network.last]];
  return { H: H.data, loss: evaluateLoss(loss, Z, H, Y, weights).value, gradient };
}

function caseOf(
  sizes: number[],
  hidden: string,
  output: string,
  loss: LossName,
  rows: number,
  skip: boolean,
  seed: number,
): Case {
  const network = networkOf(sizes, hidden, output, { skip, seed });
  const name = `${sizes.join("-")} ${hidden} ${output} ${loss}, ${rows} rows${skip ? ", skip" : ""}`;
  return { name, network, loss, samples: samplesOf(network, loss, rows, createRandom(seed, 5)) };
}

function groupsOf(cases: Case[], keyOf: (one: Case) => string): [string, Case[]][] {
  const groups = new Map<string, Case[]>();
  for (const one of cases) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups];
}
