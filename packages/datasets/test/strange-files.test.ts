import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DomainError, FormatError, SystemError } from '@noprior/tensor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCifar10 } from '../src/cifar10.ts';
import { loadMnist } from '../src/mnist.ts';
import { concatenate, gzip, makeCifarBatch, makeDigits } from './make-files.ts';

let folder = '';
let notices: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datasets-'));
  notices = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

const location = (path = '') => ({
  dataDir: join(folder, path),
  onNotice: (text: string) => {
    notices.push(text);
  },
});

/** Digits of MNIST as files; as many as tell one place from another. */
async function writeDigits(imagesPath: string, labelsPath: string, count: number): Promise<void> {
  const { images, labels } = makeDigits(count);
  await write(imagesPath, images);
  await write(labelsPath, labels);
}
const writePair = (prefix: string, count: number): Promise<void> =>
  writeDigits(`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`, count);

describe('MNIST is found', () => {
  test.each([
    ['train-images.idx3-ubyte', 'train-labels.idx1-ubyte'],
    ['Train-Images-idx3-ubyte', 'TRAIN-LABELS-IDX1-UBYTE'],
    ['train-images-idx3-ubyte/train-images-idx3-ubyte', 'train-labels-idx1-ubyte/train-labels.idx1-ubyte'],
    ['MNIST/raw/train-images-idx3-ubyte', 'MNIST/raw/train-labels-idx1-ubyte'],
    ['mnist/train-images-idx3-ubyte', 'mnist/train-labels-idx1-ubyte'],
    ['raw/t10k-images-idx3-ubyte', 'raw/t10k-labels-idx1-ubyte'],
    ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'],
  ])('as %s', async (images, labels) => {
    await writeDigits(images, labels, 30);
    const found = await loadMnist(location());
    expect([...found.classOf]).toEqual(Array.from({ length: 30 }, (_, index) => index % 10));
    expect([...found.pixels(29)]).toEqual(new Array(784).fill(29));
    expect(notices).toEqual([]);
  });

  test('in the folder itself before folders within, train before t10k, and files beside folders of their name', async () => {
    await writePair('MNIST/raw/train', 11);
    await writePair('t10k', 12);
    await writePair('train', 13);
    await writeDigits(
      'train-images.idx3-ubyte/train-images.idx3-ubyte',
      'FashionMNIST/raw/train-labels-idx1-ubyte',
      14,
    );
    expect((await loadMnist(location())).classOf).toHaveLength(13);
    await rm(join(folder, 'train-labels-idx1-ubyte'));
    expect((await loadMnist(location())).classOf).toHaveLength(12);
    expect(notices).toEqual([expect.stringMatching(/train-labels-idx1-ubyte is not; took t10k-images-idx3-ubyte/)]);
  });

  test('in the only folder that has files of this format, with a notice', async () => {
    await writePair('FashionMNIST/raw/train', 15);
    expect((await loadMnist(location())).classOf).toHaveLength(15);
    expect(notices).toEqual([expect.stringMatching(/folder FashionMNIST\/raw$/)]);
  });

  test('not in one of several: they are named', async () => {
    await writePair('FashionMNIST/raw/train', 15);
    await writePair('KMNIST/raw/train', 15);
    await expect(loadMnist(location())).rejects.toThrow(/FashionMNIST\/raw, KMNIST\/raw; pass the one/);
    await writePair('MNIST/raw/train', 16);
    expect((await loadMnist(location())).classOf).toHaveLength(16);
    expect(notices).toEqual([]);
  });
});

describe('QMNIST', () => {
  /** Eight int32 for each image, big-endian; the first is the digit, the others tell where it comes from. */
  function makeLabels(digits: readonly number[]): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(12 + 32 * digits.length);
    const view = new DataView(bytes.buffer);
    for (const [at, value] of [0x0c02, digits.length, 8].entries()) view.setUint32(4 * at, value);
    for (const [row, digit] of digits.entries()) {
      for (let column = 0; column < 8; column++) view.setInt32(12 + 32 * row + 4 * column, column === 0 ? digit : 4711);
    }
    return bytes;
  }
  const digits = Array.from({ length: 25 }, (_, index) => (3 * index) % 10);

  test.each([
    ['qmnist-train-images-idx3-ubyte.gz', 'qmnist-train-labels-idx2-int.gz'],
    ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  ])('the first column of its labels is the digit: %s', async (images, labels) => {
    await write(images, makeDigits(25).images);
    await write(labels, gzip(makeLabels(digits)));
    expect([...(await loadMnist(location())).classOf]).toEqual(digits);
    expect(notices).toEqual([expect.stringMatching(/QMNIST.*first column/)]);
  });

  test('labels that are no digits, and another number of columns', async () => {
    await write('train-images-idx3-ubyte', makeDigits(25).images);
    await write('train-labels-idx2-int', makeLabels(digits.with(3, -1)));
    await expect(loadMnist(location())).rejects.toThrow(/label 3 is -1, expected 0 to 9/);
    await write('train-labels-idx2-int', makeLabels(digits).with(11, 4));
    await expect(loadMnist(location())).rejects.toThrow(/got 0x00000c02 \(int32, 2 extents\) and extents 25 x 4/);
  });
});

describe('what there is instead is named', () => {
  test.each([
    [
      'images without labels',
      ['train-images-idx3-ubyte'],
      /Found train-images-idx3-ubyte without the file of its labels/,
    ],
    ['EMNIST', ['emnist-letters-train-images-idx3-ubyte.gz'], /EMNIST, whose images are transposed/],
    ['pictures', ['train/0/1.png', 'train/0/2.png', 'train/1/3.png'], /train\/0\/1\.png and 2 like it: pictures/],
    ['an archive', ['archive.zip'], /archive\.zip: an archive; unpack it \(unzip\)/],
    ['a table', ['mnist_train.csv', 'readme.txt'], /mnist_train\.csv: tables of text \(CSV\)/],
    ['Parquet', ['mnist/train-00000-of-00001.parquet'], /Parquet/],
    ['PyTorch', ['MNIST/processed/training.pt'], /MNIST\/processed\/training\.pt: tensors of PyTorch/],
    ['other files', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], /Found a, b, c, d, e, f and 2 others/],
    ['nothing', ['.hidden'], /The folder holds no files/],
  ])('%s', async (_, paths, message) => {
    for (const path of paths) await write(path, 'some text');
    await expect(loadMnist(location())).rejects.toThrow(DomainError);
    await expect(loadMnist(location())).rejects.toThrow(message);
  });

  test('another form that did not arrive', async () => {
    await write('mnist.npz', 'version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 11490434\n');
    await expect(loadMnist(location())).rejects.toThrow(/mnist\.npz: a Git LFS pointer.*git lfs pull/);
  });

  test('a file for a folder, and a folder that does not exist', async () => {
    await write('train.csv', 'label,pixel0\n1,0\n2,0\n');
    await expect(loadMnist(location('train.csv'))).rejects.toThrow(/train\.csv is a file.*a table/);
    await expect(loadMnist(location('missing'))).rejects.toThrow(SystemError);
    await expect(loadMnist(location('missing'))).rejects.toThrow(/there is no folder .*missing;/);
  });
});

describe('CIFAR-10', () => {
  test.each(['', 'cifar10', 'cifar-10-batches-bin', 'cifar10/cifar-10-batches-bin'])(
    'is found in "%s"',
    async (path) => {
      await write(join(path, 'data_batch_1.bin'), makeCifarBatch(20));
      await write('elsewhere/data_batch_1.bin', makeCifarBatch(30));
      expect((await loadCifar10(location())).classOf).toHaveLength(20);
      expect(notices).toEqual([]);
    },
  );

  /** Records of CIFAR-100: a coarse and a fine label before the pixels. */
  const cifar100 = (count: number): Uint8Array<ArrayBuffer> =>
    concatenate(Array.from({ length: count }, (_, index) => new Uint8Array(3074).fill(200).fill(index % 20, 0, 2)));

  test.each([
    ['CIFAR-100', cifar100(40), /40 records of 3074 bytes with two labels each, which is CIFAR-100/],
    ['CIFAR-100 of a size that fits both', cifar100(3073), /3073 records of 3074 bytes.*CIFAR-100/],
    ['a packed batch', gzip(makeCifarBatch(3)), /data_batch_2\.bin: expected a CIFAR-10 batch.*packed by gzip/],
    ['a web page', new TextEncoder().encode('<!doctype html><p>'), /data_batch_2\.bin: .*a web page/],
    ['an empty file', new Uint8Array(0), /data_batch_2\.bin: .*empty/],
    ['half a record', makeCifarBatch(3).subarray(0, 9000), /9000 bytes .* but 2 and 2854 bytes more/],
  ])('%s is refused', async (_, bytes, message) => {
    await write('data_batch_1.bin', makeCifarBatch(20));
    await write('data_batch_2.bin', bytes);
    await expect(loadCifar10(location())).rejects.toThrow(FormatError);
    await expect(loadCifar10(location())).rejects.toThrow(message);
  });

  test.each([
    ['cifar-10-batches-py/data_batch_1', /the Python version of CIFAR-10: pickles.*never read/],
    ['cifar-10-python.tar.gz', /an archive; unpack it \(tar -xf\)/],
    ['cifar-100-binary/train.bin', /CIFAR-100, which is not read/],
  ])('%s is named', async (path, message) => {
    await write(path, 'some text');
    await expect(loadCifar10(location())).rejects.toThrow(message);
  });
});

test('a file that is larger than any of MNIST is not read', async () => {
  await writePair('train', 1);
  await truncate(join(folder, 'train-images-idx3-ubyte'), 411_041_808);
  await expect(loadMnist(location())).rejects.toThrow(/411041808 bytes/);
});
