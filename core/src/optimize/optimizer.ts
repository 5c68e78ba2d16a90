/**
 * What optimizer may be asked for, and what a first-order method does with a gradient. The first-order methods themselves are
 * listed in `first-order.ts`, those that look at all rows at once in `whole-table-methods.ts`, all default values in
 * `hyperparameters.ts`.
 */
import type { WholeTableSpec } from "./whole-table.js";

/**
 * An optimizer by name, with those of its hyperparameters that differ from the defaults, such as
 * `{ name: "adam", beta2: 0.95 }`.
 */
export type OptimizerSpec = FirstOrderSpec | WholeTableSpec;

/** A method that takes a step after each batch, from its gradient alone. */
export type FirstOrderSpec =
  | SgdSpec
  | RmspropSpec
  | AdamSpec
  | AdamwSpec
  | AdamaxSpec
  | NadamSpec
  | RadamSpec
  | AdagradSpec
  | AdadeltaSpec
  | RpropSpec;

/** Name of an optimizer. */
export type OptimizerName = OptimizerSpec["name"];

/** Name of a first-order method. */
export type FirstOrderName = FirstOrderSpec["name"];

/** Name of a method that looks at all rows in every iteration. */
export type WholeTableName = WholeTableSpec["name"];

/** Hyperparameters of one method, all of them given. */
export type Hyperparameters<Name extends OptimizerName = OptimizerName> = Required<
  Omit<Extract<OptimizerSpec, { name: Name }>, "name">
>;

/** What a method remembers from step to step, for a checkpoint: a resumed run takes the same steps to the last bit. */
export interface OptimizerState {
  name: OptimizerName | WholeTableSpec["name"];
  /** Steps taken so far. */
  step: number;
  /** Vectors by name, each as long as the parameters. */
  arrays: Map<string, Float64Array>;
  /** Single numbers by name. */
  scalars: Map<string, number>;
}

/**
 * A method at work on one flat vector of parameters. To give parts of the network their own learning rate or weight decay, see
 * `createGroupedOptimizer`.
 */
export interface Optimizer {
  readonly name: FirstOrderName;
  /** Every hyperparameter with the value in use. */
  readonly hyperparameters: Readonly<Record<string, number | boolean | string>>;
  /**
   * One update.
   *
   * @param parameters   written into
   * @param gradient     ∂L/∂parameter, of the same length; left as it is
   * @param learningRate η of this step, ≥ 0
   * @param momentum     value of `momentum` or `beta1` for this step, as a one-cycle or cyclic schedule gives it
   * @param decay        factor of `weightDecay` for this step. @default 1
   * @param loss         L where the gradient was taken; only `irprop+` asks for it
   * @throws RangeError if a length is not the optimizer's, the learning rate is no number ≥ 0, or a momentum is given to
   *   a method that has none, or `irprop+` gets no loss
   */
  step(
    parameters: Float64Array,
    gradient: Float64Array,
    learningRate: number,
    momentum?: number,
    decay?: number,
    loss?: number,
  ): void;
  /** A copy of everything remembered. */
  state(): OptimizerState;
  /** Goes on from a state. @throws RangeError if the state is that of another method or another length */
  restore(state: OptimizerState): void;
}

/** Gradient descent with optional momentum. */
export interface SgdSpec {
  name: "sgd";
  /** Share of the last step that is kept, 0 … 1; 0 is plain gradient descent. */
  momentum?: number;
  /** Share of the new gradient that is left out of the momentum, 0 … 1. */
  dampening?: number;
  /** Looks one step of momentum ahead; wants momentum > 0 and dampening 0. */
  nesterov?: boolean;
  /** λ of the penalty ½λ‖w‖², added to the gradient as λw. */
  weightDecay?: number;
}

/** Gradient over the root of its running mean square. */
export interface RmspropSpec {
  name: "rmsprop";
  /** Decay of the running means, 0 … 1. */
  alpha?: number;
  /** Added to the denominator. */
  epsilon?: number;
  /** Divides by the standard deviation instead of the root mean square. */
  centered?: boolean;
  /** Share of the last step that is kept, 0 … 1. */
  momentum?: number;
  /** λ of the penalty ½λ‖w‖². */
  weightDecay?: number;
}

/** Gradient mean over the root of the mean square, both corrected for their start. */
export interface AdamSpec {
  name: "adam";
  /** Decay of the mean of the gradients, 0 … 1. */
  beta1?: number;
  /** Decay of the mean of their squares, 0 … 1. */
  beta2?: number;
  /** Added to the denominator. */
  epsilon?: number;
  /** Never lets the denominator shrink. */
  amsgrad?: boolean;
  /** λ of the penalty ½λ‖w‖². */
  weightDecay?: number;
}

/** Adam that shrinks the weights apart from the gradient. */
export interface AdamwSpec extends Omit<AdamSpec, "name" | "weightDecay"> {
  name: "adamw";
  /** λ: each step first multiplies the parameters by 1 − ηλ. */
  weightDecay?: number;
}

/** Adam with the largest instead of the mean square gradient. */
export interface AdamaxSpec {
  name: "adamax";
  /** Decay of the mean of the gradients, 0 … 1. */
  beta1?: number;
  /** Decay of the largest gradient, 0 … 1. */
  beta2?: number;
  /** Added to each |g|. */
  epsilon?: number;
  /** λ of the penalty ½λ‖w‖². */
  weightDecay?: number;
}

/** Adam with Nesterov's momentum. */
export interface NadamSpec {
  name: "nadam";
  /** Decay of the mean of the gradients, 0 … 1. */
  beta1?: number;
  /** Decay of the mean of their squares, 0 … 1. */
  beta2?: number;
  /** Added to the denominator. */
  epsilon?: number;
  /** ψ of the rising momentum μ_t = β₁ (1 − ½ 0.96^(ψt)). */
  momentumDecay?: number;
  /** λ of the penalty ½λ‖w‖². */
  weightDecay?: number;
}

/** Adam that trusts its denominator only once there are enough gradients behind it. */
export interface RadamSpec {
  name: "radam";
  /** Decay of the mean of the gradients, 0 … 1. */
  beta1?: number;
  /** Decay of the mean of their squares, 0 … 1. */
  beta2?: number;
  /** Added to the denominator. */
  epsilon?: number;
  /** λ of the penalty ½λ‖w‖². */
  weightDecay?: number;
}

/** Gradient over the root of the sum of all its squares. */
export interface AdagradSpec {
  name: "adagrad";
  /** The learning rate of step t is η / (1 + (t − 1) · this). */
  learningRateDecay?: number;
  /** What the sum of squares starts from. */
  initialAccumulator?: number;
  /** Added to the denominator. */
  epsilon?: number;
  /** λ of the penalty ½λ‖w‖². */
  weightDecay?: number;
}

/** Steps in the unit of the parameter: root mean square of the last steps over that of the last gradients. */
export interface AdadeltaSpec {
  name: "adadelta";
  /** Decay of both running means, 0 … 1. */
  rho?: number;
  /** Added under both roots. */
  epsilon?: number;
  /** λ of the penalty ½λ‖w‖². */
  weightDecay?: number;
}

/** `+` takes steps back, `-` does not; `i` is the improved form of either. */
export type RpropVariant = "irprop-" | "rprop-" | "rprop+" | "irprop+";

/** Only the sign of the gradient counts, each parameter has its own step; for whole-table updates, not for minibatches. */
export interface RpropSpec {
  name: "rprop";
  /** What happens to a parameter whose gradient has changed its sign; Igel & Hüsken 2003 compare the four. */
  variant?: RpropVariant;
  /** Factor of a step whose gradient has changed its sign, between 0 and 1. */
  etaMinus?: number;
  /** Factor of a step whose gradient has kept its sign, above 1. */
  etaPlus?: number;
  /** Smallest step. */
  stepMin?: number;
  /** Largest step. */
  stepMax?: number;
}
