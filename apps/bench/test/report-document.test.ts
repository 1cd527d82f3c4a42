import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderHtml } from '@noprior/report';
import { FormatError } from '@noprior/tensor';
import { afterAll, expect, test } from 'vitest';
import { benchmarkDocument } from '../src/report/benchmark-document.ts';
import { benchmarkPage } from '../src/report/benchmark-page.ts';
import { loadSuiteResults } from '../src/report/load-suite-results.ts';
import { markdownTable } from '../src/report/markdown-table.ts';
import { inventedResults } from './report-sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'noprior-bench-document-'));
afterAll(() => rmSync(folder, { recursive: true }));

const document = benchmarkDocument(inventedResults());
const docs = (path: string): string => fileURLToPath(new URL(`../../../docs/${path}`, import.meta.url));

test('the overview compares with PyTorch, in the form that auto chooses', () => {
  expect(document).toContain('| onnx:cpu | 2.27 (0.114) | 93.1 (0.114) |');
  expect(document).toContain('| tfjs:cpu | 700 (35.0) | not measured |');
  expect(document).toContain('| tfjs:node | not measured | not measured |');
  expect(document).toContain('| PyTorch | 20.0 | 820 |');
});

test('every row has its ratios within its dtype, and its accuracy', () => {
  expect(document).toContain('| onnx:cpu gram | 2.30 | 2.07 to 2.88 | 0.115 | 0.383 | 1.23e-6 | 870 | 0.500 |');
  expect(document).toContain('| onnx:cpu auto float64 | 5.50 | 4.95 to 6.88 | 0.125 | – | 1.00e-16 | 364 | – |');
  expect(document).toContain('| PyTorch | 20.0 | 18.0 to 25.0 | – | – |');
});

test('suites stand in their order, growth with its deviation from linear', () => {
  const headings = [...document.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(headings).toEqual([
    'How it was measured',
    'One attack iteration',
    'How the cost of an iteration grows',
    'Not measured',
    'Versions and devices',
  ]);
  expect(document).toContain(
    '| candidates n | onnx:cpu direct | 250: 12.5, 500: 25.0, 1000: 50.0, 2000: 100 | 1.00 | 0 % | 0 % | 0 % |',
  );
  expect(document).toContain('| n=2000 784-1000-1 gram, onnx:cpu | 280 |');
});

test('without results the document says so', () => {
  expect(benchmarkDocument([])).toContain('Nothing has been measured.');
});

test('cells of a table stay cells', () => {
  expect(markdownTable(['a'], [['x|y\n<b> *z*']], [true])).toEqual(['| a |', '| ---: |', '| x\\|y &lt;b> \\*z\\* |']);
});

test('results are read from a folder and those in it, by path; a folder that is not there has none', () => {
  const [scaling, step] = inventedResults();
  mkdirSync(join(folder, 'good/inner'), { recursive: true });
  writeFileSync(join(folder, 'good/step.json'), JSON.stringify(step));
  writeFileSync(join(folder, 'good/inner/scaling.json'), JSON.stringify(scaling));
  writeFileSync(join(folder, 'good/page.html'), '');
  expect(loadSuiteResults(join(folder, 'good')).map(({ suite }) => suite)).toEqual(['scaling', 'step']);
  expect(loadSuiteResults(join(folder, 'none'))).toEqual([]);
});

test.each([
  ['no JSON', '{'],
  ['not an object', 'null'],
  ['without rows', JSON.stringify({ ...inventedResults()[0], rows: undefined })],
])('a file that is no result is a FormatError with its path: %s', (name, text) => {
  const bad = join(folder, name);
  mkdirSync(bad);
  writeFileSync(join(bad, 'x.json'), text);
  expect(() => loadSuiteResults(bad)).toThrow(FormatError);
  expect(() => loadSuiteResults(bad)).toThrow(/x\.json/);
});

test('the committed document and page are what tools/write-benchmarks.mjs writes from the committed results', () => {
  const results = loadSuiteResults(docs('results/bench'));
  if (results.length === 0) {
    expect(existsSync(docs('benchmarks.md'))).toBe(false);
    return;
  }
  expect(readFileSync(docs('benchmarks.md'), 'utf8')).toBe(benchmarkDocument(results));
  expect(readFileSync(docs('results/bench/benchmarks.html'), 'utf8')).toBe(renderHtml(benchmarkPage(results)));
});
