import { fromNested, makeHostTensor } from '@noprior/tensor';
import { close } from '@noprior/tensor-conformance';
import { expect, test } from 'vitest';

const exact = { rtol: 0, atol: 0 };
const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];

test('shape comes first, then dtype', () => {
  expect(close(fromNested([1, 2]), fromNested([[1, 2]]), exact)).toBe('got the shape [2], expected [1, 2]');
  expect(close(fromNested([1], 'float32'), fromNested([1]), { rtol: 1, atol: 1 })).toBe(
    'got float32, expected float64',
  );
  expect(close(makeHostTensor([], [0, 2]), makeHostTensor([], [2, 0]), exact)).toMatch(/shape/);
  expect(close({ ...fromNested([1, 2]), shape: [3] }, { ...fromNested([1, 2, 3]) }, exact)).toMatch(
    /2 elements, expected 3/,
  );
});

test('the bound is atol + rtol |e|, reached and no further', () => {
  expect(close(fromNested([10.5]), fromNested([10]), { rtol: 0, atol: 0.5 })).toBeUndefined();
  expect(close(fromNested([10.5]), fromNested([10]), { rtol: 0.05, atol: 0 })).toBeUndefined();
  expect(close(fromNested([10.5]), fromNested([10]), { rtol: 0.025, atol: 0.25 })).toBeUndefined();
  expect(close(fromNested([10.5]), fromNested([10]), { rtol: 0.025, atol: 0.24 })).toBeDefined();
  expect(close(fromNested([-10.5]), fromNested([10]), { rtol: 1, atol: 1 })).toBeDefined();
});

test('only equal numbers are within a tolerance of 0; 0 and -0 are equal', () => {
  expect(close(fromNested([1, 0]), fromNested([1, -0]), exact)).toBeUndefined();
  expect(close(fromNested([1 + Number.EPSILON]), fromNested([1]), exact)).toBeDefined();
});

test.each([
  [nan, inf],
  [nan, 0],
  [0, nan],
  [inf, -inf],
  [inf, 1e308],
  [1e308, inf],
])('%s is not %s, whatever the tolerance', (actual, expected) => {
  expect(close(fromNested([actual]), fromNested([expected]), { rtol: 1e9, atol: 1e9 })).toBeDefined();
});

test('the same non-finite values agree', () => {
  expect(close(fromNested([nan, inf, -inf]), fromNested([nan, inf, -inf]), exact)).toBeUndefined();
});

test('the worst of several mismatches is described, with its place', () => {
  const actual = fromNested([
    [1, 2, 3],
    [4, 7, 6],
  ]);
  const expected = fromNested([
    [1, 2.5, 3],
    [4, 5, 6],
  ]);
  expect(close(actual, expected, { rtol: 0, atol: 0.25 })).toBe(
    '2 of 6 elements differ, worst at [1, 1]: got 7, expected 5, |difference| 2 > 0.25',
  );
});
