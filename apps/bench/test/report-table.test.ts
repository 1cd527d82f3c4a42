import { expect, test } from 'vitest';
import { benchmarkTable } from '../src/report/benchmark-table.ts';
import { inventedRow } from './report-sample.ts';

test('rows stand by case, the fastest first, columns below their headings', () => {
  const rows = [
    inventedRow({ backend: 'reference', case: 'A', medianMs: 20, relativeError: 0 }),
    inventedRow({ backend: 'torch', case: 'B', medianMs: 1, dtype: 'float64', note: 'own idiom' }),
    inventedRow({ backend: 'onnx:cpu', case: 'A', medianMs: 2, form: 'gram', ratio: 0.25, peakRssMb: null }),
  ];
  const table = benchmarkTable(rows);
  const at = (text: string): number => table.indexOf(text);
  expect(at('onnx:cpu gram')).toBeGreaterThan(0);
  expect(at('onnx:cpu gram')).toBeLessThan(at('reference'));
  expect(at('reference')).toBeLessThan(at('PyTorch float64'));
  expect(at('PyTorch float64')).toBeLessThan(at('own idiom'));
});

test('nothing is said to be nothing', () => {
  expect(benchmarkTable([])).toMatch(/nothing/i);
});
