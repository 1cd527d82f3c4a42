import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { TheoryResult } from '../../src/theory/theory-result.ts';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

async function bench(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [program, ...args]);
}

test('a suite by its command: jobs in processes of their own, written to a file; a filter keeps the others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'noprior-theory-run-'));
  try {
    const out = join(folder, 'deep', 'bounds.json');
    const read = (): TheoryResult => JSON.parse(readFileSync(out, 'utf8'));
    const { stdout, stderr } = await bench('bounds', '--scale', 'smoke', '--out', out);
    const [first, second] = read().jobs;
    expect(read()).toMatchObject({ suite: 'bounds', scale: 'smoke' });
    expect(Object.keys(read().versions)).toContain('@noprior/transforms');
    for (const job of [first!, second!]) {
      expect(stdout).toContain(job.job);
      expect(stderr).toContain(job.job);
      expect(job.seconds).toBeGreaterThan(0);
      expect(job.peakRssMb).toBeGreaterThan(10);
    }
    await bench('bounds', '--scale', 'smoke', '--out', out, '--filter', 'trials', '--json');
    const [again, kept] = read().jobs;
    expect(kept).toEqual(second);
    expect(again!.date).not.toBe(first!.date);
    expect(again!.rows).toEqual(first!.rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a job that fails ends the suite with its message', async () => {
  await expect(bench('far-sets', '--data-dir', '/nowhere', '--filter', '784-1000-1')).rejects.toThrow(/ended with 1/);
});
