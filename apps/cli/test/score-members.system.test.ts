import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays, saveNpz } from '@noprior/array-files';
import { makeHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import { toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const glyphs = ['--dataset', 'glyphs', '--per-class', '2', '--seed', '1'];

test('predicted members are scored, in words, in JSON and in the report', async () => {
  const train = ['train', ...glyphs, '--hidden', '6', '--max-iterations', '3', '--out', at('m.safetensors')];
  expect((await runInProcess(...train)).code).toBe(0);
  const attack = ['attack', '--model', at('m.safetensors'), '--candidates-per-class', '3', '--max-iterations', '3'];
  expect((await runInProcess(...attack, '--out', at('a'))).code).toBe(0);
  const { arrays } = await loadArrays(at('a/candidates.npz'));
  const score = (file: string, ...more: string[]) =>
    runInProcess('score', '--model', at('m.safetensors'), '--candidates', at(file), ...glyphs, ...more);
  // The KKT attack predicts none.
  expect(JSON.parse((await score('a/candidates.npz', '--json')).out)).toMatchObject({ members: null });

  const folder = await runInProcess('score', at('a'), '--model', at('m.safetensors'), ...glyphs, '--json');
  expect(folder.out).toBe((await score('a/candidates.npz', '--json')).out);
  const both = ['score', at('a'), '--candidates', at('a/candidates.npz'), '--model', at('m.safetensors'), ...glyphs];
  expect(await runInProcess(...both)).toMatchObject({ code: 2, out: '' });
  expect(await runInProcess('score', '--model', at('m.safetensors'), ...glyphs)).toMatchObject({ code: 2, out: '' });

  await saveNpz(at('own.npz'), { ...arrays, predicted: makeHostTensor(Float64Array.from([0, 1, 1, 0, 1, 1]), [6]) });
  const told = await score('own.npz', '--report', at('told.html'), '--json');
  const { members } = toRecord(JSON.parse(told.out));
  expect(members).toMatchObject({ predicted: 4, nearest: { length: 4 } });
  expect(toRecord(members).nearest).toMatchObject([
    { candidate: 1 },
    { candidate: 2 },
    { candidate: 4 },
    { candidate: 5 },
  ]);
  expect(readFileSync(at('told.html'), 'utf8')).toContain('Predicted members');
  expect((await score('own.npz')).out).toMatch(/\d of the 4 predicted members/);
});
