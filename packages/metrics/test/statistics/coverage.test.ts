import { makeRandom } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { meanEstimate, spearman } from '../../src/index.ts';

test('of 2000 intervals of five normal numbers, 95 % hold the mean', () => {
  const random = makeRandom(1);
  let holds = 0;
  for (let repeat = 0; repeat < 2000; repeat++) {
    const { interval } = meanEstimate(Array.from({ length: 5 }, () => 3 + 2 * random.normal()));
    if (interval!.low <= 3 && 3 <= interval!.high) holds++;
  }
  // Four standard deviations of the count around 1900.
  expect(Math.abs(holds - 1900)).toBeLessThan(4 * Math.sqrt(2000 * 0.95 * 0.05));
});

test('pairs of one group are drawn together: a correlation between groups alone has a wide interval', () => {
  const random = makeRandom(2);
  // Five groups of forty pairs that share one position: 200 pairs, but five observations.
  const groups = Array.from({ length: 200 }, (_, index) => index % 5);
  const places = Array.from({ length: 5 }, () => [random.normal(), random.normal()] as const);
  const at = (side: 0 | 1): number[] => groups.map((group) => places[group]![side] + 1e-3 * random.normal());
  const [x, y] = [at(0), at(1)];
  const together = spearman(x, y, { groups })!;
  const apart = spearman(x, y)!;
  expect(together.value).toBe(apart.value);
  expect(together.count).toBe(5);
  const width = ({ interval }: typeof together): number => interval!.high - interval!.low;
  expect(width(together)).toBeGreaterThan(3 * width(apart));
  expect(spearman(x, y, { groups })).toEqual(together);
});

test('two groups are too few for an interval', () => {
  expect(spearman([1, 2, 3, 4], [1, 2, 3, 5], { groups: [0, 0, 1, 1] })?.interval).toBeNull();
});

test('no relation, many pairs: the interval holds 0; a clear one: it does not', () => {
  const random = makeRandom(3);
  const x = Array.from({ length: 100 }, () => random.normal());
  const noise = x.map(() => random.normal());
  const none = spearman(x, noise)!.interval!;
  expect(none.low).toBeLessThan(0);
  expect(none.high).toBeGreaterThan(0);
  expect(
    spearman(
      x,
      x.map((value, at) => value + 0.5 * noise[at]!),
    )!.interval!.low,
  ).toBeGreaterThan(0.5);
});
