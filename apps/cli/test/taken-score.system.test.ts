import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromNested } from '@noprior/tensor';
import { beforeAll, expect, test } from 'vitest';
import { scoreTaken } from '../src/taken-score.ts';
import { runInProcess } from './run-in-process.ts';
import { toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const glyphs = ['--dataset', 'glyphs', '--per-class', '2', '--seed', '1'];
const score = (...args: string[]) =>
  runInProcess('score', '--model', at('m.safetensors'), '--candidates', at('a/candidates.npz'), ...glyphs, ...args);

beforeAll(async () => {
  const train = ['train', ...glyphs, '--hidden', '6', '--max-iterations', '3', '--out', at('m.safetensors')];
  expect((await runInProcess(...train)).code).toBe(0);
  const attack = ['attack', '--model', at('m.safetensors'), '--candidates-per-class', '3', '--max-iterations', '3'];
  expect((await runInProcess(...attack, '--out', at('a'))).code).toBe(0);
});

test('nearest training samples of the first points, and how many are above the threshold', () => {
  const x = fromNested([
    [3, 4],
    [0, 2],
    [1, 0],
    [4, 3],
  ]);
  const training = fromNested([
    [0, 5],
    [1, 0],
  ]);
  expect(scoreTaken(x, 3, training, 0.9)).toEqual({
    count: 3,
    right: 2,
    samples: 2,
    nearest: [
      { candidate: 0, image: 0, cosine: expect.closeTo(0.8, 12) },
      { candidate: 1, image: 0, cosine: expect.closeTo(1, 12) },
      { candidate: 2, image: 1, cosine: expect.closeTo(1, 12) },
    ],
  });
  expect(scoreTaken(x, 2, training, 0.7)).toMatchObject({ count: 2, right: 2, samples: 1 });
  expect(scoreTaken(x, 2, training, 1)).toMatchObject({ count: 2, right: 0, samples: 0 });
});

test('a score tells of them where the attack does', async () => {
  const without = await score('--report', at('without.html'), '--json');
  expect(JSON.parse(without.out)).toMatchObject({ taken: null });
  expect(readFileSync(at('without.html'), 'utf8')).not.toContain('takes for samples');

  const record = toRecord(JSON.parse(readFileSync(at('a/run.json'), 'utf8')));
  const results = toRecord(record.results);
  writeFileSync(at('a/run.json'), JSON.stringify({ ...record, results: { ...results, accepted: 4 } }));
  const told = await score('--report', at('told.html'), '--json');
  expect(toRecord(JSON.parse(told.out)).taken).toMatchObject({ count: 4, nearest: { length: 4 } });
  const html = readFileSync(at('told.html'), 'utf8');
  expect(html).toContain('Points that the attack takes for samples');
  expect(html).toMatch(/\d of the 4 points .*above the held-out maximum/);
  expect((await score()).out).toMatch(/\n.*by the attack itself: 4 points, \d of them above/);

  writeFileSync(at('a/run.json'), JSON.stringify({ ...record, results: { ...results, accepted: 7 } }));
  const other = await score('--json');
  expect(other.code).toBe(0);
  expect(other.err).toMatch(/^warning: .*run\.json .* 7 points/);
  expect(JSON.parse(other.out)).toMatchObject({ taken: null });
});
