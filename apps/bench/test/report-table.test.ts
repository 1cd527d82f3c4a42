import { expect, test } from 'vitest';
import { benchmarkTable } from '../src/report/benchmark-table.ts';
import { formatFigure, formatMark, formatTime } from '../src/report/format-figure.ts';
import { inventedResults, inventedRow } from './report-sample.ts';

test('figures have 3 significant digits, and no exponent where people read them', () => {
  const figures = [53.301, 12345.6, 1.234e-7, 0.00123, 99.96, 0, 2.5e7, null, Number.NaN].map(formatFigure);
  expect(figures).toEqual(['53.3', '12346', '1.23e-7', '0.00123', '100', '0', '2.50e7', '–', 'NaN']);
  expect([12.3, 9999, 16400].map(formatTime)).toEqual(['12.3 ms', '9999 ms', '16.4 s']);
  expect([0.001, 1, 100000, 1e6, 1e-4].map(formatMark)).toEqual(['0.001', '1', '100000', '1e6', '1e-4']);
});

test('no line is longer than 120 characters, whatever the rows say', () => {
  const long = inventedRow({
    backend: 'chromium/tfjs:webgpu-with-a-name-that-nobody-has',
    case: 'a case '.repeat(30),
    medianMs: 123456789,
    form: 'direct',
    dtype: 'float64',
    peakRssMb: 123456.7,
    gflops: 1e-9,
    ratio: 1e5,
    note: 'a note '.repeat(40),
  });
  const lines = benchmarkTable([...inventedResults().flatMap(({ rows }) => rows), long]).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  const notes = lines.filter((line) => /^ {4}\S/.test(line) && line.includes('note'));
  expect(notes.map((line) => line.trim()).join(' ')).toBe('a note '.repeat(40).trim());
  expect(notes).toHaveLength(3);
});

test('rows stand by case, the fastest first, columns below their headings', () => {
  const rows = [
    inventedRow({ backend: 'reference', case: 'A', medianMs: 20, relativeError: 0 }),
    inventedRow({ backend: 'torch', case: 'B', medianMs: 1, dtype: 'float64', note: 'own idiom' }),
    inventedRow({ backend: 'onnx:cpu', case: 'A', medianMs: 2, form: 'gram', ratio: 0.25, peakRssMb: null }),
  ];
  const lines = benchmarkTable(rows).split('\n');
  expect(lines.map((line) => line.trim().split(/ +/)[0])).toEqual([
    'A',
    'median',
    'onnx:cpu',
    'reference',
    '',
    'B',
    'median',
    'torch',
    'own',
    '',
  ]);
  expect(lines[2]!.trim().split(/ {2,}/)).toEqual([
    'onnx:cpu gram',
    '2.00',
    '1.80',
    '2.50',
    '0.250',
    '1000',
    '0.500',
    '1.23e-6',
    '46.0',
    '–',
  ]);
  expect(lines[7]).toMatch(/^ {2}torch f64 /);
  const end = (line: string, text: string): number => line.indexOf(text) + text.length;
  expect(end(lines[2]!, '0.250')).toBe(end(lines[1]!, 'to peer'));
});

test('nothing is said to be nothing', () => {
  expect(benchmarkTable([])).toBe('nothing was measured\n');
});
