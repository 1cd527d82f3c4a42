export { type CheckpointSummary, removeCheckpoint } from '@noprior/array-files';
export type {
  Attack,
  AttackAdvance,
  AttackConfig,
  AttackContext,
  AttackEnd,
  AttackFact,
  AttackFound,
  AttackRecord,
  AttackRun,
  AttackSetting,
  AttackSettingKind,
  AttackSettingValue,
  AttackState,
  KktEvaluationSettings,
} from './attack.ts';
export { boxVertexAttack } from './box-vertices/box-vertex-attack.ts';
export type { BoxVertexConfig } from './box-vertices/box-vertex-config.ts';
export type { BoxVertexDetails } from './box-vertices/box-vertex-details.ts';
export type { BoxVertexRound, FoundVertex } from './box-vertices/box-vertex-state.ts';
export type { BoxVertexReason, BoxVertexVerdict } from './box-vertices/box-vertex-verdict.ts';
export type { CandidateUpdateRecord } from './candidate-updates/candidate-update.ts';
export type { CandidateUpdateConfig } from './candidate-updates/candidate-update-config.ts';
export { cascadeAttack } from './cascade/cascade-attack.ts';
export type { CascadeConfig, CascadeSearchConfig } from './cascade/cascade-config.ts';
export type { CascadeDetails, CascadeSearch } from './cascade/cascade-details.ts';
export { evidenceAttack } from './evidence/evidence-attack.ts';
export type { EvidenceAttackConfig } from './evidence/evidence-attack-config.ts';
export { evidenceStart } from './evidence/evidence-attack-run.ts';
export type { EvidenceForm } from './evidence/evidence-form.ts';
export type { FirstLayerEvidence } from './evidence/evidence-meter.ts';
export { type EvidenceOptions, firstLayerEvidence } from './evidence/first-layer-evidence.ts';
export { kktAttack } from './kkt/kkt-attack.ts';
export type { KktAttackConfig } from './kkt/kkt-attack-config.ts';
export { type KktAttackStep, kktAttackStep } from './kkt/kkt-attack-step.ts';
export { kktPresets } from './kkt/kkt-presets.ts';
export {
  absent,
  type Knowledge,
  type KnowledgeEntry,
  type KnowledgeName,
  type KnowledgeSource,
  knowledgeNames,
  knowledgeOf,
  known,
  knownValue,
  nothingKnown,
} from './knowledge.ts';
export { meanBox } from './mean-box.ts';
export { type AdamOptions, adam } from './optimizers/adam.ts';
export { makeOptimizer, type OptimizerConfig } from './optimizers/make-optimizer.ts';
export { type MomentumOptions, momentumSgd } from './optimizers/momentum-sgd.ts';
export { nesterov } from './optimizers/nesterov.ts';
export { applyUpdates, type NamedTensors, type Optimizer, type StepSize } from './optimizers/optimizer.ts';
export { partition } from './optimizers/partition.ts';
export { rowAdam } from './optimizers/row-adam.ts';
export type { AlphaSchedule, StepSchedule } from './optimizers/schedules.ts';
export { type ChoicePrecision, type ChoicePrecisionOptions, choicePrecision } from './ranking/choice-precision.ts';
export { type CandidateClusters, type ClusterOptions, clusterCandidates } from './ranking/cluster-candidates.ts';
export {
  type CandidateSource,
  type RankedCandidates,
  type RankOptions,
  rankCandidates,
} from './ranking/rank-candidates.ts';
export { type RunAgreement, type RunAgreementOptions, runAgreement } from './ranking/run-agreement.ts';
export { attackOf, attacks } from './registry.ts';
export { type AttackCheckpoint, loadAttackCheckpoint } from './run/attack-checkpoint.ts';
export type { AttackResult } from './run/attack-result.ts';
export { explainPoints } from './run/explain-points.ts';
export { inspectCheckpoint } from './run/inspect-checkpoint.ts';
export type { OwnCosines } from './run/own-cosines.ts';
export { runAttack } from './run/run-attack.ts';
export type { AttackProgress, AttackSnapshot, RunAttackOptions } from './run/run-attack-options.ts';
export { type TruthStart, type TruthStartOptions, truthStart } from './run/truth-start.ts';
export { initialCandidates } from './starts/initial-candidates.ts';
export { makeStart } from './starts/make-start.ts';
export type { AttackPrior, Initialisation } from './starts/prior.ts';
export type { LinearStartOptions, Start, StartConfig, StartInput } from './starts/start.ts';
