export { type BoxTensors, boxPrior } from './box-prior.ts';
export { type Candidates, checkCandidates, checkPoints } from './candidates.ts';
export { dualFeasibility } from './dual-feasibility.ts';
export {
  type Box,
  boundTensor,
  checkBox,
  type EvaluateKktOptions,
  evaluateKkt,
  type KktEvaluation,
  parameterNormSquared,
  sumOfSquares,
} from './evaluate-kkt.ts';
export { type GramTerm, gramSystem } from './gram-form.ts';
export { type KktObjective, type KktObjectiveOptions, kktObjective } from './kkt-objective.ts';
export { type MarginSummary, summarizeMargins } from './margins.ts';
export { type NonnegativeSolution, nonnegativeLeastSquares } from './nonnegative-least-squares.ts';
export { type OracleLoss, type OracleLossOptions, oracleLoss } from './oracle-loss.ts';
export { type Scale, scaleFactor } from './scale.ts';
export { slackness } from './slackness.ts';
export { type CandidateTensors, type Stationarity, type StationarityOptions, stationarity } from './stationarity.ts';
export { cheaperForm, type StationarityForm, stationarityIn } from './stationarity-form.ts';
export { stationarityGram } from './stationarity-gram.ts';
