import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { fileChecksums, makeRunRecord, type RunFacts, recordText } from '../src/run-record.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('checksums are SHA-256, by name, or by path where two files have one name', async () => {
  // SHA-256 of "abc", FIPS 180-2, appendix B.1.
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  const one = write('one.npz', 'abc');
  mkdirSync(join(folder, 'sub'));
  const other = write('sub/one.npz', 'other');
  expect(await fileChecksums([one])).toEqual({ 'one.npz': abc });
  expect(Object.keys(await fileChecksums([one, other]))).toEqual([one, other]);
});

const program = { version: '1.2.3', file: fileURLToPath(new URL('../package.json', import.meta.url)) };

test('a record has the facts of the machine, and no long arrays', async () => {
  const facts: RunFacts = {
    command: 'kkt',
    arguments: { model: 'm' },
    config: { mean: fromNested(Array.from({ length: 100 }, () => 0.5)), short: new Float32Array([1, 2]) },
    seed: null,
    checksums: {},
    seconds: 1,
    results: { a: Number.NaN, b: [Number.NEGATIVE_INFINITY, 2] },
    device: { backend: openReference(), dtype: 'float64' },
  };
  const record = await makeRunRecord(facts, { 'points.npz': 'abc' }, program);
  expect(JSON.parse(recordText(record))).toMatchObject({
    version: '1.2.3',
    files: { 'points.npz': 'abc' },
    results: { a: 'NaN', b: ['-Infinity', 2] },
    config: { mean: { shape: [100], data: '100 numbers' }, short: [1, 2] },
    seed: null,
    backend: { name: 'reference', dtype: 'float64' },
    machine: { cores: expect.any(Number), platform: `${process.platform} ${process.arch}` },
    node: process.version,
  });
  expect(record.commit === null || /^[0-9a-f]{40}$/.test(record.commit)).toBe(true);
});
