import { DomainError, makeRandom, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runAgreement } from '../../src/ranking/run-agreement.ts';
import { candidatesOf, pick, plantedCases, plantedRuns, rowsOf, shuffled } from './planted-runs.ts';

it('best cosine in every other run, and the median, by hand', () => {
  const runs = [
    candidatesOf([
      [1, 0],
      [0, 2],
    ]),
    candidatesOf([[3, 4]]),
    candidatesOf([
      [0, 1],
      [5, 0],
      [-1, 0],
    ]),
    candidatesOf([[-1, 0]]),
  ];
  const [first, second] = runAgreement(runs);
  const close = (actual: ArrayLike<number>, expected: readonly number[]) =>
    expected.forEach((value, k) => {
      expect(actual[k]).toBeCloseTo(value, 14);
    });
  expect(first!.best.shape).toEqual([2, 3]);
  close(first!.best.data, [0.6, 1, -1, 0.8, 1, 0]);
  close(first!.agreement.data, [0.6, 0.8]);
  close(second!.best.data, [0.8, 0.8, -0.6]);
});

it('an even number of other runs has the mean of the middle two', () => {
  const [first] = runAgreement([candidatesOf([[1, 0]]), candidatesOf([[2, 0]]), candidatesOf([[0, 1]])]);
  expect([...first!.agreement.data]).toEqual([0.5]);
});

it('matches labels unless told not to', () => {
  const runs = [candidatesOf([[1, 0]]), candidatesOf([[1, 0]], { y: [-1] })];
  expect([...runAgreement(runs)[0]!.agreement.data]).toEqual([-1]);
  expect([...runAgreement(runs, { matchLabels: false })[0]!.agreement.data]).toEqual([1]);
});

it('is what plain loops over all pairs give', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 2, max: 4 }), (seed, count) => {
      const { runs } = plantedRuns({ seed, runs: count, planted: 2, junk: 2 });
      const result = runAgreement(runs);
      runs.forEach((run, a) => {
        rowsOf(run.x).forEach((row, i) => {
          const others = runs.flatMap((other, b) => (a === b ? [] : [other]));
          others.forEach((other, column) => {
            const cosines = rowsOf(other.x).map((point, j) =>
              run.y.data[i] === other.y.data[j]
                ? row.reduce((sum, value, k) => sum + value * point[k]!, 0) /
                  (Math.hypot(...row) * Math.hypot(...point))
                : -1,
            );
            expect(result[a]!.best.data[i * others.length + column]).toBeCloseTo(Math.max(...cosines), 12);
          });
        });
      });
    }),
    { numRuns: 25 },
  );
});

it('planted points agree more than any point of a run of its own', () => {
  fc.assert(
    fc.property(...plantedCases, (seed, count, planted) => {
      const { runs, isPlanted } = plantedRuns({ seed, runs: count, planted, junk: 5 });
      const result = runAgreement(runs);
      const values = (wanted: boolean) =>
        result.flatMap(({ agreement }, run) => [...agreement.data].filter((_, i) => isPlanted[run]![i] === wanted));
      expect(Math.min(...values(true))).toBeGreaterThan(0.95);
      expect(Math.max(...values(false))).toBeLessThan(0.8);
    }),
    { numRuns: 40 },
  );
});

it('neither the order of the other runs nor that of candidates, nor positive factors, change an agreement', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const { runs } = plantedRuns({ seed, runs: 4, planted: 3, junk: 3 });
      const order = shuffled(6, makeRandom(seed).fork('again'));
      const [first, second, third, fourth] = runs;
      const expected = runAgreement(runs)[0]!.agreement.data;
      const [moved] = runAgreement([pick(first!, order), fourth!, pick(second!, order), third!]);
      expect([...moved!.agreement.data]).toEqual(order.map((i) => expected[i]));
      const doubled = { ...second!, x: { ...second!.x, data: second!.x.data.map((value) => 2 * value) } };
      expect(runAgreement([first!, doubled, third!, fourth!])[0]!.agreement.data).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

it.each([
  [[candidatesOf([[1]])], DomainError, /at least 2 runs, got 1/],
  [[], DomainError, /at least 2 runs, got 0/],
  [[candidatesOf([[1]]), candidatesOf([[1, 2]])], ShapeError, /runs\[1\].x has 2 columns, runs\[0\].x has 1/],
  [[candidatesOf([[1]]), candidatesOf([[Number.NaN]])], DomainError, /runs\[1\].x must be finite, got NaN/],
  [[candidatesOf([[1]]), candidatesOf([[1]], { y: [2] })], DomainError, /runs\[1\].y must hold labels/],
  [
    [candidatesOf([[1]]), candidatesOf([[1]], { lambda: [Number.NaN] })],
    DomainError,
    /runs\[1\].lambda must be finite/,
  ],
])('refuses %#', (runs, type, message) => {
  expect(() => runAgreement(runs)).toThrow(type);
  expect(() => runAgreement(runs)).toThrow(message);
});
