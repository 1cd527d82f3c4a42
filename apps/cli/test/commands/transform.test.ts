import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays, saveNpy, saveNpz } from '@noprior/array-files';
import { fromNested } from '@noprior/tensor';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectOneLine } from '../expect-one-line.ts';
import { runInProcess } from '../run-in-process.ts';
import { numberAt, toRecord } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const files = ['--model', at('m.npz'), '--candidates', at('c.npz'), '--scale', 'sum'];

/** Phi(x) = 2 max(0, 1.2 x_1 + 1.6 x_2) - 3 max(0, -1.8 x_1 - 2.4 x_2): an exact KKT point, both margins 20; the third
 * coordinate is free, and along the first one the units of the first point reach 0 at 10 / 1.2 and 15 / 1.8. */
beforeAll(async () => {
  await saveNpz(at('m.npz'), {
    'layers.0.weight': fromNested([
      [1.2, 1.6, 0],
      [-1.8, -2.4, 0],
    ]),
    'layers.1.weight': fromNested([[2, -3]]),
  });
  await saveNpz(at('c.npz'), {
    x: fromNested([
      [3, 4, 0],
      [-4 / 3, -16 / 9, 0],
    ]),
    y: fromNested([1, -1]),
    lambda: fromNested([0.2, 0.45]),
  });
  await saveNpy(at('v.npy'), fromNested([1, 0, 0]));
  await saveNpy(at('up.npy'), fromNested([0, 0, 2]));
  await saveNpy(at('matrix.npy'), fromNested([[1, 0, 0]]));
});

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await runInProcess('transform', ...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^\{.*\}\n$/);
  return toRecord(JSON.parse(out));
}

const read = async (name: string): Promise<Record<string, number[]>> => {
  const { arrays } = await loadArrays(at(name));
  return Object.fromEntries(Object.entries(arrays).map(([key, { data }]) => [key, [...data]]));
};

describe('split and unite', () => {
  test('both halves with their multipliers, and back to the point by uniting', async () => {
    const split = ['split', ...files, '--index', '0', '--direction', at('v.npy'), '--a', '2', '--b', '1'];
    const done = await json(...split, '--mode', 'stationarity', '--out', at('h.npz'));
    expect(Object.keys(done)).toEqual([
      ...['transform', 'count', 'index', 'direction', 'a', 'b', 'mode', 'allowed', 'account', 'out', 'backend'],
    ]);
    expect(done).toMatchObject({
      transform: 'split',
      count: { before: 2, after: 3 },
      allowed: { forward: null },
      backend: 'reference',
    });
    expect(numberAt(done, 'allowed', 'backward')).toBeCloseTo(10 / 1.2, 12);
    expect(numberAt(done, 'account', 'after', 'margins', 'max')).toBeCloseTo(20 + 2 * 2.4, 12);
    const halves = await read('h.npz');
    expect(halves.x).toEqual([5, 4, 0, -4 / 3, -16 / 9, 0, 2, 4, 0]);
    expect(halves.lambda![0]).toBeCloseTo(0.2 / 3, 15);
    expect(halves.lambda![2]).toBeCloseTo(0.4 / 3, 15);

    const united = await json(
      ...['unite', '--model', at('m.npz'), '--candidates', at('h.npz'), '--scale', 'sum'],
      ...['--groups', '0,2', '--out', at('u.npz')],
    );
    expect(united).toMatchObject({ transform: 'unite', groups: [[0, 2]], count: { before: 3, after: 2 } });
    const whole = await read('u.npz');
    [3, 4, 0, -4 / 3, -16 / 9, 0].forEach((value, i) => {
      expect(whole.x![i]).toBeCloseTo(value, 14);
    });
    expect(readdirSync(cwd)).toEqual(expect.arrayContaining(['h.run.json', 'u.run.json']));
    const record = toRecord(JSON.parse(readFileSync(at('h.run.json'), 'utf8')));
    expect(record).toMatchObject({
      command: 'transform',
      seed: null,
      checksums: { 'c.npz': expect.any(String), 'm.npz': expect.any(String), 'v.npy': expect.any(String) },
    });
  });

  test('--distance is the distance, whatever the length of v', async () => {
    await json('split', ...files, '--index', '1', '--direction', at('up.npy'), '--distance', '7', '--out', at('d.npz'));
    const { x } = await read('d.npz');
    expect([x![5], x![8]]).toEqual([7, -7]);
  });

  test.each(['random', 'complement'])('a %s direction keeps the margins', async (direction) => {
    const split = ['split', ...files, '--index', '0', '--direction', direction, '--distance', '0.5', '--seed', '3'];
    const done = await json(...split, '--out', at(`${direction}.npz`));
    expect(numberAt(done, 'account', 'after', 'margins', 'max')).toBeCloseTo(20, 10);
    const { x } = await read(`${direction}.npz`);
    expect(Math.hypot(x![0]! - 3, x![1]! - 4, x![2]!)).toBeCloseTo(0.5, 12);
    const again = await json(...split, '--out', at(`${direction}-again.npz`));
    expect(again.account).toEqual(done.account);
  });

  test('in words: the account with patterns and kinks', async () => {
    const split = ['split', ...files, '--index', '0', '--direction', at('up.npy'), '--distance', '2'];
    const { code, out } = await runInProcess('transform', ...split, '--out', at('words.npz'));
    expect(code).toBe(0);
    expect(out).toMatch(/^.*words\.npz: 2 points became 3, 0 split along .*\n/);
    for (const name of ['L_stationary', 'eps', 'delta', 'margins', 'patterns', 'kinks']) {
      expect(out).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
    }
    expect(out).toContain('none changed');
  });
});

describe('far', () => {
  test('every point goes to the distance', async () => {
    const done = await json('far', ...files, '--distance', '1000', '--out', at('far.npz'));
    expect(done).toMatchObject({
      transform: 'far',
      count: { before: 2, after: 4 },
      rank: 1,
      dimension: 3,
      reached: true,
    });
    expect(numberAt(done, 'distances', 'min')).toBeCloseTo(1000, 9);
    expect(numberAt(done, 'account', 'stationarityChange')).toBeLessThan(1e-9);
    expect(numberAt(done, 'account', 'after', 'margins', 'min')).toBeCloseTo(20, 9);
  });

  test('where the first layer holds the points, exit code 1 with the distance that can be reached', async () => {
    const weight = [
      [1.2, 1.6, 0.1],
      [-1.8, -2.4, 0.2],
      [0.5, 0.5, -0.3],
    ];
    await saveNpz(at('held.npz'), {
      'layers.0.weight': fromNested(weight),
      'layers.1.weight': fromNested([[2, -3, 0.1]]),
    });
    const held = ['far', '--model', at('held.npz'), '--candidates', at('c.npz'), '--distance', '1000'];
    const refused = await runInProcess('transform', ...held, '--out', at('held-far.npz'), '--json');
    expectOneLine(
      refused,
      /not every point can go to distance 1000.*point \d can go to [\d.]+,.*noprior refine \[DOMAIN\]$/,
    );
    expect(existsSync(at('held-far.npz'))).toBe(false);
    const done = await json(...held, '--as-far-as-possible', '--out', at('held-far.npz'));
    expect(done.reached).toBe(false);
    expect(numberAt(done, 'distances', 'min')).toBeLessThan(1000);
    expect(numberAt(done, 'account', 'stationarityChange')).toBeLessThan(1e-12);
  });
});

describe('a broken premise ends with exit code 1, the radius that is allowed, and no file', () => {
  const split = ['split', ...files, '--index', '0', '--direction', at('v.npy')];
  test.each([
    [
      'too far',
      [...split, '--a', '1', '--b', '9', '--mode', 'stationarity'],
      /only below 8\.33.*b is 9.*add --force \[DOMAIN\]$/,
    ],
    [
      'margins that move',
      [...split, '--distance', '1'],
      /changes its margin.*add --project, --mode stationarity or --force \[DOMAIN\]$/,
    ],
    ['labels that differ', ['unite', ...files, '--groups', '0,1'], /labels 1 and -1.* \[DOMAIN\]$/],
    ['no such point', ['unite', ...files, '--groups', '0,7'], /there is no candidate 7.* \[DOMAIN\]$/],
    [
      'a matrix as direction',
      [...split.slice(0, -1), at('matrix.npy'), '--distance', '1'],
      /a direction is \[3\].* \[SHAPE\]$/,
    ],
    [
      'no such direction',
      [...split.slice(0, -1), at('nothing.npy'), '--distance', '1'],
      /cannot read .*nothing\.npy.* \[SYSTEM\]$/,
    ],
  ])('%s', async (_, args, message) => {
    expectOneLine(await runInProcess('transform', ...args, '--out', at('refused.npz'), '--json'), message);
    expect(existsSync(at('refused.npz'))).toBe(false);
  });

  test('--force does it all the same, and the account shows what that did', async () => {
    const done = await json(
      ...split,
      '--a',
      '1',
      '--b',
      '9',
      '--mode',
      'stationarity',
      '--force',
      '--out',
      at('f.npz'),
    );
    expect(numberAt(done, 'account', 'patterns', 'changedUnits')).toBeGreaterThan(0);
    expect(numberAt(done, 'account', 'after', 'stationarity')).toBeGreaterThan(0.1);
  });
});

test('an input, and the record of another command, are not replaced', async () => {
  const args = ['transform', 'split', ...files, '--index', '0', '--direction', at('up.npy'), '--distance', '1'];
  expectOneLine(
    await runInProcess(...args, '--out', at('c.npz')),
    /is read by this run and would be replaced.* \[DOMAIN\]$/,
  );
  const train = ['train', '--dataset', 'toy2d', '--hidden', '4', '--max-iterations', '2', '--out', at('t.npz')];
  expect((await runInProcess(...train)).code).toBe(0);
  expectOneLine(await runInProcess(...args, '--out', at('t.npz')), /t\.run\.json is of noprior train.* \[DOMAIN\]$/);
});
