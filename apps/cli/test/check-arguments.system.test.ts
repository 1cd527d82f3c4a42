import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkArguments } from '../src/check-arguments.ts';
import { binary } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const bytes = (text: string) => () => Buffer.from(text, 'latin1');

test('an argument that was not UTF-8 is refused, one that has the character in truth is not', () => {
  expect(() => checkArguments(['--out', 'a\ufffd'], bytes('node\0x.js\0--out\0a\xff\0'))).toThrow(
    /argument 2 .* is not UTF-8/,
  );
  expect(() => checkArguments(['--out', 'a\ufffd'], bytes('node\0x.js\0--out\0a\xef\xbf\xbd\0'))).not.toThrow();
  expect(() => checkArguments(['a\ufffd'], () => undefined)).toThrow(/argument 1/);
  expect(() => checkArguments(['Grüße'], () => undefined)).not.toThrow();
});

test.skipIf(!existsSync('/proc/self/cmdline'))('a non-UTF-8 --out writes no file of another name', () => {
  const line = `"${process.execPath}" "${binary}" train --dataset glyphs --per-class 1 --hidden 2 --max-iterations 1`;
  const shell = (out: string) =>
    spawnSync('/bin/sh', ['-c', `${line} --out "$(printf '${out}')"`], { cwd, encoding: 'utf8' });
  const refused = shell('m\\377.npz');
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toMatch(/^error: argument 11 .* is not UTF-8/);
  expect(readdirSync(cwd)).toEqual([]);
  expect(shell('m\\357\\277\\275.npz').status).toBe(0);
  expect(existsSync(join(cwd, 'm\ufffd.npz'))).toBe(true);
});
