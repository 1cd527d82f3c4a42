import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { saveNpz } from '@noprior/array-files';
import { fromNested, type HostTensor } from '@noprior/tensor';
import { beforeAll, describe, expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import { runNoprior } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);

const model = {
  'layers.0.weight': fromNested([
    [1, 0, 0],
    [0, 1, -1],
  ]),
  'layers.0.bias': fromNested([0, 0]),
  'layers.1.weight': fromNested([[1, -1]]),
};
const points = {
  x: fromNested([
    [1, 0, 0],
    [0, 1, 0],
  ]),
  lambda: fromNested([1, 1]),
  y: fromNested([1, -1]),
};

/** A file of which the part at the end, or one byte in the middle, is lost. */
function damage(name: string, into: string, how: 'truncate' | 'flip'): void {
  const bytes = readFileSync(at(name));
  if (how === 'flip') bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
  writeFileSync(at(into), how === 'truncate' ? bytes.subarray(0, Math.floor(bytes.length * 0.6)) : bytes);
}

beforeAll(async () => {
  await saveNpz(at('m.npz'), model);
  await saveNpz(at('c.npz'), points);
  const save = (name: string, arrays: Record<string, HostTensor>) => saveNpz(at(name), arrays);
  await save('nan-m.npz', { ...model, 'layers.0.bias': fromNested([0, Number.NaN]) });
  await save('inf-m.npz', { ...model, 'layers.1.weight': fromNested([[1, Number.POSITIVE_INFINITY]]) });
  await save('gap-m.npz', { 'layers.0.weight': model['layers.0.weight'], 'layers.2.weight': model['layers.1.weight'] });
  await save('misfit-m.npz', { ...model, 'layers.1.weight': fromNested([[1, -1, 1]]) });
  await save('two-outputs-m.npz', {
    ...model,
    'layers.1.weight': fromNested([
      [1, -1],
      [1, 1],
    ]),
  });
  await save('wide-c.npz', {
    ...points,
    x: fromNested([
      [1, 0],
      [0, 1],
    ]),
  });
  await save('short-c.npz', { ...points, lambda: fromNested([1]) });
  await save('column-c.npz', { ...points, y: fromNested([[1], [-1]]) });
  await save('label-c.npz', { ...points, y: fromNested([1, 0]) });
  await save('two-label-c.npz', { ...points, y: fromNested([1, 2]) });
  await save('nan-c.npz', {
    ...points,
    x: fromNested([
      [1, Number.NaN, 0],
      [0, 1, 0],
    ]),
  });
  await save('nan-lambda-c.npz', { ...points, lambda: fromNested([Number.NaN, 1]) });
  await save('no-y-c.npz', { x: points.x, lambda: points.lambda });
  damage('m.npz', 'cut-m.npz', 'truncate');
  damage('c.npz', 'cut-c.npz', 'truncate');
  damage('c.npz', 'flipped-c.npz', 'flip');
  await runInProcess(
    'train',
    '--dataset',
    'toy2d',
    '--hidden',
    '4',
    '--max-iterations',
    '2',
    '--out',
    at('t.safetensors'),
  );
  damage('t.safetensors', 'cut-m.safetensors', 'truncate');
  writeFileSync(at('text-m.safetensors'), 'these are no weights, but a text that is long enough');
  writeFileSync(at('empty-c.npz'), '');
  copyFileSync(at('c.npz'), at('c.safetensors'));
});

const cases: [model: string, candidates: string, message: RegExp][] = [
  ['absent.npz', 'c.npz', /cannot read .*absent\.npz .* \[DOMAIN\]$/],
  ['cut-m.npz', 'c.npz', /cut-m\.npz.* \[FORMAT\]$/],
  ['cut-m.safetensors', 'c.npz', /cut-m\.safetensors.* \[FORMAT\]$/],
  ['text-m.safetensors', 'c.npz', /text-m\.safetensors.* \[FORMAT\]$/],
  ['nan-m.npz', 'c.npz', /layers\.0\.bias.*NaN.* \[DOMAIN\]$/],
  ['inf-m.npz', 'c.npz', /layers\.1\.weight.*Infinity.* \[DOMAIN\]$/],
  ['gap-m.npz', 'c.npz', /layers\.1.* \[FORMAT\]$/],
  ['misfit-m.npz', 'c.npz', /layers\.1\.weight.* \[SHAPE\]$/],
  ['two-outputs-m.npz', 'c.npz', /the last layer has 2 output units.* \[SHAPE\]$/],
  ['c.npz', 'c.npz', /c\.npz.* \[FORMAT\]$/],
  ['m.npz', 'absent.npz', /cannot read .*absent\.npz .* \[DOMAIN\]$/],
  ['m.npz', 'cut-c.npz', /cut-c\.npz.* \[FORMAT\]$/],
  ['m.npz', 'flipped-c.npz', /flipped-c\.npz.* \[FORMAT\]$/],
  ['m.npz', 'empty-c.npz', /empty-c\.npz.* \[FORMAT\]$/],
  ['m.npz', 'c.safetensors', /c\.safetensors.* \[FORMAT\]$/],
  ['m.npz', 'no-y-c.npz', /no array y.* \[FORMAT\]$/],
  ['m.npz', 'wide-c.npz', /x has shape \[2, 2\].*\[n, 3\].* \[SHAPE\]$/],
  ['m.npz', 'short-c.npz', /lambda has shape \[1\], expected \[2\].* \[SHAPE\]$/],
  ['m.npz', 'column-c.npz', /y has shape \[2, 1\], expected \[2\].* \[SHAPE\]$/],
  ['m.npz', 'label-c.npz', /y\[1\] is 0; labels must be -1 or \+1 \[DOMAIN\]$/],
  ['m.npz', 'two-label-c.npz', /y\[1\] is 2; labels must be -1 or \+1 \[DOMAIN\]$/],
  ['m.npz', 'nan-c.npz', /x has the value NaN at position 1 \[DOMAIN\]$/],
  ['m.npz', 'nan-lambda-c.npz', /lambda has the value NaN at position 0 \[DOMAIN\]$/],
];

/** One line that ends with a code, nothing on standard output, no stack. */
function expectOneLine(outcome: { code: number | null; out: string; err: string }, message: RegExp): void {
  expect(outcome).toMatchObject({ code: 1, out: '' });
  expect(outcome.err).toMatch(/^error: [^\n]*\n$/);
  expect(outcome.err.trimEnd()).toMatch(message);
}

describe('kkt and score refuse damaged and unfitting files before they write anything', () => {
  test.each(cases)('model %s, candidates %s', async (weights, candidates, message) => {
    const files = ['--model', at(weights), '--candidates', at(candidates)];
    expectOneLine(await runInProcess('kkt', ...files, '--gradients', at('out/g.npz'), '--json'), message);
    const score = ['score', ...files, '--dataset', 'toy2d', '--report', at('out/r.html'), '--json'];
    expectOneLine(await runInProcess(...score), message);
    expect(existsSync(at('out'))).toBe(false);
  });
});

describe('attack refuses damaged and unfitting models before it writes anything', () => {
  test.each(cases.filter(([, candidates]) => candidates === 'c.npz'))('%s', async (weights, _, message) => {
    expectOneLine(await runInProcess('attack', '--model', at(weights), '--out', at('out'), '--json'), message);
    expect(existsSync(at('out'))).toBe(false);
  });
});

test('the process itself: exit code 1, one line on standard error', async () => {
  const line = 'kkt --model m.npz --candidates label-c.npz --json --gradients out/g.npz';
  const { code, stdout, stderr } = await runNoprior(line.split(' '), { cwd });
  expectOneLine({ code, out: stdout, err: stderr }, /\[DOMAIN\]$/);
});

test('score says which input sizes differ', async () => {
  const line = ['score', '--model', at('m.npz'), '--candidates', at('c.npz'), '--dataset', 'toy2d'];
  expectOneLine(await runInProcess(...line), /the model has 3 inputs, toy2d has 2.* \[SHAPE\]$/);
});

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
      /perClass can be at most 10 \[DOMAIN\]$/,
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
    expect(readdirSync(models)).toEqual([]);
  });
});

test('steps that are too large end with the iteration at which the loss broke, and without results', async () => {
  const attack = ['attack', '--model', at('t.safetensors'), '--step-size', '1e38', '--max-iterations', '50'];
  const attacked = await runInProcess(...attack, '--box', 'none', '--out', at('broken'), '--json');
  expectOneLine(attacked, /not finite at iteration \d+; lower the step sizes.* \[CONVERGENCE\]$/);
  expect(readdirSync(at('broken'))).toEqual([]);
  const train = ['train', '--dataset', 'toy2d', '--hidden', '4,4', '--schedule', 'constant', '--step-size', '1e38'];
  const trained = await runInProcess(...train, '--max-iterations', '50', '--out', at('broken/m.npz'), '--json');
  expectOneLine(trained, /at iteration \d+.* \[CONVERGENCE\]$/);
  expect(readdirSync(at('broken'))).toEqual([]);
});

describe('checkpoints', () => {
  test('a damaged one, one of another command and one of another run are refused', async () => {
    const out = at('run');
    mkdirSync(out);
    const checkpoint = join(out, 'checkpoint.safetensors');
    const attack = ['attack', '--model', at('t.safetensors'), '--max-iterations', '5', '--out', out, '--resume'];
    copyFileSync(at('cut-m.safetensors'), checkpoint);
    expectOneLine(await runInProcess(...attack), /checkpoint\.safetensors.* \[FORMAT\]$/);
    copyFileSync(at('t.safetensors'), checkpoint);
    expectOneLine(await runInProcess(...attack), /not a checkpoint of an attack.* \[FORMAT\]$/);
    const limit = [...attack.slice(0, 3), '--out', out, '--max-seconds', '1e-9'];
    expect((await runInProcess(...limit)).code).toBe(0);
    expectOneLine(await runInProcess(...attack, '--seed', '9'), /another maxIterations.*seed.* \[DOMAIN\]$/);

    const train = ['train', '--dataset', 'toy2d', '--hidden', '4', '--out', at('u.npz'), '--resume'];
    copyFileSync(at('t.safetensors'), at('u.checkpoint.safetensors'));
    expectOneLine(await runInProcess(...train), /no checkpoint of a training.* \[FORMAT\]$/);
    expect(existsSync(at('u.npz'))).toBe(false);
  });

  test('a finished run has nothing to resume', async () => {
    const train = [
      'train',
      '--dataset',
      'toy2d',
      '--hidden',
      '4',
      '--max-iterations',
      '2',
      '--out',
      at('t.safetensors'),
    ];
    expectOneLine(await runInProcess(...train, '--resume'), /nothing is left to resume \[DOMAIN\]$/);
    const attack = ['attack', '--model', at('t.safetensors'), '--max-iterations', '2', '--out', at('finished')];
    expect((await runInProcess(...attack)).code).toBe(0);
    expectOneLine(await runInProcess(...attack, '--resume'), /there is nothing to resume \[DOMAIN\]$/);
  });
});
