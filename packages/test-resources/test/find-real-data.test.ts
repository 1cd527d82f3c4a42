import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findRealData } from '../src/index.ts';

/** An empty folder, and the lines that were reported. */
function setting() {
  const folder = mkdtempSync(join(tmpdir(), 'noprior-real-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const lines: string[] = [];
  return { folder, lines, report: (line: string) => void lines.push(line) };
}

test('image data are found in NOPRIOR_DATA_DIR, and nothing is reported', () => {
  const { folder, lines, report } = setting();
  mkdirSync(join(folder, 'cifar10'));
  writeFileSync(join(folder, 'cifar10', 'data_batch_1.bin'), '');
  expect(findRealData('cifar10', { NOPRIOR_DATA_DIR: folder }, report)).toEqual({ folder, isAbsent: false });
  expect(lines).toEqual([]);
});

test('what is missing is named in a line NOT RUN', () => {
  const { folder, lines, report } = setting();
  expect(findRealData('mnist', { NOPRIOR_DATA_DIR: folder }, report).isAbsent).toBe(true);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^NOT RUN: .*NOPRIOR_DATA_DIR/);
  expect(lines[0]).toContain(join(folder, 'mnist'));
});

test('with NOPRIOR_REQUIRE_DATA=1 what is missing is an error', () => {
  const { folder, lines, report } = setting();
  const environment = { NOPRIOR_DATA_DIR: folder, NOPRIOR_REQUIRE_DATA: '1' };
  expect(() => findRealData('mnist', environment, report)).toThrow(/NOPRIOR_REQUIRE_DATA=1.*mnist/);
  expect(lines).toEqual([]);
});
