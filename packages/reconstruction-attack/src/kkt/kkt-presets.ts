import type { KktAttackConfig } from './kkt-attack-config.ts';

/** Name of a preset. */
export type KktPresetName = 'adam-box' | 'haim2022-mnist' | 'haim2022-cifar10';

/** Configurations by name.
 *
 * - `haim2022-mnist`, `haim2022-cifar10`: the published hyper-parameters of the first run on MNIST odd/even and on
 *   CIFAR-10 vehicles/animals: momentum SGD, 50,000 iterations, 500 candidates per class, box [-1, 1]. The reference
 *   code computes in float64, these run in float32 unless told otherwise.
 * - `adam-box`: Adam with a decay over the last half, 2,500 iterations, for networks whose first layer started
 *   small. It runs with the box [0 - mean, 1 - mean] where the attacker knows it, else with [-1, 1].
 *
 * @see Haim et al. 2022, arXiv:2206.07758, appendix on hyper-parameters
 */
export const kktPresets: Readonly<Record<KktPresetName, KktAttackConfig>> = {
  'adam-box': {
    prior: {
      initialisation: { kind: 'gaussian', scale: 0.0034 },
      box: 'known',
      lambdaMin: 0.1,
      candidatesPerClass: 40,
    },
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    stepSize: 0.02,
    lambdaStepSize: 3e-3,
    schedule: 'cosine-tail',
    alpha: 100,
    scale: 'mean',
    form: 'auto',
    maxIterations: 2500,
    seed: 0,
    dtype: 'float32',
  },
  'haim2022-mnist': haim2022({ scale: 0.03498, stepSize: 0.03052, lambdaMin: 0.4471, alpha: 149.9 }),
  'haim2022-cifar10': haim2022({ scale: 8.857e-4, stepSize: 0.5549, lambdaMin: 0.4983, alpha: 19.14 }),
};

function haim2022(run: { scale: number; stepSize: number; lambdaMin: number; alpha: number }): KktAttackConfig {
  return {
    prior: {
      initialisation: { kind: 'gaussian', scale: run.scale },
      box: { low: -1, high: 1 },
      lambdaMin: run.lambdaMin,
      candidatesPerClass: 500,
    },
    optimizer: { kind: 'sgd', momentum: 0.9 },
    stepSize: run.stepSize,
    lambdaStepSize: 1e-4,
    schedule: 'constant',
    alpha: run.alpha,
    scale: 'mean',
    form: 'auto',
    maxIterations: 50_000,
    seed: 0,
    dtype: 'float32',
  };
}
