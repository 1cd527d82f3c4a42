import { activationPatterns, type BiasRule, makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';

/** Points [n, d] with multipliers [n] and labels [n]. */
export interface RandomCandidates {
  readonly x: HostTensor;
  readonly lambda: HostTensor;
  readonly y: HostTensor;
}

/** A random network of 2 to 4 layers with random candidates, all in float64. */
export interface RandomCase {
  readonly seed: number;
  readonly network: ReluNetwork;
  readonly candidates: RandomCandidates;
}

/** Random cases whose networks have biases as one of the rules says. */
export function randomCases(rules: readonly BiasRule[] = ['none', 'first', 'all']): fc.Arbitrary<RandomCase> {
  return fc
    .record({
      seed: fc.nat(1_000_000),
      inputSize: fc.integer({ min: 1, max: 4 }),
      hiddenSizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      count: fc.integer({ min: 1, max: 4 }),
      bias: fc.constantFrom(...rules),
    })
    .map(({ seed, inputSize, hiddenSizes, count, bias }) => {
      const network = makeNetwork({ inputSize, hiddenSizes, seed, bias, dtype: 'float64' });
      return { seed, network, candidates: randomCandidates(seed, count, inputSize) };
    });
}

/** n candidates with normal coordinates, multipliers on [0.1, 2) and random labels. */
export function randomCandidates(seed: number, count: number, dimension: number): RandomCandidates {
  const random = makeRandom(seed).fork('candidates');
  return {
    x: random.normalTensor([count, dimension], 1),
    lambda: random.uniformTensor([count], 0.1, 2),
    y: makeHostTensor(
      Array.from({ length: count }, () => (random.uniform() < 0.5 ? -1 : 1)),
      [count],
    ),
  };
}

/** Rows of a matrix or elements of a vector, in the order of `indices`. */
export function rowsAt(tensor: HostTensor, indices: readonly number[]): HostTensor {
  const [, width = 1] = tensor.shape;
  const data = indices.flatMap((row) => [...tensor.data.subarray(row * width, (row + 1) * width)]);
  return makeHostTensor(data, [indices.length, ...tensor.shape.slice(1)]);
}

/** The activation pattern of every row of x, as text. */
export async function patternTexts(backend: Backend, network: ReluNetwork, x: HostTensor): Promise<string[]> {
  const layers = await activationPatterns(backend, network, x);
  return Array.from({ length: x.shape[0]! }, (_, row) =>
    layers.map((pattern) => [...rowsAt(pattern, [row]).data].join('')).join('|'),
  );
}
