import { fromNested, makeHostTensor } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { accuracy } from '../src/accuracy.ts';

const x = fromNested([
  [1, 0],
  [2, 0],
  [0, 3],
  [0, 4],
]);
const identity = fromNested([
  [1, 0],
  [0, 1],
]);

test('one output: the share of samples on the side of their label', async () => {
  const network = { layers: [{ weight: identity }, { weight: fromNested([[1, -1]]) }] };
  expect(await accuracy(openReference(), network, { x, y: fromNested([1, 1, -1, 1]) })).toBe(0.75);
});

test('several outputs: the share of samples whose class has the largest output; a tie is wrong', async () => {
  const network = { layers: [{ weight: identity }, { weight: identity }] };
  expect(await accuracy(openReference(), network, { x, y: fromNested([0, 1, 1, 1]) })).toBe(0.75);
  const zero = makeHostTensor(new Float64Array(2), [1, 2]);
  expect(await accuracy(openReference(), network, { x: zero, y: fromNested([0]) })).toBe(0);
});
