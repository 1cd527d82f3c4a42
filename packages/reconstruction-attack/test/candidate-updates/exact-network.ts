import type { Candidates } from '@noprior/kkt-loss';
import { type CandidateUpdateConfig, type KktAttackConfig, kktPresets } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, fromNested, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import type { CandidateChange, CandidateUpdateContext } from '../../src/candidate-updates/candidate-update.ts';
import { makeCandidateUpdate } from '../../src/candidate-updates/make-candidate-update.ts';

/** A network that is exactly a KKT point of {@link exactCandidates}: two samples, each with three units of its own.
 *
 * With |x| = 1 and c = 1, W_1j = c y v_j x on the units of a sample and W_2 = v give back W_1 and W_2, since every unit's
 * pre-activation at its own sample is |v_j|, and that at the other sample is negative. */
export const exactNetwork: ReluNetwork = {
  layers: [
    {
      weight: fromNested([
        [1, 0],
        [0.5, 0],
        [2, 0],
        [-0.6, 0.8],
        [-0.9, 1.2],
        [-0.3, 0.4],
      ]),
    },
    { weight: fromNested([[1, 0.5, 2, -1, -1.5, -0.5]]) },
  ],
};

/** The samples of {@link exactNetwork}; multipliers in the unit of scale `mean`. */
export const exactCandidates: Candidates = {
  x: fromNested([
    [1, 0],
    [-0.6, 0.8],
  ]),
  lambda: fromNested([2, 2]),
  y: fromNested([1, -1]),
};

/** Settings under which the surrogate derivative is a hard one for all that matters. */
export const exactConfig: KktAttackConfig = {
  ...kktPresets['adam-box'],
  prior: { initialisation: { kind: 'gaussian', scale: 0.5 }, lambdaMin: 0.1, candidatesPerClass: 1 },
  alpha: 1000,
  dtype: 'float64',
};

/** Context of an candidateUpdate on the reference backend. */
export function contextOf(
  network: ReluNetwork,
  config: KktAttackConfig,
  seed = 0,
  backend: Backend = openReference(),
): CandidateUpdateContext {
  if (typeof config.alpha !== 'number') throw new TypeError('contextOf: alpha must be a number');
  return { backend, network, config, alpha: config.alpha, random: makeRandom(seed) };
}

/** One candidateUpdate at {@link exactNetwork}, or at another one. */
export async function applied(
  candidateUpdate: CandidateUpdateConfig,
  candidates: Candidates,
  context: CandidateUpdateContext = contextOf(exactNetwork, exactConfig),
): Promise<CandidateChange | undefined> {
  return makeCandidateUpdate(candidateUpdate).apply(candidates, context);
}

/** A random network with random candidates, and settings with a smooth derivative. */
export function randomCase(seed: number, count: number, scale: 'mean' | 'sum', bias = true) {
  const random = makeRandom(seed);
  const made = makeNetwork({ inputSize: 4, hiddenSizes: [6, 5], seed, dtype: 'float64' });
  const [first, ...rest] = made.layers;
  const network: ReluNetwork = bias ? made : { layers: [{ weight: first!.weight }, ...rest] };
  const candidates: Candidates = {
    x: random.fork('x').normalTensor([count, 4], 1, 'float64'),
    lambda: random.fork('lambda').uniformTensor([count], 0.01, 1, 'float64'),
    y: makeHostTensor(
      Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : -1)),
      [count],
    ),
  };
  const config: KktAttackConfig = {
    ...exactConfig,
    prior: { ...exactConfig.prior, candidatesPerClass: Math.ceil(count / 2), box: { low: -2, high: 2 } },
    alpha: 5,
    scale,
  };
  return { network, candidates, config, context: contextOf(network, config, seed) };
}
