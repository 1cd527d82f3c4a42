import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const model = ['--model', at('m.safetensors')];
const few = '--candidates-per-class 3 --max-iterations 2 --backend reference --seed 1'.split(' ');

beforeAll(async () => {
  const train =
    '--dataset sphere --dimension 40 --per-class 3 --seed 4 --hidden 60,20 --init scaled-first --target-loss 1e-3';
  const trained = await runInProcess(
    'train',
    ...train.split(' '),
    '--backend',
    'reference',
    '--out',
    at('m.safetensors'),
  );
  expect(trained.code).toBe(0);
  await saveNetwork(
    at('untrained.safetensors'),
    makeNetwork({ inputSize: 40, hiddenSizes: [60, 20], initialisation: 'scaled-first', seed: 3 }),
  );
});

test.each(['kkt', 'evidence'])('%s: a start by name, recorded', async (method) => {
  const found = [];
  for (const start of ['prior', 'row-space', 'rows', 'linear']) {
    const out = at(`${method}-${start}`);
    const outcome = await runInProcess(
      ...['attack', '--method', method, ...model, ...few, '--box', '-2,2', '--start', start, '--out', out],
    );
    expect({ start, code: outcome.code, err: outcome.err }).toMatchObject({ start, code: 0 });
    const { arrays } = await loadArrays(join(out, 'candidates.npz'));
    expect(arrays.x!.shape).toEqual([6, 40]);
    found.push(arrays.x!.data[0]);
    const { config, arguments: given } = toRecord(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
    expect(given).toMatchObject({ start });
    const { start: recorded } = toRecord(config);
    // A quarter of the diagonal of 40 sides of length 4.
    if (start === 'prior') expect(recorded).toBeUndefined();
    else expect(recorded).toMatchObject({ kind: start, radius: Math.sqrt(40 * 16) / 4 });
  }
  expect(new Set(found).size).toBe(4);
});

test('a radius of its own, and what is refused', async () => {
  const out = at('radius');
  const args = ['attack', ...model, ...few, '--start', 'row-space'];
  const own = await runInProcess(...args, '--box', 'none', '--start-radius', '3', '--out', out);
  expect(own.code).toBe(0);
  const { config } = toRecord(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
  expect(toRecord(config).start).toEqual({ kind: 'row-space', radius: 3 });
  const unknown = await runInProcess(...args, '--box', 'none', '--out', at('no'));
  expect(unknown.code).toBe(1);
  expect(unknown.err).toMatch(/box.*--start-radius/);
  const alone = await runInProcess('attack', ...model, ...few, '--start-radius', '3', '--out', at('no'));
  expect(alone.code).toBe(1);
  expect(alone.err).toMatch(/--start-radius belongs to/);
  expect(existsSync(at('no'))).toBe(false);
  const untrained = ['attack', '--model', at('untrained.safetensors'), ...few, '--start', 'rows', '--out', at('none')];
  const none = await runInProcess(...untrained);
  expect(none.code).toBe(1);
  expectOneLine(none, /rows needs the span.*singular value.*the start prior/);
});
