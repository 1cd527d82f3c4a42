export { DemoClock, type DemoPart } from './demo/demo-clock.ts';
export type { DemoContext, DemoPartView, DemoProgress } from './demo/demo-context.ts';
export { type DemoScale, demoScales } from './demo/demo-scale.ts';
export { type FarDemo, runFarDemo } from './demo/far-demo.ts';
export { type ImageDemo, runImageDemo } from './demo/image-demo.ts';
export { type RadiusResult, runSphereDemo, type SphereDemo } from './demo/sphere-demo.ts';
export { canonicalJson } from './engine/canonical-json.ts';
export {
  type CompileOptions,
  compileExperiment,
  datasetsOf,
  type PlannedPoint,
  readResults,
} from './engine/compile-experiment.ts';
export { DurationModel } from './engine/duration-model.ts';
export {
  type Experiment,
  type GridPoint,
  type PointResult,
  type ScaleName,
  type Setting,
  type Stage,
  type StageKinds,
  type StageResult,
  type Stages,
  scaleNames,
} from './engine/experiment.ts';
export { type ForkOptions, forkWorker, type WorkerAnswer, type WorkerRequest } from './engine/fork-worker.ts';
export type { Json, JsonObject, JsonObjectOf, JsonOf } from './engine/json.ts';
export { localWorker } from './engine/local-worker.ts';
export { outdatedSteps } from './engine/outdated-steps.ts';
export { Plan, type StepRequest } from './engine/plan.ts';
export type { PlanProgress, PlanResult, StepFailure } from './engine/plan-result.ts';
export type { PlannedStudy } from './engine/planned-study.ts';
export { estimateOf, groupBy, numbersOf } from './engine/read-values.ts';
export { type RunPlanOptions, runPlan } from './engine/run-plan.ts';
export type { StepResources } from './engine/run-step.ts';
export { serveSteps } from './engine/serve-steps.ts';
export type { Step } from './engine/step.ts';
export { StepCache, type StepState, type StoredStep } from './engine/step-cache.ts';
export type {
  AnyStepKind,
  ParametersOf,
  StepContext,
  StepKind,
  StepKinds,
  StepResult,
  ValuesOf,
} from './engine/step-kind.ts';
export type { Build, Machine, StepPlace, StepRun } from './engine/step-run.ts';
export { type StepWorker, WorkerEndedError } from './engine/step-worker.ts';
export { parseStoredStudy, type StoredStudy, storedStudyText, toStoredStudy } from './engine/stored-study.ts';
export type { StudyPictures, StudySummary } from './engine/study-summary.ts';
export { summarizePlan } from './engine/summarize-plan.ts';
export { listStudies } from './list-studies.ts';
export { documentFile, loadStudies, loadStudy, resultsFile, studyFolders } from './load/load-studies.ts';
export { type LoadedPictures, loadStudyPictures } from './load/load-study-pictures.ts';

export { type DataParameters, type DataValues, dataKind } from './steps/data-kind.ts';
export { type OracleParameters, type OracleValues, oracleKind } from './steps/oracle-kind.ts';
export { type TrainParameters, type TrainValues, trainKind } from './steps/train-kind.ts';
export { experimentNames, experiments, findExperiments, type StudyGroup, stepKinds, studyGroups } from './studies.ts';
