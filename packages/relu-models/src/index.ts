export { type CheckpointSummary, removeCheckpoint } from '@noprior/array-files';
export type { LabelledData, Preprocessing } from '@noprior/datasets';
export { accuracy } from './accuracy.ts';
export { activationPatterns } from './activation-patterns.ts';
export { logMeanCrossEntropy, ownClass } from './cross-entropy.ts';
export { type ForwardOptions, type ForwardPass, forward, forwardLayers, type LayerPass } from './forward.ts';
export { gaussianDelta, gaussianEpsilon, gaussianMu, noiseForEpsilon } from './gaussian-privacy.ts';
export { homogeneityDegree } from './homogeneity-degree.ts';
export { inspectCheckpoint } from './inspect-checkpoint.ts';
export { checkLabelledData, checkLabels, type LabelKind } from './labelled-data.ts';
export { constantLayers, inputLayers, type LayerTensors, parameterSpecs } from './layer-tensors.ts';
export { loadNetwork } from './load-network.ts';
export { logMeanLogisticLoss } from './logistic-loss.ts';
export {
  type BiasRule,
  type Initialisation,
  makeNetwork,
  type NetworkOptions,
  scaleParameters,
} from './make-network.ts';
export { logits, margins, outputs } from './margins.ts';
export {
  checkBinaryNetwork,
  checkNetwork,
  hiddenSizes,
  inputSize,
  type Layer,
  outputSize,
  parameterNames,
  parameters,
  type ReluNetwork,
  toNetworkDtype,
  withParameters,
} from './network.ts';
export type { PrivateStepRule, PrivateTrainingOptions } from './private-training-options.ts';
export { saveNetwork } from './save-network.ts';
export { type TrainingResult, trainNetwork } from './train-network.ts';
export { type PrivateTrainingResult, trainPrivately } from './train-privately.ts';
export { trainedLoss } from './trained-loss.ts';
export type { TrainingEnd } from './training-loop.ts';
export { type LossRule, type SampleLoss, sampleLosses } from './training-loss.ts';
export type { CheckpointOptions, StepRule, TrainingOptions } from './training-options.ts';
export type { TrainingProgress } from './training-progress.ts';
export { trainingStep } from './training-step.ts';
