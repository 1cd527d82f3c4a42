export { type CheckpointSummary, removeCheckpoint } from '@noprior/array-files';
export { type AttackCheckpoint, loadAttackCheckpoint, saveAttackCheckpoint } from './attack-checkpoint.ts';
export {
  type AlphaSchedule,
  type AttackConfig,
  checkAttackConfig,
  type OptimizerConfig,
  type StepSchedule,
} from './attack-config.ts';
export { attackFingerprint } from './attack-fingerprint.ts';
export type { AttackRecord } from './attack-record.ts';
export type { OwnCosines } from './ceiling/own-cosines.ts';
export { type PatternOracle, type PatternOracleOptions, patternOracle } from './ceiling/pattern-oracle.ts';
export { type TruthStart, type TruthStartOptions, truthStart } from './ceiling/truth-start.ts';
export { type ChoicePrecision, type ChoicePrecisionOptions, choicePrecision } from './choice/choice-precision.ts';
export { type CandidateClusters, type ClusterOptions, clusterCandidates } from './choice/cluster-candidates.ts';
export {
  type CandidateSource,
  type RankedCandidates,
  type RankOptions,
  rankCandidates,
} from './choice/rank-candidates.ts';
export { type RunAgreement, type RunAgreementOptions, runAgreement } from './choice/run-agreement.ts';
export {
  type CornerAttackConfig,
  checkCornerAttackConfig,
  cornerAttackDefaults,
} from './corners/corner-attack-config.ts';
export type { Corner, CornerAttackResult, CornerRound } from './corners/corner-result.ts';
export type { CornerVerdict } from './corners/corner-verdict.ts';
export { explainPoints } from './corners/explain-points.ts';
export {
  type CornerProgress,
  type CornerSnapshot,
  type RunCornerAttackOptions,
  runCornerAttack,
} from './corners/run-corner-attack.ts';
export { describeEvidencePrior } from './evidence/describe-evidence-prior.ts';
export {
  checkEvidenceAttackConfig,
  type EvidenceAttackConfig,
  evidenceAttackDefaults,
} from './evidence/evidence-attack-config.ts';
export {
  type EvidenceCheckpoint,
  loadEvidenceCheckpoint,
  saveEvidenceCheckpoint,
} from './evidence/evidence-checkpoint.ts';
export { type EvidenceParts, evidenceParts } from './evidence/evidence-parts.ts';
export type { EvidenceRecord } from './evidence/evidence-record.ts';
export {
  type EvidenceOptions,
  type FirstLayerEvidence,
  firstLayerEvidence,
} from './evidence/first-layer-evidence.ts';
export {
  type EvidenceAttackResult,
  type EvidenceProgress,
  evidenceStart,
  type RunEvidenceAttackOptions,
  runEvidenceAttack,
} from './evidence/run-evidence-attack.ts';
export { initialCandidates } from './initial-candidates.ts';
export { inspectCheckpoint } from './inspect-checkpoint.ts';
export type {
  CandidateChange,
  Intervention,
  InterventionContext,
  InterventionRecord,
} from './interventions/intervention.ts';
export {
  checkInterventions,
  type InterventionConfig,
  type InterventionKind,
  type InterventionTimes,
  isDue,
} from './interventions/intervention-config.ts';
export { makeIntervention } from './interventions/make-intervention.ts';
export { type AttackStep, kktAttackStep } from './kkt-attack-step.ts';
export { meanBox } from './mean-box.ts';
export { adam } from './optimizers/adam.ts';
export { makeOptimizer } from './optimizers/make-optimizer.ts';
export { momentumSgd } from './optimizers/momentum-sgd.ts';
export { nesterov } from './optimizers/nesterov.ts';
export type { Optimizer } from './optimizers/optimizer.ts';
export { rowAdam } from './optimizers/row-adam.ts';
export {
  evidenceCriterion,
  type PortfolioCriterion,
  stationarityCriterion,
} from './portfolio/portfolio-criterion.ts';
export type { PortfolioMember } from './portfolio/portfolio-member.ts';
export type { PortfolioOptions, PortfolioProgress } from './portfolio/portfolio-options.ts';
export { type MemberAccount, type PortfolioResult, runPortfolio } from './portfolio/run-portfolio.ts';
export { type AttackPresetName, attackPresetNames, attackPresets } from './presets.ts';
export { type AttackPrior, describePrior, type Initialisation } from './prior.ts';
export {
  type AttackEnd,
  type AttackProgress,
  type AttackResult,
  type AttackSnapshot,
  type RunAttackOptions,
  runAttack,
} from './run-attack.ts';
export { alphaAt, stepFactor } from './schedules.ts';
export { estimateShift, type ShiftEstimate } from './span/estimate-shift.ts';
export { type EstimateSpanOptions, estimateSpan, type SpanEstimate } from './span/estimate-span.ts';
export { type PrincipalSpan, type PrincipalSpanOptions, principalSpan } from './span/principal-span.ts';
export { fromSpanCoordinates, type SpanBasis, spanShare, toSpanCoordinates } from './span/span-coordinates.ts';
export { type SpanReduction, spanReduction } from './span/span-reduction.ts';
export type { SpanVerdict } from './span/span-verdict.ts';
export { describeStart } from './starts/describe-start.ts';
export { checkStartConfig, makeStart, startKinds } from './starts/make-start.ts';
export type { LinearStartOptions, Start, StartConfig, StartInput } from './starts/start.ts';
export {
  type RunStrongAttackOptions,
  runStrongAttack,
  type StrongAttackResult,
  type StrongProgress,
  type StrongSearch,
  type StrongStart,
} from './strong/run-strong-attack.ts';
export {
  type StrongPreset,
  type StrongPresetName,
  type StrongSearchSettings,
  strongPresetNames,
  strongPresets,
} from './strong/strong-presets.ts';
