import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findChromium } from '../src/find-chromium.ts';

const scratch = mkdtempSync(join(tmpdir(), 'noprior-find-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A folder with empty programs. */
function folderWith(...names: string[]): string {
  const folder = mkdtempSync(join(scratch, 'bin-'));
  for (const name of names) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

test('NOPRIOR_CHROMIUM comes first, and stands alone even if it is wrong', () => {
  const folder = folderWith('chromium', 'another');
  const environment = { PATH: folder, NOPRIOR_CHROMIUM: join(folder, 'another') };
  expect(findChromium(environment)).toBe(join(folder, 'another'));
  expect(findChromium({ ...environment, NOPRIOR_CHROMIUM: join(folder, 'missing') })).toBeUndefined();
  expect(findChromium({ ...environment, NOPRIOR_CHROMIUM: '' })).toBe(join(folder, 'chromium'));
});

test('PATH is searched for chromium before google-chrome', () => {
  const [chrome, chromium] = [folderWith('google-chrome'), folderWith('chromium')];
  expect(findChromium({ PATH: [chrome, '', chromium].join(delimiter) })).toBe(join(chromium, 'chromium'));
  expect(findChromium({ PATH: chrome })).toBe(join(chrome, 'google-chrome'));
});

test('a file that cannot be started is none', () => {
  const folder = folderWith('chromium', 'google-chrome');
  chmodSync(join(folder, 'chromium'), 0o644);
  expect(findChromium({ PATH: folder })).toBe(join(folder, 'google-chrome'));
});
