import { makeHostTensor } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { activeBounds } from '../../src/box-vertices/active-bounds.ts';
import { distinctVertices, nullDistribution } from '../../src/box-vertices/judge-vertices.ts';
import { vertexBounds } from '../../src/box-vertices/vertex-bounds.ts';

const backend = openReference();

it('widens a box by its slack at either end, coordinate by coordinate', () => {
  const plain = vertexBounds({ low: 0, high: 1 }, 0.03, 3);
  expect([...plain.low.data]).toEqual([-0.03, -0.03, -0.03]);
  expect([...plain.high.data]).toEqual([1.03, 1.03, 1.03]);
  const low = makeHostTensor([0, -1], [2]);
  const high = makeHostTensor([2, 3], [2]);
  const own = vertexBounds({ low, high }, 0.25, 2);
  expect([...own.low.data]).toEqual([-0.5, -2]);
  expect([...own.high.data]).toEqual([2.5, 4]);
  expect(vertexBounds({ low, high: 4 }, 0, 2)).toEqual({ low, high: makeHostTensor([4, 4], [2]) });
});

it('counts the coordinates at the ends, within a share of the width of each', () => {
  const bounds = { low: makeHostTensor([0, 0, -1, 5], [4]), high: makeHostTensor([1, 10, 1, 5], [4]) };
  const x = makeHostTensor([0.05, 0.5, 0, 5, 0.2, 9.5, 0.95, 5, 0.5, 5, 0, 5, -1, 11, -2, 5], [4, 4]);
  // The last coordinate has no width: it is always at its end.
  expect(activeBounds(x, bounds, 0.06)).toEqual([3, 3, 1, 4]);
  expect(activeBounds(x, bounds, 0)).toEqual([1, 1, 1, 4]);
  expect(activeBounds(makeHostTensor(new Float64Array(0), [0, 4]), bounds, 0.1)).toEqual([]);
});

it('counts more the more is called an end', () => {
  const numbers = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
  const share = fc.double({ min: 0, max: 0.49, noNaN: true });
  fc.assert(
    fc.property(numbers, share, share, (values, a, b) => {
      const bounds = vertexBounds({ low: 0, high: 1 }, 0, 4);
      const count = (within: number) => activeBounds(makeHostTensor(values, [1, 4]), bounds, within)[0]!;
      expect(count(Math.min(a, b))).toBeLessThanOrEqual(count(Math.max(a, b)));
    }),
    { seed: 20261125, numRuns: 200 },
  );
});

const x = makeHostTensor([1, 0, 1, 0.1, 0, 1, -1, 0, 0.1, 1, 3, 0], [6, 2]);

it('takes vertices above a cosine for one, that with the most active coordinates, and counts the directions', async () => {
  const found = await distinctVertices(backend, x, [4, 7, 2, 5, 9, 7], [], 0.9);
  expect(found.map(({ point, active, hits }) => [[...point], active, hits])).toEqual([
    [[0.1, 1], 9, 2],
    [[1, 0.1], 7, 3],
    [[-1, 0], 5, 1],
  ]);
});

it('leaves out what is known, however far from 0', async () => {
  const found = await distinctVertices(backend, x, [4, 7, 2, 5, 9, 7], [Float64Array.from([20, 1])], 0.9);
  expect(found.map(({ active }) => active)).toEqual([9, 5]);
  expect(
    await distinctVertices(backend, x, [1, 1, 1, 1, 1, 1], [Float64Array.from([1, 0]), Float64Array.from([0, 1])], 0.9),
  ).toHaveLength(1);
});

it('has every point in a group, groups apart from one another, by falling number', async () => {
  const points = fc.array(
    fc.record({ a: fc.integer({ min: -3, max: 3 }), b: fc.integer({ min: 1, max: 3 }), active: fc.nat(9) }),
  );
  await fc.assert(
    fc.asyncProperty(points, fc.double({ min: 0.1, max: 0.99, noNaN: true }), async (rows, sameCosine) => {
      const tensor = makeHostTensor(Float64Array.from(rows.flatMap(({ a, b }) => [a, b])), [rows.length, 2]);
      const found = await distinctVertices(
        backend,
        tensor,
        rows.map(({ active }) => active),
        [],
        sameCosine,
      );
      expect(found.reduce((total, { hits }) => total + hits, 0)).toBe(rows.length);
      for (const [i, { point, active }] of found.entries()) {
        if (i > 0) expect(active).toBeLessThanOrEqual(found[i - 1]!.active);
        for (const { point: other } of found.slice(0, i)) {
          const cosine =
            (point[0]! * other[0]! + point[1]! * other[1]!) / (Math.hypot(...point) * Math.hypot(...other));
          expect(cosine).toBeLessThanOrEqual(sameCosine + 1e-12);
        }
      }
    }),
    { seed: 20261125, numRuns: 200 },
  );
});

it('has the median and the lower sixth of the null vertices, and leaves out what is above', () => {
  const law = (active: readonly number[], least = 0) =>
    nullDistribution(
      [...active].sort((a, b) => b - a).map((n) => ({ active: n })),
      least,
    );
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(law(hundred)).toEqual({ median: 50, deviation: 34 });
  // A fifth of samples among them, with hundreds of active coordinates, moves neither by more than ranks move.
  expect(law(hundred.map((n) => (n > 80 ? 10 * n : n)))).toEqual({ median: 50, deviation: 34 });
  // Counts vary although these do not, and the more the larger they are.
  expect(law([8, 8, 8], 8)).toEqual({ median: 8, deviation: 0.7 + Math.sqrt(0.5) });
  expect(law([8], 5).deviation).toBeCloseTo(0.7 + Math.sqrt(2.6), 12);
  expect(law([8, 8, 8], 20).deviation).toBe(law([]).deviation);
});

it('keeps chance below the threshold: a count of independent events is hardly ever 6 deviations above its mean', () => {
  for (const mean of [0.1, 0.5, 1, 2, 3, 5, 10, 30, 100, 300]) {
    const { median, deviation } = nullDistribution([{ active: mean }], 0);
    // Poisson, the widest law of such counts.
    let term = Math.exp(-mean);
    let below = term;
    for (let k = 1; k <= median + 6 * deviation; k++) {
      term *= mean / k;
      below += term;
    }
    expect(1 - below, `mean ${mean}`).toBeLessThan(3e-6);
  }
});
