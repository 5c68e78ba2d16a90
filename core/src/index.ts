export { messages, type MessageCode } from "./messages/messages.js";
export * from "./errors.js";
export * from "./random.js";
export * from "./aliases.js";
export { nearestName } from "./names.js";
export * from "./matrix.js";
export * from "./bp/activation.js";
export * from "./bp/network.js";
export * from "./bp/front.js";
export * from "./bp/groups.js";
export * from "./bp/forward.js";
export * from "./bp/loss.js";
export * from "./bp/backward.js";
export { inputGradient } from "./bp/input-gradient.js";
export * from "./bp/descent.js";
export * from "./bp/gradient-check.js";
export * from "./bp/jacobian.js";
export * from "./bp/initialise.js";
export * from "./bp/data-start.js";
export * from "./bp/delta-check.js";
export { iterate, type Iteration, type IterationOptions } from "./bp/iteration.js";
export * from "./bp/trace.js";
export * from "./bp/example.js";
export { describeActivation } from "./bp/wording/activation.js";
export { formatTex, formatValue, type NumberOptions } from "./bp/wording/number.js";
export { pseudoCode, type CodeLine, type StepKind, type Wording } from "./bp/wording/pseudo-code.js";
export * from "./table/table.js";
export * from "./table/source.js";
export * from "./table/number.js";
export { allRows, findColumn, selectRows } from "./table/columns.js";
export * from "./table/types.js";
export { emptyWords, missingWords } from "./table/words.js";
export * from "./table/split.js";
export * from "./table/folds.js";
export * from "./table/fold-plan.js";
export * from "./table/dependence.js";
export * from "./table/usable.js";
export type { Scale, ScaleName } from "./table/scale.js";
export * from "./table/encode.js";
export type { Row } from "./table/encode-row.js";
export * from "./table/labels.js";
export * from "./table/fit-encoder.js";
export { taskOf } from "./table/fit-labels.js";
export * from "./table/match.js";
export * from "./table/check.js";
export { codesOf, duplicatesAcross } from "./table/duplicates.js";
export * from "./optimize/optimizer.js";
export {
  completeHyperparameters,
  firstOrder,
  firstOrderNames,
  isWholeTable,
  optimizerDefaults,
  optimizerNames,
  wholeTableNames,
} from "./optimize/hyperparameters.js";
export * from "./optimize/first-order.js";
export * from "./optimize/factors.js";
export { createGdx } from "./optimize/gdx.js";
export { createLbfgs } from "./optimize/lbfgs.js";
export { createScg } from "./optimize/scg.js";
export * from "./optimize/schedule.js";
export { scheduleNames } from "./optimize/schedule-check.js";
export * from "./optimize/schedules.js";
export * from "./optimize/scheduler.js";
export * from "./optimize/regularise.js";
export * from "./optimize/whole-table.js";
export {
  createWholeTableMethod,
  needsCurvature,
  type MethodSetting,
} from "./optimize/whole-table-methods.js";
export * from "./engine/engine.js";
export * from "./engine/reference.js";
export { createWasmEngine, wasmEngine } from "./engine/wasm.js";
export { createRelaxedWasmEngine } from "./engine/wasm-relaxed.js";
export * from "./engine/auto.js";
export { wholeTableEngine } from "./engine/whole-table.js";
export { engineNamed, engineNames, registerEngine } from "./engine/named.js";
export { costAt, flopsOfStep, type Speed } from "./engine/cost.js";
export * from "./engine/wasm/curvature.js";
export { createFullBatch, type FullBatch, type Options64 } from "./engine/wasm/full-batch.js";
export * from "./engine/wasm/second-order.js";
export * from "./train/epoch.js";
export * from "./train/stopping.js";
export { fit, type Checkpoint, type FitOptions, type FitResult } from "./train/fit.js";
export * from "./train/feed.js";
export { type FitJob, type JobOptions, type PoolEvent, type RowsOf } from "./train/jobs.js";
export * from "./train/pool.js";
export * from "./train/auto.js";
export * from "./model/model.js";
export { type TrainOptions } from "./model/options.js";
export { prepare, type Prepared } from "./model/prepare.js";
export * from "./model/train.js";
export * from "./model/train-stream.js";
export { type StreamProgress, type StreamTrainOptions } from "./model/stream-options.js";
export * from "./model/predict.js";
export * from "./model/row-predictor.js";
export * from "./model/predictor.js";
export * from "./model/file.js";
export { VERSION } from "./model/version.js";
export * from "./assess/metrics.js";
export * from "./assess/baselines.js";
export * from "./assess/bootstrap.js";
export * from "./assess/compare.js";
export * from "./assess/conformal.js";
export * from "./assess/conformal-classes.js";
export * from "./assess/power-law.js";
export { classIntervals, regressionIntervals } from "./assess/confidence.js";
export { normalQuantile } from "./assess/distributions.js";
export * from "./model/cross-validate.js";
export type { FoldChoice } from "./model/fold-choice.js";
export type { Confidence } from "./model/fold-pool.js";
export type { FoldResult } from "./model/fold-run.js";
export * from "./model/learning-curve.js";
export * from "./model/scan.js";
export { oneStandardError, type Judged } from "./model/scan-layouts.js";
export * from "./model/evaluate.js";
export * from "./model/versus.js";
export * from "./model/intervals.js";
export * from "./model/measure-intervals.js";
export * from "./model/nearest.js";
export { hasIntervals } from "./model/calibration.js";
export type { RealisedSets } from "./model/interval-scores.js";
export type { Calibrated, Temperature } from "./model/temperature.js";
export { outsideFactors } from "./table/outside.js";
export { prepareAgain } from "./model/prepare-again.js";
export * from "./explain/index.js";
