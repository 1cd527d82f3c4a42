import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FormatError } from '@noprior/tensor';
import { afterAll, expect, test } from 'vitest';
import { rowName } from '../src/report/contestants.ts';
import { loadSuiteResults } from '../src/report/load-suite-results.ts';
import { benchmarkMarkdown } from '../src/report/write-benchmarks.ts';
import { inventedResults } from './report-sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'noprior-bench-document-'));
afterAll(() => rmSync(folder, { recursive: true }));

const docs = (path: string): string => fileURLToPath(new URL(`../../../docs/${path}`, import.meta.url));

test('every contestant has its row in the table of each case, without a chart', () => {
  const document = benchmarkMarkdown(inventedResults());
  for (const { rows } of inventedResults()) for (const row of rows) expect(document).toContain(rowName(row));
  expect(document).not.toContain('.svg');
  expect(document).not.toMatch(/NaN|undefined/);
});

test('results are read from a folder and those in it, by path; a folder that is not there has none', () => {
  const [scaling, step] = inventedResults();
  mkdirSync(join(folder, 'good/inner'), { recursive: true });
  writeFileSync(join(folder, 'good/step.json'), JSON.stringify(step));
  writeFileSync(join(folder, 'good/inner/scaling.json'), JSON.stringify(scaling));
  writeFileSync(join(folder, 'good/page.html'), '');
  expect(loadSuiteResults(join(folder, 'good')).suites.map(({ suite }) => suite)).toEqual(['scaling', 'step']);
  expect(loadSuiteResults(join(folder, 'none'))).toEqual({ suites: [], waits: [] });
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

test('the committed document and page have every case of the committed results', () => {
  const { suites: results, waits } = loadSuiteResults(docs('results/bench'));
  const [markdown, page] = ['benchmarks.md', 'results/bench/benchmarks.html'].map((path) =>
    readFileSync(docs(path), 'utf8'),
  );
  const cases = new Set([...results, ...waits].flatMap(({ rows }) => rows.map((row) => row.case)));
  expect(cases.size).toBeGreaterThan(20);
  for (const name of cases) {
    expect(markdown).toContain(name);
    expect(page).toContain(name);
  }
});
