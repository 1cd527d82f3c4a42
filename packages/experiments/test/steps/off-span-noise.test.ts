import { makeNetwork } from '@noprior/relu-models';
import { DomainError, fromNested } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { offSpanNoise } from '../../src/steps/off-span-noise.ts';

const drawn = makeNetwork({ inputSize: 3, hiddenSizes: [2], seed: 1, dtype: 'float64' });
const weight = fromNested([
  [9, 1, 2],
  [-7, 2, -1],
]);
const network = { ...drawn, layers: [{ ...drawn.layers[0]!, weight }, drawn.layers[1]!] };

test('weights along the samples take no part', () => {
  // The samples span the first axis: 1, 2, 2 and -1 are left, of mean square 10 / 4.
  const x = fromNested([
    [2, 0, 0],
    [-1, 0, 0],
  ]);
  expect(offSpanNoise(network, x)).toBeCloseTo(Math.sqrt(2.5), 12);
});

test('samples of every direction leave no noise to look at', () => {
  const x = fromNested([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  expect(() => offSpanNoise(network, x)).toThrow(DomainError);
});
