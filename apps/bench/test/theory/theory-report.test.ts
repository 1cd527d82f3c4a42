import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { measureTheoryJob } from '../../src/theory/measure-theory-job.ts';
import { loadTheoryResults } from '../../src/theory/report/load-theory-results.ts';
import { theoryDocument } from '../../src/theory/report/theory-document.ts';
import { theoryHtml } from '../../src/theory/report/theory-page.ts';
import { formatCell, radius } from '../../src/theory/report/theory-tables.ts';
import { theoryJson } from '../../src/theory/theory-json.ts';
import { type TheoryResult, type TheoryResults, theorySuites } from '../../src/theory/theory-result.ts';

const folder = mkdtempSync(join(tmpdir(), 'noprior-theory-'));
afterAll(() => rmSync(folder, { recursive: true }));

const committed = fileURLToPath(new URL('../../../../docs/results/theory', import.meta.url));
const machine = { processor: 'Invented processor', cores: 2, memoryGb: 8, os: 'Linux 0', node: 'v20.0.0' };

test('document and page of real small runs: every suite, no hole, nothing loaded', async () => {
  for (const suite of theorySuites) {
    const jobs = [await measureTheoryJob(suite, 'smoke', 0, { onProgress: () => {} })];
    const result: TheoryResult = { suite, scale: 'smoke', machine, versions: { 'ml-matrix': '0.0.1' }, jobs };
    writeFileSync(join(folder, `${suite}.json`), theoryJson(result));
  }
  const results = loadTheoryResults(folder);
  expect(Object.keys(results)).toEqual([...theorySuites]);
  const document = theoryDocument(results);
  const page = theoryHtml(results);
  for (const text of [document, page]) {
    expect(text).not.toMatch(/NaN|undefined|\[object|Infinity/);
    expect(text).toContain('sphere 8 points, 12-20-1, pytorch, seed 1');
    expect(text).toContain('near-subspace');
    expect(text).toContain('Invented processor, 2 cores, 8 GB');
    expect(text).toContain('ml-matrix 0.0.1');
    expect(text).toContain(formatCell(results.polish!.jobs[0]!.rows[0]!.start.hard));
  }
  expect(page).not.toMatch(/<script|src="(?!data:)|@import/);
  expect(theoryHtml(results)).toBe(page);
});

test('no results give a document that says so', () => {
  expect(theoryDocument({})).toContain('Nothing has been measured.');
});

test('a file that is no result of its suite is refused by name', () => {
  const broken = mkdtempSync(join(folder, 'broken-'));
  writeFileSync(join(broken, 'polish.json'), '{');
  expect(() => loadTheoryResults(broken)).toThrow(/polish\.json is no JSON/);
  writeFileSync(
    join(broken, 'polish.json'),
    JSON.stringify({ suite: 'bounds', scale: 'full', machine, versions: {}, jobs: [] }),
  );
  expect(() => loadTheoryResults(broken)).toThrow(/no result of the suite polish/);
});

test('the committed document and page are those of the committed figures', () => {
  const results: TheoryResults = loadTheoryResults(committed);
  expect(Object.keys(results)).toHaveLength(5);
  expect(Object.values(results).map(({ scale }) => scale)).toEqual(['full', 'full', 'full', 'full', 'full']);
  expect(readFileSync(join(committed, 'README.md'), 'utf8')).toBe(theoryDocument(results));
  expect(readFileSync(join(committed, 'theory.html'), 'utf8')).toBe(theoryHtml(results));
});

test('cells: whole numbers in full, others to three digits, infinite quantiles as such', () => {
  expect([20, 0.123456, 1e9, null].map(formatCell)).toEqual(['20', '0.123', '1.00e9', '–']);
  const quantiles = { count: 2, min: 0.5, q25: 0.5, median: 0.5, q75: 0.5, max: null, unbounded: 1, zero: 0 };
  expect([radius(quantiles, 'median'), radius(quantiles, 'max')]).toEqual(['0.500', '∞']);
});
