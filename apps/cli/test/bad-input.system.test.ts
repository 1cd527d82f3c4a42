import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { fillHostTensor, fromNested, type HostTensor } from '@noprior/tensor';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
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
  const training = 'train --dataset toy2d --hidden 4 --max-iterations 2 --out'.split(' ');
  await runInProcess(...training, at('t.safetensors'));
  damage('t.safetensors', 'cut-m.safetensors', 'truncate');
  writeFileSync(at('text-m.safetensors'), 'these are no weights, but a text that is long enough');
  writeFileSync(at('empty-c.npz'), '');
  copyFileSync(at('c.npz'), at('c.safetensors'));
});

const cases: [model: string, candidates: string, message: RegExp][] = [
  ['absent.npz', 'c.npz', /cannot read .*absent\.npz .* \[SYSTEM\]$/],
  ['cut-m.npz', 'c.npz', /cut-m\.npz.* \[FORMAT\]$/],
  ['cut-m.safetensors', 'c.npz', /cut-m\.safetensors.* \[FORMAT\]$/],
  ['text-m.safetensors', 'c.npz', /text-m\.safetensors.* \[FORMAT\]$/],
  ['nan-m.npz', 'c.npz', /layers\.0\.bias.*NaN.* \[DOMAIN\]$/],
  ['inf-m.npz', 'c.npz', /layers\.1\.weight.*Infinity.* \[DOMAIN\]$/],
  ['gap-m.npz', 'c.npz', /layers\.1.* \[FORMAT\]$/],
  ['misfit-m.npz', 'c.npz', /layers\.1\.weight.* \[SHAPE\]$/],
  ['two-outputs-m.npz', 'c.npz', /labels must be classes from 0 to 1, but y\[1\] is -1 \[DOMAIN\]$/],
  ['c.npz', 'c.npz', /c\.npz.* \[FORMAT\]$/],
  ['m.npz', 'absent.npz', /cannot read .*absent\.npz .* \[SYSTEM\]$/],
  ['m.npz', 'cut-c.npz', /cut-c\.npz.* \[FORMAT\]$/],
  ['m.npz', 'flipped-c.npz', /flipped-c\.npz.* \[FORMAT\]$/],
  ['m.npz', 'empty-c.npz', /empty-c\.npz.* \[FORMAT\]$/],
  ['m.npz', 'c.safetensors', /c\.safetensors.* \[FORMAT\]$/],
  ['m.npz', 'no-y-c.npz', /no array y.* \[FORMAT\]$/],
  ['m.npz', 'wide-c.npz', /x has shape \[2, 2\].*\[n, 3\].* \[SHAPE\]$/],
  ['m.npz', 'short-c.npz', /lambda has shape \[1\], expected \[2\].* \[SHAPE\]$/],
  ['m.npz', 'label-c.npz', /y\[1\] is 0; labels must be -1 or \+1 \[DOMAIN\]$/],
  ['m.npz', 'two-label-c.npz', /y\[1\] is 2; labels must be -1 or \+1 \[DOMAIN\]$/],
  ['m.npz', 'nan-c.npz', /x has the value NaN at position 1 \[DOMAIN\]$/],
  ['m.npz', 'nan-lambda-c.npz', /lambda has the value NaN at position 0 \[DOMAIN\]$/],
];

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
  const models = cases.filter(([weights, candidates]) => candidates === 'c.npz' && weights !== 'two-outputs-m.npz');
  test.each(models)('%s', async (weights, _, message) => {
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

test('kkt computes no arrays of n x n numbers for candidates that a small file holds many of', async () => {
  const count = 4097;
  const ones = (...shape: number[]) => fillHostTensor(1, shape);
  await saveNpz(at('many-c.npz'), { x: ones(count, 3), lambda: ones(count), y: ones(count) }, { compress: true });
  const line = ['kkt', '--model', at('m.npz'), '--candidates', at('many-c.npz'), '--json'];
  expectOneLine(await runInProcess(...line, '--form', 'gram'), /n = 4097.*--form direct.* \[DOMAIN\]$/);
  expect((await runInProcess(...line)).code).toBe(0);
});
