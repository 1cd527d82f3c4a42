import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitScaling, quadraticShare } from '../src/report/scaling-fit.ts';
import { scalingRow, scalingSeries } from '../src/report/scaling-series.ts';
import { inventedResults } from './report-sample.ts';

test('a power law is found as it is', () => {
  const power = fc.double({ min: -1, max: 3, noNaN: true });
  const factor = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(power, factor, (slope, ms) => {
      const fit = fitScaling([250, 500, 1000, 2000].map((size) => ({ size, ms: ms * size ** slope })))!;
      expect(fit.slope).toBeCloseTo(slope, 9);
      expect(fit.deviationPerFactor8).toBeCloseTo(8 ** (slope - 1) - 1, 6);
      expect(fit.measuredDeviation).toBeCloseTo(8 ** (slope - 1) - 1, 6);
    }),
  );
});

test('the measured deviation compares sizes 8 apart, and only these', () => {
  const times = [
    { size: 100, ms: 1 },
    { size: 800, ms: 8.8 },
  ];
  expect(fitScaling(times)?.measuredDeviation).toBeCloseTo(0.1, 12);
  expect(fitScaling([times[0]!, { size: 400, ms: 4 }])?.measuredDeviation).toBeNull();
});

test('one size has no slope', () => {
  expect(fitScaling([])).toBeNull();
  expect(fitScaling([{ size: 1, ms: 1 }])).toBeNull();
  expect(
    fitScaling([
      { size: 2, ms: 1 },
      { size: 2, ms: 3 },
    ]),
  ).toBeNull();
});

test('the quadratic part of a n + b n^2 at the largest n', () => {
  const at = (a: number, b: number) => [10, 20, 80].map((size) => ({ size, ms: a * size + b * size * size }));
  expect(quadraticShare(at(2, 0))).toBeCloseTo(0, 9);
  expect(quadraticShare(at(0, 2))).toBeCloseTo(1, 9);
  expect(quadraticShare(at(3, 0.05))).toBeCloseTo(4 / 7, 9);
  expect(quadraticShare(at(3, 1).slice(1))).toBeNull();
});

test('rows become series by axis and form, and lines of a table', () => {
  const series = scalingSeries(inventedResults()[0]!.rows);
  expect([...series].map(([axis, all]) => [axis, all.map(({ name }) => name)])).toEqual([
    ['n', ['onnx:cpu direct', 'onnx:cpu gram']],
    ['depth', ['onnx:cpu direct']],
  ]);
  // gram: 0.02 n + 6e-5 n^2, so 8.75 ms and 280 ms: 4 times 8 times.
  expect(scalingRow('n', series.get('n')![1]!)).toEqual([
    'candidates n',
    'onnx:cpu gram',
    '250: 8.75, 500: 25, 1000: 80, 2000: 280',
    '1.67',
    '+300 %',
    '+301 %',
    '86 %',
  ]);
  expect(scalingRow('depth', series.get('depth')![0]!).slice(3)).toEqual(['1.00', '–', '0 %', '–']);
});
