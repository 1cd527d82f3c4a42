import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderHtml } from '@noprior/report';
import { afterAll, expect, test } from 'vitest';
import { benchmarkPage } from '../src/report/benchmark-page.ts';
import { contestantGroups, groupOf } from '../src/report/contestants.ts';
import { writeBenchmarkPage } from '../src/report/write-benchmarks.ts';
import { inventedResults, inventedRow } from './report-sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'noprior-bench-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

const page = renderHtml(benchmarkPage(inventedResults()));
const between = (from: string, to: string): string =>
  page.slice(page.indexOf(from), page.indexOf(to, page.indexOf(from)));

test('a written page is the rendered one, the same every time, and loads nothing', async () => {
  const file = join(folder, 'page.html');
  await writeBenchmarkPage(inventedResults(), file);
  expect(readFileSync(file, 'utf8')).toBe(page);
  expect(page).not.toMatch(/<script|src="(?!data:)|@import|NaN|undefined/);
});

test('machine, versions and devices are on it', () => {
  for (const words of [
    'Invented processor, 2 cores, 8 GB',
    '<dt>onnxruntime-node</dt><dd>0.0.1</dd>',
    'an invented adapter',
  ])
    expect(page).toContain(words);
  expect(page).toContain('<dt>device of PyTorch</dt>');
});

test('each case has a chart with every contestant, its accuracy, and the words for who gave up', () => {
  const chart = between('<h3>n=1000 784-1000-1000-1</h3>', '<details>');
  const [, wide, narrow] = chart.split('<svg class="drawing');
  for (const svg of [wide!, narrow!]) {
    for (const name of [
      'onnx:cpu gram',
      'onnx:cpu auto float64',
      'chromium/onnx:wasm auto',
      'PyTorch float64',
      'JAX',
      'tfjs:cpu',
    ])
      expect(svg).toContain(`>${name}</text>`);
    expect(svg).toContain('>not measured</text>');
  }
  expect(wide).toContain('>1.23e-6</text>');
  expect(narrow).toMatch(/>x PyTorch 0\.114, err\. 1\.23e-6<\/text>/);
});

test('charts of a suite share their axis', () => {
  const marks = (chart: string): string[] => [...chart.matchAll(/>(10+|1)<\/text>/g)].map(([, mark]) => mark!);
  const first = between('<h3>n=40 784-1000-1</h3>', '<details>');
  const second = between('<h3>n=1000 784-1000-1000-1</h3>', '<details>');
  expect(marks(first)).toEqual(marks(second));
  expect(marks(first)).toContain('100000');
});

test('growth is curves with their slopes, and a table of what is not linear', () => {
  const growth = between('How the cost of an iteration grows</h2>', 'id="s4"');
  expect(growth).toContain('onnx:cpu gram <span class="detail">slope 1.67</span>');
  expect(growth).toContain('<td>+300 %</td><td>+301 %</td><td>86 %</td>');
  expect(growth).toContain('n=2000 784-1000-1 gram, onnx:cpu gram');
});

test('who could not take part is named with the reason, GPUs among them', () => {
  const absent = between('Not measured</h2>', '</section>');
  expect(absent).toContain('tfjs:node</th><td>step; scaling</td><td>its package &lt;tfjs-node&gt; is not installed');
  expect(absent).toContain('tfjs:cpu</th><td>step, n=1000 784-1000-1000-1</td><td>one run took more than 60 s');
  expect(absent).toContain('any GPU');
});

test.each([
  [{ 'tfjs:webgpu': 'nvidia, turing' }, false],
  [{ 'tfjs:webgpu': 'google, swiftshader, driven by nvidia words' }, true],
  [{ torch: 'cuda:0, an invented GPU' }, false],
  [{ torch: 'cpu, Intel MKL' }, true],
  [{ 'onnx:cpu': 'Intel processor' }, true],
])('with the devices %j a GPU is missing: %s', (devices, missing) => {
  const results = inventedResults().map((result) => ({ ...result, devices }));
  expect(renderHtml(benchmarkPage(results)).includes('any GPU')).toBe(missing);
});

test('peers have a kind of their own, and so has every contestant', () => {
  const names = ['onnx:cpu', 'tfjs:wasm', 'reference', 'chromium/onnx:wasm', 'torch', 'jax'];
  expect(names.map((name) => contestantGroups.indexOf(groupOf(name)))).toEqual([0, 1, 2, 3, 4, 4]);
});

test('a page without results, and one whose rows have no spread, are sound', () => {
  expect(renderHtml(benchmarkPage([]))).toContain('How it was measured');
  const [, step] = inventedResults();
  const single = inventedRow({ backend: 'onnx:cpu', case: 'A', medianMs: 3, p10: 3, p90: 3 });
  expect(renderHtml(benchmarkPage([{ ...step!, rows: [single], notMeasured: [] }]))).toContain('>3 ms</text>');
});
