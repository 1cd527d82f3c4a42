export { canonicalJson } from './engine/canonical-json.ts';
export {
  type CompileOptions,
  compileExperiment,
  type PlannedPoint,
  readResults,
  stepSeconds,
} from './engine/compile-experiment.ts';
export { DurationModel } from './engine/duration-model.ts';
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
} from './engine/experiment.ts';
export { type ForkOptions, forkWorker, type WorkerAnswer, type WorkerRequest } from './engine/fork-worker.ts';
export type { Json, JsonObject } from './engine/json.ts';
export { localWorker } from './engine/local-worker.ts';
export { Plan, type StepRequest } from './engine/plan.ts';
export { numberAt } from './engine/read-values.ts';
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

export { type Blend, blendOf } from './steps/blend.ts';
export { stepKinds } from './steps/step-kinds.ts';
export { experimentNames, experiments, findExperiments } from './studies.ts';
