import { type KktAttackConfig, kktPresets } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';

/** An untrained network that takes microseconds to attack. */
export const smallNetwork: ReluNetwork = makeNetwork({ inputSize: 5, hiddenSizes: [7], seed: 3 });

/** An attack on {@link smallNetwork} with 6 candidates and 40 iterations. */
export const smallConfig: KktAttackConfig = {
  ...kktPresets['adam-box'],
  prior: {
    ...kktPresets['adam-box'].prior,
    initialisation: { kind: 'gaussian', scale: 0.3 },
    box: { low: -1, high: 1 },
    candidatesPerClass: 3,
  },
  maxIterations: 40,
  dtype: 'float64',
};

/** {@link smallConfig} with momentum SGD, a constant step and a constant alpha. */
export const smallSgd: KktAttackConfig = {
  ...smallConfig,
  optimizer: { kind: 'sgd', momentum: 0.9 },
  schedule: 'constant',
  stepSize: 0.01,
  lambdaStepSize: 0.01,
};
