import type { Candidates } from '@noprior/kkt-loss';
import { type BiasRule, makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { randomCandidates } from '@noprior/test-cases';
import fc from 'fast-check';

/** A random network of 2 to 4 layers with random candidates, all in float64. */
export interface RandomCase {
  readonly seed: number;
  readonly network: ReluNetwork;
  readonly candidates: Candidates;
}

/** Random cases with biases nowhere, in the first layer, or everywhere. */
export const randomCases: fc.Arbitrary<RandomCase> = fc
  .record({
    seed: fc.nat(1_000_000),
    inputSize: fc.integer({ min: 2, max: 6 }),
    hiddenSizes: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 }),
    count: fc.integer({ min: 1, max: 5 }),
    bias: fc.constantFrom<BiasRule>('none', 'first', 'all'),
  })
  .map(({ seed, inputSize, hiddenSizes, count, bias }) => ({
    seed,
    network: makeNetwork({ inputSize, hiddenSizes, seed, bias, dtype: 'float64' }),
    candidates: randomCandidates(seed, count, inputSize),
  }));

/** Unit vector [d]. */
export function randomDirection(seed: number, dimension: number): HostTensor {
  return makeHostTensor(makeRandom(seed).fork('direction').sphereTensor(1, dimension, 1).data, [dimension]);
}

/** One row of a matrix as a matrix. */
export function rowAt({ data, shape }: HostTensor, index: number): HostTensor {
  const width = shape[1]!;
  return makeHostTensor(data.slice(index * width, (index + 1) * width), [1, width]);
}
