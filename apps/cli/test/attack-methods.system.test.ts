import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { attacks } from '@noprior/reconstruction-attack';
import { beforeAll, describe, expect, test } from 'vitest';
import { plantedSamples, plantNetwork } from './plant-network.ts';
import { runInProcess, runOnTerminal } from './run-in-process.ts';
import { toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);

/** Sizes that make a method take a second; a method that is not named runs with its defaults. */
const small: Readonly<Record<string, string>> = {
  kkt: '--candidates-per-class 2 --max-iterations 40',
  evidence: '--candidates-per-class 2 --max-iterations 40 --noise 1e-4',
  'box-vertices': '--directions 60 --rounds 3',
  cascade: '--directions 60 --rounds 2 --samples 4',
};

const line = (method: string, ...more: string[]): string[] => [
  ...['attack', '--method', method, '--model', at('m.safetensors'), '--box', '0,1', '--seed', '4'],
  ...(small[method] ?? '').split(' ').filter((word) => word !== ''),
  ...more,
];

beforeAll(async () => {
  await plantNetwork(at('m.safetensors'), plantedSamples(), 1);
});

describe.each(attacks.map(({ name }) => name))('%s', (method) => {
  test('prints, writes and records what it found, the same again', async () => {
    const first = await runInProcess(...line(method, '--json', '--out', at(`${method}-one`)));
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: expect.not.stringContaining('error') });
    const printed = toRecord(JSON.parse(first.out));
    expect(printed).toMatchObject({
      method,
      points: expect.any(Number),
      predictedMembers: expect.any(Number),
      ended: expect.stringMatching(/^(maxIterations|converged)$/),
      seconds: expect.any(Number),
      knowledge: { box: { status: 'known', by: 'user', value: { low: 0, high: 1 } } },
    });
    expect(readdirSync(at(`${method}-one`))).toEqual(['candidates.npz', 'progress.csv', 'run.json']);
    const { x, lambda, y, predicted, memberScore } = (await loadArrays(at(`${method}-one/candidates.npz`))).arrays;
    const count = Number(printed.points);
    expect([x, lambda, y, predicted, memberScore].map((array) => array?.shape)).toEqual([
      [count, 100],
      [count],
      [count],
      [count],
      [count],
    ]);
    expect(predicted!.data.filter((value: number) => value === 1)).toHaveLength(Number(printed.predictedMembers));
    expect(predicted!.data.every((value: number) => value === 0 || value === 1)).toBe(true);
    expect(memberScore!.data.every((value: number) => Number.isFinite(value))).toBe(true);
    const record = toRecord(JSON.parse(readFileSync(at(`${method}-one/run.json`), 'utf8')));
    expect(record).toMatchObject({ command: 'attack', seed: 4, config: { method, multipliers: 'sum' } });

    expect((await runInProcess(...line(method, '--out', at(`${method}-two`)))).code).toBe(0);
    const bytes = (folder: string) => readFileSync(at(folder, 'candidates.npz'));
    expect(bytes(`${method}-two`).equals(bytes(`${method}-one`))).toBe(true);
  });

  test('without --out nothing is written', async () => {
    const before = readdirSync(cwd);
    expect((await runInProcess(...line(method, '--json'))).code).toBe(0);
    expect(readdirSync(cwd)).toEqual(before);
  });

  test('a limit of time ends with results, and --resume goes on to the bytes of a run that had none', async () => {
    const out = ['--out', at(`${method}-limited`)];
    // So little that the speed of the machine does not matter.
    const first = await runInProcess(...line(method, '--json', '--max-seconds', '1e-9', ...out));
    expect({ code: first.code, ended: toRecord(JSON.parse(first.out)).ended }).toEqual({
      code: 0,
      ended: 'maxSeconds',
    });
    expect(readdirSync(at(`${method}-limited`))).toContain('checkpoint.safetensors');
    expect((await runInProcess(...line(method, '--resume', ...out))).code).toBe(0);
    expect(readdirSync(at(`${method}-limited`))).toEqual(['candidates.npz', 'progress.csv', 'run.json']);
    const bytes = (folder: string) => readFileSync(at(folder, 'candidates.npz'));
    expect(bytes(`${method}-limited`).equals(bytes(`${method}-one`))).toBe(true);
  });

  test('a score reads its folder', async () => {
    const data = '--dataset sphere --dimension 100 --per-class 2'.split(' ');
    const predicted = Number(
      toRecord(toRecord(JSON.parse(readFileSync(at(`${method}-one/run.json`), 'utf8'))).results).predictedMembers,
    );
    const candidates = ['--candidates', at(`${method}-one/candidates.npz`)];
    const { code, out } = await runInProcess('score', '--model', at('m.safetensors'), ...candidates, ...data, '--json');
    const printed = toRecord(JSON.parse(out));
    expect({ code, members: printed.members }).toEqual({
      code: 0,
      members: predicted === 0 ? null : expect.objectContaining({ predicted }),
    });
  });
});

test('an interrupted run goes on to the bytes of one that was not', async () => {
  const args = [...line('evidence'), '--backend', 'reference', '--max-iterations', '300'];
  expect((await runInProcess(...args, '--out', at('whole'))).code).toBe(0);
  const controller = new AbortController();
  const watch = setInterval(() => {
    if (existsSync(at('broken/checkpoint.safetensors'))) controller.abort();
  }, 1);
  const broken = await runOnTerminal([...args, '--out', at('broken'), '--checkpoint-every', '0.01'], {
    signal: controller.signal,
  });
  clearInterval(watch);
  expect({ code: broken.code, out: broken.out }).toEqual({ code: 1, out: '' });
  expect(broken.err).toMatch(/--resume/);
  expect((await runInProcess(...args, '--out', at('broken'), '--resume')).code).toBe(0);
  const bytes = (folder: string) => readFileSync(at(folder, 'candidates.npz'));
  expect(bytes('broken').equals(bytes('whole'))).toBe(true);
});

test('a preset names its method, and not another one', async () => {
  const args = ['attack', '--model', at('m.safetensors'), '--box', '0,1', '--preset', 'haim2022-mnist'];
  const few = '--candidates-per-class 2 --max-iterations 2 --json'.split(' ');
  const { out } = await runInProcess(...args, ...few);
  expect(JSON.parse(out)).toMatchObject({ method: 'kkt', preset: 'haim2022-mnist' });
  const wrong = await runInProcess(...args, '--method', 'evidence');
  expect({ code: wrong.code, err: wrong.err }).toEqual({ code: 2, err: expect.stringContaining('--method kkt') });
});

test.each([
  [['--method', 'box-vertices', '--step-size', '0.1'], /--step-size: not with --method box-vertices.*--directions/],
  [['--method', 'kkt', '--samples', '3'], /--samples: the method kkt does not use it/],
  [['--method', 'box-vertices', '--box', 'none'], /--box none/],
  [['--box', 'mean'], /--box mean: the model stores no mean.*--box LO,HI/],
  [['--box', '1,0'], /LO <= HI/],
  [['--method', 'evidence', '--contrast', '-1'], /at least 0/],
  [['--method', 'box-vertices', '--directions', '0'], /integer from 1/],
  [['--max-seconds', '0'], /above 0/],
  [['--resume'], /--out/],
])('refuses %j', async (args, message) => {
  const { code, out, err } = await runInProcess('attack', '--model', at('m.safetensors'), ...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
});

test('an earlier command says which one it is now', async () => {
  for (const [name, method] of [
    ['evidence', 'evidence'],
    ['corners', 'box-vertices'],
  ] as const) {
    const { code, err } = await runInProcess(name, '--model', at('m.safetensors'));
    expect({ name, code }).toEqual({ name, code: 2 });
    expect(err).toContain(`noprior attack --method ${method}`);
  }
});
