import { type BiasRule, makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { type Points, plainSample } from './plain-generators.ts';

/** A network with points, many of which are exactly on kinks. */
export interface KinkCase {
  readonly seed: number;
  readonly network: ReluNetwork;
  readonly points: Points;
}

/** Networks of 2 to `depth` layers with integers from -2 to 2 for weights, biases and coordinates: sums are exact, and many
 * of them are 0. Labels are those of the network where it is not 0, or the opposite for some. */
export function kinkCases(
  depth: 2 | 3 | 4,
  rules: readonly BiasRule[] = ['none', 'first', 'all'],
): fc.Arbitrary<KinkCase> {
  return fc
    .record({
      seed: fc.nat(1_000_000),
      inputSize: fc.integer({ min: 1, max: 4 }),
      hiddenSizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: depth - 1 }),
      count: fc.integer({ min: 1, max: 5 }),
      bias: fc.constantFrom(...rules),
      wrong: fc.constantFrom(0, 0, 0.3),
    })
    .map(({ seed, inputSize, hiddenSizes, count, bias, wrong }) => {
      const random = makeRandom(seed);
      const integers = ({ shape }: Pick<HostTensor, 'shape'>): HostTensor =>
        makeHostTensor(
          random.uniformTensor(shape, -2.5, 2.5).data.map((value) => Math.round(value) + 0),
          shape,
        );
      const shapes = makeNetwork({ inputSize, hiddenSizes, seed, bias, dtype: 'float64' });
      const network = {
        layers: shapes.layers.map(({ weight, bias: offset }) =>
          offset === undefined ? { weight: integers(weight) } : { weight: integers(weight), bias: integers(offset) },
        ),
      };
      const x = integers({ shape: [count, inputSize] });
      const y = Array.from({ length: count }, (_, i) => {
        const logit = plainSample(network, { x, y: x }, i).z.at(-1)![0]!;
        return (logit < 0 ? -1 : 1) * (random.uniform() < wrong ? -1 : 1);
      });
      return { seed, network, points: { x, y: makeHostTensor(y, [count]) } };
    });
}
