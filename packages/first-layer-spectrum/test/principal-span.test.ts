import { principalSpan, spanReduction } from '@noprior/first-layer-spectrum';
import { makeNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, type HostTensor, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';

it('a line in the plane, by hand', () => {
  // (1, 2) + t (3, 4) / 5 for t = -5, 0, 5: variance 25 along the line.
  const points = fromNested([
    [-2, -2],
    [1, 2],
    [4, 6],
  ]);
  const { rank, mean, directions, deviations, basis } = principalSpan(points, { rank: 2, hasBias: true });
  expect(rank).toBe(1);
  expect(mean.data[0]).toBeCloseTo(1, 12);
  expect(mean.data[1]).toBeCloseTo(2, 12);
  expect(Math.abs(directions.data[0]! * 0.6 + directions.data[1]! * 0.8)).toBeCloseTo(1, 12);
  expect(deviations[0]).toBeCloseTo(5, 12);
  // Nearest to 0: (1, 2) - 11/5 (3, 4) / 5 = (-8, 6) / 25.
  const length = Math.hypot(-8 / 25, 6 / 25, 1);
  expect(basis.shape).toEqual([2, 3]);
  for (const [j, value] of [-8 / 25, 6 / 25, 1].entries()) expect(basis.data[3 + j]).toBeCloseTo(value / length, 12);
});

const seed = 20_261_125;

it(`holds its points, and of all subspaces of its rank it is the nearest to them (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      fc.record({
        count: fc.integer({ min: 3, max: 8 }),
        dimension: fc.integer({ min: 9, max: 12 }),
        rank: fc.integer({ min: 1, max: 9 }),
        hasBias: fc.boolean(),
        draw: fc.nat(1_000_000),
      }),
      ({ count, dimension, rank, hasBias, draw }) => {
        const random = makeRandom(draw);
        const offset = random.fork('offset').normalTensor([dimension], 3, 'float64').data;
        const drawn = random.fork('points').normalTensor([count, dimension], 1, 'float64').data;
        const points = makeHostTensor(
          Float64Array.from(drawn, (value, at) => value + offset[at % dimension]!),
          [count, dimension],
        );
        const span = principalSpan(points, { rank, hasBias });
        expect(span.rank).toBe(Math.min(rank, count - 1));
        const network = makeNetwork({
          inputSize: dimension,
          hiddenSizes: [4],
          bias: hasBias ? 'first' : 'none',
          seed: 1,
          dtype: 'float64',
        });
        const reduction = spanReduction(network, span);
        expect(reduction.network.layers[0]!.weight.shape[1]).toBe(span.rank + (hasBias ? 0 : 1));
        const project = (x: HostTensor): HostTensor => {
          const y = makeHostTensor(new Float64Array(count).fill(1), [count]);
          return reduction.expand(reduction.reduce({ x, y, lambda: y })).x;
        };
        const far = squares(points, project(points));
        if (rank >= count - 1) expect(far).toBeLessThan(1e-18 * squares(points, makeHostTensor([0], [1])));
        // By Eckart, Young and Mirsky; with a bias, where the mean is no direction of its own.
        const before = span.deviations.reduce((sum, value) => sum + value ** 2, 0) * (count - 1);
        const { mean } = span;
        const whole = squares(points, mean);
        if (hasBias) expect(far).toBeCloseTo(whole - before, 8);
        const other = principalSpan(
          makeHostTensor(random.fork('other').normalTensor([count, dimension], 1, 'float64').data, [count, dimension]),
          { rank, hasBias },
        );
        if (hasBias) expect(far).toBeLessThanOrEqual(alongOther(points, mean, other.directions) + 1e-9);
      },
    ),
    { seed, numRuns: 60 },
  );
});

/** Squared distance of rows from the rows of another matrix, or from one row. */
function squares(a: HostTensor, b: HostTensor): number {
  return Float64Array.from(a.data, (value, at) => (value - b.data[at % b.data.length]!) ** 2).reduce(
    (sum, one) => sum + one,
    0,
  );
}

/** Squared distance of points from the subspace through their mean along other directions. */
function alongOther(points: HostTensor, mean: HostTensor, directions: HostTensor): number {
  const d = mean.data.length;
  let total = squares(points, mean);
  for (let i = 0; i < points.shape[0]!; i++) {
    for (let k = 0; k < directions.shape[0]!; k++) {
      let inner = 0;
      for (let j = 0; j < d; j++) inner += (points.data[i * d + j]! - mean.data[j]!) * directions.data[k * d + j]!;
      total -= inner ** 2;
    }
  }
  return total;
}

it('what cannot be', () => {
  const points = fromNested([
    [1, 2],
    [2, 1],
  ]);
  expect(() => principalSpan(points, { rank: 0, hasBias: true })).toThrow(DomainError);
  expect(() => principalSpan(points, { rank: 1.5, hasBias: true })).toThrow(/rank must be an integer/);
  expect(() => principalSpan(fromNested([1, 2]), { rank: 1, hasBias: true })).toThrow(ShapeError);
  expect(() => principalSpan(fromNested([[1, 2]]), { rank: 1, hasBias: true })).toThrow(/at least two points/);
  expect(() =>
    principalSpan(
      fromNested([
        [1, 2],
        [1, 2],
      ]),
      { rank: 1, hasBias: true },
    ),
  ).toThrow(/all points are the same/);
});
