import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { readRunRecord } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = temporaryFolder();
const path = join(root, 'run.json');

test('a record of any form is read as far as it is text', async () => {
  writeFileSync(path, JSON.stringify({ command: ['x'], files: { a: 'b', c: 1 }, checksums: [], config: 5 }));
  const { fields, ...known } = (await readRunRecord(path))!;
  expect(known).toEqual({ path, command: undefined, files: { a: 'b' }, checksums: {} });
  expect(fields.config).toBe(5);
});

test.each([
  ['nested deep', '['.repeat(100_000), /nested deeper/],
  ['of a million parts', `{"a":[${'[],'.repeat(1_000_001)}[]]}`, /more than .* items/],
  ['with a name twice', '{"command":"attack","command":"evidence"}', /"command" comes twice/],
  ['that is a list', '[]', /holds no JSON object/],
  ['of text', 'attack', /not JSON.*remove it/],
])('a record %s is refused', async (_, text, message) => {
  writeFileSync(path, text);
  const error = await readRunRecord(path).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(FormatError);
  expect(String(error)).toMatch(message);
});

test('a record of many megabytes is refused before it is read', async () => {
  writeFileSync(path, '');
  truncateSync(path, 2 ** 23);
  await expect(readRunRecord(path)).rejects.toThrow(/8388608 bytes, more than/);
});

test('a named pipe is not waited for', async () => {
  const pipe = join(root, 'pipe.json');
  execFileSync('mkfifo', [pipe]);
  await expect(readRunRecord(pipe)).rejects.toThrow(/not a file/);
});
