export { type Box, boundAt, boundTensor, checkBox } from './box.ts';
export { type BoxTensors, boxPrior } from './box-prior.ts';
export type { CandidateTensors } from './candidate-tensors.ts';
export { type Candidates, checkCandidates, checkPoints } from './candidates.ts';
export { checkAlpha } from './check-alpha.ts';
export { compareKkt, type KktComparison, type StationaritySummary } from './compare-kkt.ts';
export {
  type DecomposeResidualOptions,
  decomposeResidual,
  type ResidualDecomposition,
} from './decompose-residual.ts';
export { dualFeasibility } from './dual-feasibility.ts';
export { evaluateKkt, type KktEvaluation } from './evaluate-kkt.ts';
export type { EvaluateKktOptions } from './evaluate-kkt-options.ts';
export { type GramTerm, gramSystem } from './gram-form.ts';
export type { InitialPart } from './initial-part.ts';
export { type KktObjective, type KktObjectiveOptions, kktObjective } from './kkt-objective.ts';
export { type MarginSummary, summarizeMargins } from './margins.ts';
export { classPairs } from './objectives/class-pairs.ts';
export {
  checkObjective,
  multiplierShape,
  type ObjectiveKind,
  objectiveKinds,
  objectiveLabels,
} from './objectives/objective-kind.ts';
export { regressionAsBinary } from './objectives/regression-as-binary.ts';
export { suggestedObjective } from './objectives/suggested-objective.ts';
export { unitOutputs, weightedOutputs } from './objectives/weighted-outputs.ts';
export { type OracleLoss, type OracleLossOptions, oracleLoss } from './oracle-loss.ts';
export { parameterNormSquared } from './parameter-norm.ts';
export { residualTensors } from './residual-tensors.ts';
export { fromScaleSum, type Scale, scaleFactor, toScaleSum } from './scale.ts';
export { slackness } from './slackness.ts';
export { type Stationarity, type StationarityOptions, stationarity, sumOf } from './stationarity.ts';
export { cheaperForm, type StationarityForm } from './stationarity-form.ts';
export { stationarityGram } from './stationarity-gram.ts';
export { tensorsByName } from './tensors-by-name.ts';
