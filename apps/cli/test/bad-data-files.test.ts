import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);

describe('train refuses damaged data files, and leaves no model', () => {
  /** An IDX file: the magic number tells unsigned bytes and the number of extents. */
  const idx = (extents: number[], data: Uint8Array): Uint8Array => {
    const header = Buffer.alloc(4 + 4 * extents.length);
    header.writeUInt32BE(0x800 + extents.length, 0);
    for (const [index, extent] of extents.entries()) header.writeUInt32BE(extent, 4 + 4 * index);
    return Buffer.concat([header, data]);
  };
  const images = idx([40, 28, 28], new Uint8Array(40 * 784).fill(7));
  const labels = idx(
    [40],
    Uint8Array.from({ length: 40 }, (_, index) => index % 10),
  );
  const batch = new Uint8Array(40 * 3073).map((_, index) => (index % 3073 === 0 ? Math.floor(index / 3073) % 10 : 5));
  const wrongLabel = batch.slice();
  wrongLabel[3073 * 7] = 10;

  test.each<[string, string, Record<string, Uint8Array>, RegExp]>([
    [
      'truncated images',
      'mnist',
      { 'train-images-idx3-ubyte': images.subarray(0, 20_000), 'train-labels-idx1-ubyte': labels },
      /train-images-idx3-ubyte.* \[FORMAT\]$/,
    ],
    [
      'truncated labels',
      'mnist',
      { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels.subarray(0, 30) },
      /train-labels-idx1-ubyte.* \[FORMAT\]$/,
    ],
    [
      'labels in the place of images',
      'mnist',
      { 'train-images-idx3-ubyte': labels, 'train-labels-idx1-ubyte': labels },
      /train-images-idx3-ubyte.* \[FORMAT\]$/,
    ],
    [
      'fewer labels than images',
      'mnist',
      { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': idx([39], labels.subarray(8, 47)) },
      /39 labels for the 40 images.* \[FORMAT\]$/,
    ],
    [
      'a truncated gzip file',
      'mnist',
      { 'train-images-idx3-ubyte.gz': gzipSync(images).subarray(0, 60), 'train-labels-idx1-ubyte': labels },
      /train-images-idx3-ubyte\.gz.* \[FORMAT\]$/,
    ],
    [
      'too few digits',
      'mnist',
      { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels },
      /--per-class .*can be at most 10 \[DOMAIN\]$/,
    ],
    [
      'a truncated batch',
      'cifar10',
      { 'data_batch_1.bin': batch.subarray(0, 50_000) },
      /data_batch_1\.bin.* \[FORMAT\]$/,
    ],
    ['a label beyond 9', 'cifar10', { 'data_batch_1.bin': wrongLabel }, /data_batch_1\.bin.* \[FORMAT\]$/],
  ])('%s', async (title, dataset, files, message) => {
    const folder = at(title.replaceAll(' ', '-'));
    mkdirSync(folder);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    const data = ['--dataset', dataset, '--data-dir', folder, '--per-class', '11'];
    const models = join(folder, 'models');
    expectOneLine(await runInProcess('train', ...data, '--hidden', '3', '--out', join(models, 'm.npz')), message);
    expect(existsSync(models)).toBe(false);
  });
});
