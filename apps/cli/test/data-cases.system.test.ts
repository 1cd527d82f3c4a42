import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { type Outcome, runInProcess } from './run-in-process.ts';
import { findSharedCases } from './shared-cases.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const { folder, isAbsent, cases } = findSharedCases((group) => group.startsWith('data '));

/** Train one step on a folder of data. */
function trainOn(dataset: string, dataDir: string, ...options: string[]): Promise<Outcome> {
  const size = ['--per-class', '1', '--hidden', '4', '--max-iterations', '1', '--backend', 'reference'];
  const out = join(cwd, 'models', 'm.npz');
  return runInProcess(
    'train',
    '--dataset',
    dataset,
    '--data-dir',
    dataDir,
    ...size,
    '--out',
    out,
    '--overwrite',
    ...options,
  );
}

/** Cases that are read, and what is noted on them. */
const read: Readonly<Record<string, RegExp>> = {
  'data-idx-plain': /^$/,
  'data-idx-gz': /^$/,
  'data-idx-gz-name-plain': /^$/,
  'data-idx-plain-name-gz': /^$/,
  'data-idx-7zip-dots': /^$/,
  'data-idx-kaggle-folder': /^$/,
  'data-idx-torchvision': /^$/,
  'data-idx-gz-trailing': /^$/,
  'data-qmnist': /^note: train-labels-idx1-ubyte has the labels of QMNIST.*\n$/,
  'data-qmnist-names': /^note: qmnist-train-labels-idx2-int\.gz has the labels of QMNIST.*\n$/,
  'data-idx-labels-only-train': /^note: .*train-labels-idx1-ubyte is not; took t10k-images-idx3-ubyte and t10k-labels/,
  'data-cifar-bin': /^$/,
};

/** Cases that are refused, and what the message must name. */
const refused: Readonly<Record<string, readonly RegExp[]>> = {
  'data-idx-html': [/train-images-idx3-ubyte\.gz: /, /HTML/],
  'data-idx-empty': [/train-images-idx3-ubyte: /, /empty/],
  'data-idx-truncated': [/truncated/, /19984 of the 31360 bytes/],
  'data-idx-truncated-gz': [/train-images-idx3-ubyte\.gz: /, /truncated/, /byte 3000 of 3000/],
  'data-idx-count-mismatch': [/30 labels/, /40 images/],
  'data-idx-swapped': [/train-images-idx3-ubyte has magic number 0x00000801/, /labels-idx1-ubyte has 0x00000803/],
  'data-emnist-letters': [/train-labels-idx1-ubyte: label 0 is 13/, /expected 0 to 9/, /EMNIST/],
  'data-idx-32x32': [/expected images of 28 x 28/, /got 32 x 32/],
  'data-idx-rank4': [/0x00000804/, /4 extents/, /40 x 1 x 28 x 28/],
  'data-idx-float': [/0x00000d03/, /float32/],
  'data-idx-header-lie': [/train-images-idx3-ubyte: /, /extents 4000000000 x 28 x 28/],
  'data-idx-gz-bomb': [/train-images-idx3-ubyte\.gz: more than the 31360 bytes/],
  'data-keras-npz': [/mnist\.npz: arrays of numpy/, /idx2numpy/],
  'data-kaggle-csv': [/train\.csv: .*\(CSV\).*not read/, /idx2numpy/],
  'data-png-folders': [/train\/0\/10\.png and 39 like it: pictures/, /idx2numpy/],
  'data-mnist-pkl-gz': [/mnist\.pkl\.gz: Python pickles/, /never read/],
  'data-cifar-py': [/cifar-10-batches-py\/data_batch_1: the Python version/, /cifar-10-binary\.tar\.gz/],
  'data-cifar-targz': [/cifar-10-binary\.tar\.gz: an archive/, /tar -xf/],
  'data-cifar100-bin': [/data_batch_1\.bin: 40 records of 3074 bytes/, /CIFAR-100/],
  'data-cifar-truncated': [/data_batch_1\.bin: /, /32 and 1664 bytes more/, /truncated/],
  'data-cifar-one-bad': [/data_batch_2\.bin: /, /empty/],
};

describe.skipIf(isAbsent)('the cases of data sets', () => {
  test.each(cases.filter(({ id }) => id !== 'data-wrong-dir').map((item) => [item.id, item] as const))(
    '%s',
    async (id, item) => {
      const dataset = item.group.slice('data '.length);
      const isFashion = id === 'data-fashion';
      const dataDir = isFashion ? withLabels(folder) : join(folder, id);
      const outcome = await trainOn(dataset, dataDir, ...(isFashion ? ['--labels', 'one-vs-rest:3'] : []));
      const notes = read[id] ?? (isFashion ? /^$/ : undefined);
      if (notes !== undefined) {
        expect(outcome).toMatchObject({ code: 0, err: expect.stringMatching(notes) });
        return;
      }
      expectOneLine(outcome, / \[(?:FORMAT|DOMAIN)\]$/);
      expect(refused[id], `${id} is new: say what its message must name`).toBeDefined();
      for (const named of refused[id] ?? []) expect(outcome.err).toMatch(named);
    },
  );

  test('data-wrong-dir: a file, and a folder that does not exist', async () => {
    const file = join(folder, 'data-keras-npz', 'mnist.npz');
    expectOneLine(await trainOn('mnist', file), /mnist\.npz is a file, not a folder \(it is a zip archive of numpy/);
    expectOneLine(await trainOn('mnist', join(folder, 'missing')), /there is no folder .*missing;/);
  });

  test('every case that a message was asked of is there', () => {
    const ids = cases.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...Object.keys(read), ...Object.keys(refused)]));
  });
});

/** Fashion-MNIST comes without its labels: those of the digits stand in for them. */
function withLabels(folder: string): string {
  const target = join(cwd, 'fashion');
  cpSync(join(folder, 'data-idx-gz'), target, { recursive: true });
  cpSync(join(folder, 'data-fashion'), target, { recursive: true });
  return target;
}

test('names of files are inert in messages', async () => {
  const folder = join(cwd, 'strange\u001b[31m');
  mkdirSync(join(folder, 'train\u009b2J'), { recursive: true });
  writeFileSync(join(folder, 'train\u009b2J', 'a\u202egnp.png'), 'x');
  const { code, err } = await trainOn('mnist', folder);
  expect(code).toBe(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(err).toMatch(/\\u009b2J/);
});
