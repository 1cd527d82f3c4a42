import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, makeHostTensor, SystemError } from '@noprior/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  loadArrays,
  readFileBytes,
  saveNpy,
  saveNpz,
  saveSafetensors,
  serializeNpy,
  serializeNpz,
  writeFileAtomically,
} from '../src/index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'array-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

const x = makeHostTensor([1, 2], [2]);

test('text and bytes are written, and an old file is replaced', async () => {
  const path = join(folder, 'a.txt');
  await writeFileAtomically(path, 'größe');
  expect(await readFile(path, 'utf8')).toBe('größe');
  await writeFileAtomically(path, Uint8Array.of(1, 2));
  expect([...(await readFile(path))]).toEqual([1, 2]);
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('writing to a missing folder fails with the path and the reason', async () => {
  const path = join(folder, 'missing', 'a.txt');
  await expect(writeFileAtomically(path, '')).rejects.toThrow(SystemError);
  await expect(writeFileAtomically(path, '')).rejects.toThrow(/cannot write .*missing.* \(ENOENT/);
});

test('writing over a folder fails and leaves nothing behind', async () => {
  await mkdir(join(folder, 'taken'));
  await writeFile(join(folder, 'taken', 'kept'), '');
  await expect(writeFileAtomically(join(folder, 'taken'), 'x')).rejects.toThrow(SystemError);
  expect(await readdir(folder)).toEqual(['taken']);
});

test('save and load', async () => {
  const npy = join(folder, 'x.npy');
  const npz = join(folder, 'x.NPZ');
  const safetensors = join(folder, 'x.safetensors');
  await saveNpy(npy, x);
  await saveNpz(npz, { x });
  await saveSafetensors(safetensors, { x }, { kind: 'test' });
  expect((await loadArrays(npy)).arrays.arr_0).toEqual(x);
  expect((await loadArrays(npz)).arrays.x).toEqual(x);
  const loaded = await loadArrays(safetensors);
  expect(loaded.arrays.x).toEqual(x);
  expect({ ...loaded.metadata }).toEqual({ kind: 'test' });
});

test('loadArrays refuses names and contents that disagree', async () => {
  const path = join(folder, 'x.npz');
  await writeFile(path, serializeNpy(x));
  await expect(loadArrays(path)).rejects.toThrow(/\.npz.* npy/);
  await writeFile(path, 'text');
  await expect(loadArrays(path)).rejects.toThrow(FormatError);
  await expect(loadArrays(join(folder, 'x.pth'))).rejects.toThrow(/ends in .npy, .npz or .safetensors/);
});

test('errors of loadArrays name the file', async () => {
  const path = join(folder, 'cut.npz');
  await writeFile(path, serializeNpz({ x }).subarray(0, 100));
  await expect(loadArrays(path)).rejects.toThrow(`parseNpz: ${path}: no end of a zip directory`);
});

test('readFileBytes tells what is wrong', async () => {
  const path = join(folder, 'x');
  await expect(readFileBytes(path)).rejects.toThrow(SystemError);
  await expect(readFileBytes(path)).rejects.toThrow(/cannot read .*ENOENT/);
  await expect(readFileBytes(folder)).rejects.toThrow(/is not a file/);
  await writeFile(path, '12345');
  expect(await readFileBytes(path)).toHaveLength(5);
  await expect(readFileBytes(path, { maxBytes: 4 })).rejects.toThrow(FormatError);
});
