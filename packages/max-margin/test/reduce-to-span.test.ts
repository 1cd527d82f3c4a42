import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { fromNested, makeRandom } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { reduceToSpan } from '../src/reduce-to-span.ts';
import { plainLogits } from './plain-logits.ts';

const x = makeRandom(5).normalTensor([4, 9], 1, 'float64');

test.each(['first', 'none'] as const)('biases %s: the same outputs in fewer coordinates, and back', (bias) => {
  const network = makeNetwork({ inputSize: 9, hiddenSizes: [6, 3], bias, seed: 2, dtype: 'float64' });
  const reduced = reduceToSpan(network, x);
  expect([reduced.rank, reduced.x.shape, reduced.network.layers[0]!.weight.shape]).toEqual([4, [4, 4], [6, 4]]);
  expect(reduced.network.layers[0]!.bias).toBeUndefined();
  const expected = plainLogits(network, x);
  const expanded = reduced.expand(reduced.network);
  expect(expanded.layers[0]!.bias === undefined).toBe(bias === 'none');
  for (const outputs of [plainLogits(reduced.network, reduced.x), plainLogits(expanded, x)]) {
    outputs.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12);
    });
  }
  const squared = (net: ReluNetwork): number =>
    [net.layers[0]!.weight, net.layers[0]!.bias].reduce(
      (total, tensor) => total + Array.from(tensor?.data ?? []).reduce((sum, value) => sum + value * value, 0),
      0,
    );
  expect(squared(reduced.network) + reduced.orthogonalNormSquared).toBeCloseTo(squared(network), 10);
  expect(squared(expanded)).toBeCloseTo(squared(reduced.network), 10);
});

test('data in full span lose nothing; data that are all 0 keep one coordinate, at 0', () => {
  const network = makeNetwork({ inputSize: 2, hiddenSizes: [3], bias: 'none', seed: 2, dtype: 'float64' });
  const full = reduceToSpan(
    network,
    fromNested([
      [1, 2],
      [2, 1],
      [0, 1],
    ]),
  );
  expect(full.rank).toBe(2);
  expect(full.orthogonalNormSquared).toBeLessThan(1e-14);
  const nothing = reduceToSpan(network, fromNested([[0, 0]]));
  expect([nothing.rank, nothing.x.shape, nothing.x.data[0]]).toEqual([0, [1, 1], 0]);
  expect(nothing.expand(nothing.network).layers[0]!.weight.data.every((value) => value === 0)).toBe(true);
});
