import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError, FormatError, SystemError } from '@noprior/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DatasetOptions, loadDataset } from '../src/index.ts';
import { sha256 } from '../src/sha256.ts';
import { concatenate, gzip, makeCifarBatch, makeDigits, makeIdx } from './make-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datasets-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, bytes: Uint8Array): Promise<void> => writeFile(join(folder, name), bytes);
const load = (options: Partial<DatasetOptions> = {}) =>
  loadDataset({ dataset: 'mnist', perClass: 2, seed: 1, dataDir: folder, subtractMean: false, ...options });

test('MNIST: pixels, labels and checksums by hand', async () => {
  const { images, labels } = makeDigits(40);
  await write('train-images-idx3-ubyte', images);
  await write('train-labels-idx1-ubyte', labels);
  const { training, heldOut, preprocessing, checksums } = await load({ perClass: 10 });
  expect(training.x.shape).toEqual([20, 784]);
  expect(preprocessing.classes).toEqual(['even', 'odd']);
  expect(preprocessing.imageShape).toEqual([1, 28, 28]);
  const seen = [...training.sourceIndex, ...heldOut.sourceIndex];
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index));
  for (const [row, index] of training.sourceIndex.entries()) {
    expect(training.y.data[row]).toBe(index % 2 === 1 ? 1 : -1);
    expect(training.y.data[row]).toBe(row % 2 === 1 ? 1 : -1);
    expect(training.x.data[784 * row]).toBe(index / 255);
    expect(training.x.data[784 * row + 783]).toBe(index / 255);
  }
  expect(checksums).toEqual({
    'train-images-idx3-ubyte': await sha256(images),
    'train-labels-idx1-ubyte': await sha256(labels),
  });
});

test('MNIST: ten classes, labelled by themselves and in turn', async () => {
  const { images, labels } = makeDigits(60);
  await write('train-images-idx3-ubyte', images);
  await write('train-labels-idx1-ubyte', labels);
  const { training, heldOut, preprocessing } = await load({ perClass: 3, labels: 'all' });
  expect(training.x.shape).toEqual([30, 784]);
  expect(heldOut.x.shape).toEqual([30, 784]);
  expect(preprocessing.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  for (const { y, sourceIndex } of [training, heldOut]) {
    for (const [row, index] of sourceIndex.entries()) {
      expect(y.data[row]).toBe(row % 10);
      expect(y.data[row]).toBe(index % 10);
    }
  }
  expect(new Set([...training.sourceIndex, ...heldOut.sourceIndex]).size).toBe(60);
  await expect(load({ perClass: 4, labels: 'all' })).rejects.toThrow(/6 samples labelled '0'.*\b4\b.*\b4\b/);
});

test('MNIST: a seed names the same images whatever the number, another seed names others', async () => {
  const { images, labels } = makeDigits(200);
  await write('t10k-images-idx3-ubyte.gz', gzip(images));
  await write('t10k-labels-idx1-ubyte.gz', gzip(labels));
  const small = (await load()).training.sourceIndex;
  expect((await load({ perClass: 20 })).training.sourceIndex.slice(0, 4)).toEqual(small);
  expect((await load({ seed: 2 })).training.sourceIndex).not.toEqual(small);
});

test('MNIST: training files come before t10k, and a folder mnist is looked into', async () => {
  await mkdir(join(folder, 'mnist'));
  for (const [part, count] of [
    ['train', 30],
    ['t10k', 20],
  ] as const) {
    const { images, labels } = makeDigits(count);
    await write(`mnist/${part}-images-idx3-ubyte`, images);
    await write(`mnist/${part}-labels-idx1-ubyte`, labels);
  }
  expect(Object.keys((await load()).checksums)).toEqual(['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']);
  await rm(join(folder, 'mnist/train-labels-idx1-ubyte'));
  expect(Object.keys((await load()).checksums)).toEqual(['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']);
});

test('one class against the rest, and too few samples', async () => {
  const { images, labels } = makeDigits(40);
  await write('train-images-idx3-ubyte', images);
  await write('train-labels-idx1-ubyte', labels);
  const { training, heldOut } = await load({ labels: 'one-vs-rest:7' });
  const sevens = [...training.sourceIndex, ...heldOut.sourceIndex].filter((_, row) => row % 2 === 1);
  expect(sevens.map((index) => index % 10)).toEqual([7, 7, 7, 7]);
  await expect(load({ labels: 'one-vs-rest:7', perClass: 3 })).rejects.toThrow(DomainError);
  await expect(load({ labels: 'one-vs-rest:7', perClass: 3 })).rejects.toThrow(
    /mnist has 4 samples labelled '7'.* 3 held out.*perClass .*at most 2/,
  );
});

test('MNIST: files that do not fit together are refused', async () => {
  const { images, labels } = makeDigits(20);
  await write('train-images-idx3-ubyte', images);
  await write('train-labels-idx1-ubyte', makeDigits(19).labels);
  await expect(load()).rejects.toThrow(/19 labels for the 20 images/);
  await write('train-labels-idx1-ubyte', labels.with(8 + 5, 10));
  await expect(load()).rejects.toThrow(/train-labels-idx1-ubyte: label 5 is 10, expected 0 to 9/);
  await write('train-labels-idx1-ubyte', labels.subarray(0, 20));
  await expect(load()).rejects.toThrow(FormatError);
  await write('train-labels-idx1-ubyte', labels);
  await write('train-images-idx3-ubyte', makeIdx([20, 2, 2], new Uint8Array(80)));
  await expect(load()).rejects.toThrow(/expected images of 28 x 28, got 2 x 2/);
});

test('missing files are named', async () => {
  await expect(load()).rejects.toThrow(/no MNIST files in .*expected train-images-idx3-ubyte/);
  await expect(load({ dataset: 'cifar10' })).rejects.toThrow(/no CIFAR-10 files in .*data_batch_1.bin/);
  await expect(load({ dataDir: join(folder, 'missing') })).rejects.toThrow(SystemError);
});

test('CIFAR-10: batches in order of their numbers, channel first', async () => {
  await mkdir(join(folder, 'cifar10'));
  await write('cifar10/data_batch_10.bin', makeCifarBatch(10).fill(4, 0, 1));
  await write('cifar10/data_batch_2.bin', makeCifarBatch(30));
  await write('cifar10/test_batch.bin', makeCifarBatch(1));
  const { training, preprocessing, checksums } = await load({ dataset: 'cifar10', perClass: 6 });
  expect(Object.keys(checksums)).toEqual(['data_batch_2.bin', 'data_batch_10.bin']);
  expect(training.x.shape).toEqual([12, 3072]);
  expect(preprocessing.classes).toEqual(['vehicles', 'animals']);
  expect(preprocessing.imageShape).toEqual([3, 32, 32]);
  for (const [row, index] of training.sourceIndex.entries()) {
    const value = index < 30 ? index : index - 30;
    const channels = [0, 1024, 2048, 3071].map((at) => training.x.data[3072 * row + at]);
    expect(channels).toEqual([value / 255, (value + 1) / 255, (value + 2) / 255, (value + 2) / 255]);
    const animal = index === 30 || (index % 10 >= 2 && index % 10 <= 7);
    expect(training.y.data[row]).toBe(animal ? 1 : -1);
  }
});

test('CIFAR-10: corrupt batches are refused', async () => {
  const batch = makeCifarBatch(20);
  const options = { dataset: 'cifar10' } as const;
  await write('test_batch.bin', batch.subarray(1));
  await expect(load(options)).rejects.toThrow(/61459 bytes.*records/);
  await write('test_batch.bin', concatenate([batch, Uint8Array.of(0)]));
  await expect(load(options)).rejects.toThrow(FormatError);
  await write('test_batch.bin', new Uint8Array(0));
  await expect(load(options)).rejects.toThrow(FormatError);
  await write('test_batch.bin', batch.with(3073, 10));
  await expect(load(options)).rejects.toThrow(/label 10 at byte 3073, expected 0 to 9/);
});
