import type { Candidates } from '@noprior/kkt-loss';
import { type Dtype, makeHostTensor, makeRandom, makeTypedArray } from '@noprior/tensor';
import type { AttackPrior } from './prior.ts';

/** Starting points of an attack: x by the prior's law, lambda uniform on [0, 1), the first half labelled +1.
 *
 * @param dimension  d, the input size of the network
 * @param seed       integer in [0, 2^53); points and multipliers have streams of their own
 * @returns          x [2 k, d], lambda [2 k], y [2 k] for k candidates per class
 * @throws {DomainError} for another seed
 * @see Haim et al. 2022, arXiv:2206.07758: Gaussian points, uniform multipliers
 * @example initialCandidates(attackPresets['adam-box'].prior, 784, 0, 'float32').x.shape // => [80, 784]
 */
export function initialCandidates(prior: AttackPrior, dimension: number, seed: number, dtype: Dtype): Candidates {
  const count = 2 * prior.candidatesPerClass;
  const random = makeRandom(seed).fork('attack');
  const { initialisation } = prior;
  const points = random.fork('x');
  const x =
    initialisation.kind === 'sphere'
      ? points.sphereTensor(count, dimension, initialisation.radius, dtype)
      : points.normalTensor([count, dimension], initialisation.scale, dtype);
  const y = makeTypedArray(dtype, count);
  for (let i = 0; i < count; i++) y[i] = i < prior.candidatesPerClass ? 1 : -1;
  return { x, lambda: random.fork('lambda').uniformTensor([count], 0, 1, dtype), y: makeHostTensor(y, [count]) };
}
