import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays, saveNpz } from '@noprior/array-files';
import { makeHostTensor } from '@noprior/tensor';
import { beforeAll, expect, test } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { toRecord } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);

async function run(...args: string[]): Promise<string> {
  const { code, out, err } = await runInProcess(...args);
  expect(code, err).toBe(0);
  return out;
}

beforeAll(async () => {
  const data = '--dataset glyphs --per-class 2 --hidden 6 --max-iterations 3'.split(' ');
  await run('train', ...data, '--out', at('m.safetensors'));
  const few = ['--candidates-per-class', '3', '--max-iterations', '3'];
  await run('attack', '--model', at('m.safetensors'), ...few, '--out', at('a'));
});

test('facts, knowledge and records of an attack, in the terminal, as JSON and as a page with pictures', async () => {
  const text = await run('view', at('a'), '--html', at('a.html'));
  for (const words of [/KKT attack/, /iterations: 3/, /The attacker has/, /model file/, /stationarity/, /6 points/]) {
    expect(text).toMatch(words);
  }
  const html = readFileSync(at('a.html'), 'utf8');
  expect(html.match(/<img /g)).toHaveLength(6);
  const printed = toRecord(JSON.parse(await run('view', at('a'), '--json')));
  expect(printed).toMatchObject({ method: 'kkt', points: 6, predictedMembers: 0, ended: 'maxIterations', members: [] });
  expect(printed).toMatchObject({ knowledge: { box: { status: 'known', by: 'model file' } }, html: null });
  expect(printed.records).toMatchObject([{ iteration: 0 }, { iteration: 2 }]);
});

test('report makes the same document, as a page and in Markdown', async () => {
  const page = toRecord(JSON.parse(await run('report', at('a'), '--out', at('b.html'), '--json')));
  expect(page).toEqual({ report: at('b.html') });
  expect(readFileSync(at('b.html'), 'utf8')).toBe(readFileSync(at('a.html'), 'utf8'));
  await run('report', at('a'), '--format', 'markdown', '--out', at('md'));
  expect(readFileSync(at('md/README.md'), 'utf8')).toMatch(/^# .*KKT attack/);
  expect(existsSync(at('md/figures'))).toBe(true);
  // Once more over its own, and never over another's.
  await run('report', at('a'), '--format', 'markdown', '--out', at('md'));
  writeFileSync(at('md/README.md'), 'mine');
  expect(await runInProcess('report', at('a'), '--format', 'markdown', '--out', at('md'))).toMatchObject({ code: 1 });
  expect(readFileSync(at('md/README.md'), 'utf8')).toBe('mine');
  writeFileSync(at('mine.html'), 'mine');
  expect(await runInProcess('view', at('a'), '--html', at('mine.html'))).toMatchObject({ code: 1 });
});

test('members that are predicted are listed with their scores; a model that is gone leaves the rest', async () => {
  await run('attack', '--model', at('m.safetensors'), '--max-iterations', '2', '--out', at('c'));
  const { arrays } = await loadArrays(at('c/candidates.npz'));
  const count = arrays.y!.data.length;
  const predicted = makeHostTensor(
    Float64Array.from({ length: count }, (_, row) => (row < 2 ? 1 : 0)),
    [count],
  );
  rmSync(at('c/run.json'));
  await saveNpz(at('c/candidates.npz'), { ...arrays, predicted });
  const { members, method } = toRecord(JSON.parse(await run('view', at('c'), '--json')));
  expect(method).toBe(null);
  expect(members).toMatchObject([{ point: 0 }, { point: 1 }]);
  expect(await run('view', at('c'))).toMatch(/Predicted members/);
});

test('a folder without points, and a model that they are not of, are refused', async () => {
  expect(await runInProcess('view', at('nowhere'))).toMatchObject({ code: 1, out: '' });
  await run('train', '--dataset', 'glyphs', '--hidden', '5', '--max-iterations', '2', '--out', at('other.npz'));
  const other = await runInProcess('view', at('a'), '--model', at('other.npz'));
  expect(other).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/another model/) });
});
