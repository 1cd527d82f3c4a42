export { canonicalJson } from './engine/canonical-json.ts';
export { DurationModel } from './engine/duration-model.ts';
export { type ForkOptions, forkWorker, type WorkerAnswer, type WorkerRequest } from './engine/fork-worker.ts';
export type { Json, JsonObject } from './engine/json.ts';
export { localWorker } from './engine/local-worker.ts';
export { Plan, type StepRequest } from './engine/plan.ts';
export {
  type PlanProgress,
  type PlanResult,
  type RunPlanOptions,
  runPlan,
  type StepFailure,
} from './engine/run-plan.ts';
export { runStep, type StepResources } from './engine/run-step.ts';
export { serveSteps } from './engine/serve-steps.ts';
export { type Step, type StepIdentity, stepKey } from './engine/step.ts';
export { StepCache, type StepState, type StoredStep } from './engine/step-cache.ts';
export type { StepContext, StepKind, StepKinds, StepResult } from './engine/step-kind.ts';
export { type StepWorker, WorkerEndedError } from './engine/step-worker.ts';
export {
  type CompileOptions,
  compileExperiment,
  type PlannedPoint,
  readResults,
  stepSeconds,
} from './experiments/compile-experiment.ts';
export {
  type Experiment,
  type GridPoint,
  type PointResult,
  type ScaleName,
  type Setting,
  type Stage,
  type StageResult,
  type Statement,
  type Summary,
  type SummaryCell,
  type SummaryCurves,
  scaleNames,
} from './experiments/experiment.ts';
export { experimentNames, experiments, findExperiments } from './experiments/experiments.ts';
export { numberAt } from './experiments/read-values.ts';
export type { Estimate } from './statistics/estimate.ts';
export { meanEstimate } from './statistics/mean-estimate.ts';
export { ranks } from './statistics/ranks.ts';
export { type SpearmanOptions, spearman } from './statistics/spearman.ts';
export { studentTQuantile } from './statistics/student-t-quantile.ts';
export { type Blend, blendOf } from './steps/blend.ts';
export { stepKinds } from './steps/step-kinds.ts';
