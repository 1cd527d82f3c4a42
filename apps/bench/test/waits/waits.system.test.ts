import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import type { WaitsResult } from '../../src/waits/wait-results.ts';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'noprior-waits-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [program, ...args, '--keep', join(folder, 'kept')]);
}

test('commands and functions: seconds, CPU, memory, and the images that an attack found', async () => {
  const out = join(folder, 'waits.json');
  const { stdout } = await bench('waits', '--scale', 'smoke', '--rounds', '1', '--out', out);
  expect(stdout).toContain('4 of 4');
  const { rows, commits }: WaitsResult = JSON.parse(readFileSync(out, 'utf8'));
  expect(commits.before).toBeNull();
  expect(rows.map(({ notes }) => notes)).toEqual([[], [], []]);
  for (const { now } of rows) {
    expect(now?.wallSeconds.median).toBeGreaterThan(0);
    expect(now?.cpuSeconds.median).toBeGreaterThan(0);
    expect(now?.peakMb.median).toBeGreaterThan(10);
  }
  expect(rows.at(-1)?.now?.runs[0]?.found).toEqual({ images: 4, of: 4 });
});

test('two checkouts take turns, and have a ratio for each round', async () => {
  const { stdout } = await bench(
    ...['waits', '--scale', 'smoke', '--filter', 'help', '--rounds', '2', '--before', repository, '--json'],
  );
  const [row] = (JSON.parse(stdout) as WaitsResult).rows;
  expect(row?.now?.runs).toHaveLength(2);
  expect(row?.before?.runs).toHaveLength(2);
  expect(row?.ratio?.median).toBeGreaterThan(0);
});

test.each([
  ['waits', '--before', tmpdir()],
  ['waits', '--filter', 'nothing-like-it'],
  ['growth', '--scale', 'smoke'],
])('%s %s %s: wrong usage is exit code 2', async (...args) => {
  await expect(bench(...args)).rejects.toMatchObject({ code: 2, stdout: '' });
});
