import { noiseForEpsilon, type PrivateTrainingOptions } from '@noprior/relu-models';

/** A training by DP-SGD, every sample in every batch. */
export type PrivacyParameters = {
  /** Largest norm that one sample's gradient keeps. */
  readonly clip: number;
  readonly stepSize: number;
  readonly steps: number;
  /** What the noise is for; without it there is none, and gradients are clipped alone. */
  readonly budget?: { readonly epsilon: number; readonly delta: number };
};

/** Options of `trainPrivately`, with the least noise that the budget allows.
 *
 * @throws {DomainError} for a budget out of range
 */
export function toPrivateOptions({ budget, ...rest }: PrivacyParameters, seed: number): PrivateTrainingOptions {
  const noiseMultiplier = budget === undefined ? 0 : noiseForEpsilon(budget.epsilon, budget.delta, rest.steps);
  return { ...rest, noiseMultiplier, seed };
}
