import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { cosineSimilarities } from '@noprior/metrics';
import { loadNetwork, makeNetwork, outputs, saveNetwork } from '@noprior/relu-models';
import { fromNested, makeHostTensor } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { plantedSamples, plantNetwork } from './plant-network.ts';
import { runInProcess } from './run-in-process.ts';
import { runInterrupted } from './run-interrupted.ts';
import { numberAt, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);
const samples = plantedSamples();
const model = ['--model', at('m.safetensors'), '--box', '0,1'];
const small = ['corners', ...model, ...'--directions 60 --rounds 4 --seed 4'.split(' ')];

beforeAll(async () => {
  await plantNetwork(at('m.safetensors'), samples, 1);
  await plantNetwork(at('classes.safetensors'), samples, 3);
  await saveNetwork(
    at('untrained.safetensors'),
    makeNetwork({ inputSize: 40, hiddenSizes: [60], initialisation: 'scaled-first', seed: 3 }),
  );
});

test('finds the samples, says which points it takes for them, and writes candidates', async () => {
  const { code, out } = await runInProcess(...small, '--json', '--out', at('one'));
  expect(code).toBe(0);
  const printed = toRecord(JSON.parse(out));
  expect(printed).not.toHaveProperty('shift');
  expect(printed).toMatchObject({ accepted: 20, ended: 'converged', span: { rank: 20, verdict: 'clear' } });
  expect(readdirSync(at('one'))).toEqual(['candidates.npz', 'corners.csv', 'run.json']);
  const { arrays } = await loadArrays(at('one/candidates.npz'));
  const { x, y, lambda } = arrays;
  const points = numberAt(printed, 'points');
  expect([x!.shape, y!.shape, lambda!.shape]).toEqual([[points, 100], [points], [points]]);

  const rows = readFileSync(at('one/corners.csv'), 'utf8').trimEnd().split('\n');
  expect(rows[0]).toBe('index,accepted,tight,excess,hits,round,refined');
  const cells = rows.slice(1).map((row) => row.split(',').map(Number));
  expect(cells.map(([index]) => index)).toEqual(Array.from({ length: points }, (_, i) => i));
  expect(cells.map(([, accepted]) => accepted)).toEqual(Array.from({ length: points }, (_, i) => (i < 20 ? 1 : 0)));
  // Every accepted point is a sample, every sample is accepted, and the points beside them are none.
  const cosines = cosineSimilarities(x!, fromNested(samples.map((row) => [...row])));
  const best = Array.from({ length: points }, (_, i) => {
    const row = [...cosines.data.subarray(i * 20, (i + 1) * 20)];
    const cosine = Math.max(...row);
    return { sample: row.indexOf(cosine), cosine };
  });
  expect(new Set(best.slice(0, 20).map(({ sample }) => sample)).size).toBe(20);
  expect(Math.min(...best.slice(0, 20).map(({ cosine }) => cosine))).toBeGreaterThan(0.99);
  expect(Math.max(...best.slice(20).map(({ cosine }) => cosine))).toBeLessThan(0.9);

  // Labels are those of the network, multipliers explain it.
  const network = await loadNetwork(at('m.safetensors'));
  const logits = await outputs(openReference(), network, x!);
  expect([...y!.data]).toEqual(Array.from(logits.data, (value) => (value < 0 ? -1 : 1)));
  expect(Math.min(...lambda!.data)).toBeGreaterThanOrEqual(0);
  const kkt = ['kkt', '--model', at('m.safetensors'), '--candidates', at('one/candidates.npz'), '--scale', 'sum'];
  const evaluated = await runInProcess(...kkt, '--alpha', '100', '--json');
  const { stationarity, parameterNormSquared } = toRecord(JSON.parse(evaluated.out));
  expect(Number(stationarity)).toBeLessThan(Number(parameterNormSquared));

  const run = toRecord(JSON.parse(readFileSync(at('one/run.json'), 'utf8')));
  expect(run).toMatchObject({ command: 'corners', seed: 4, results: { accepted: 20 } });
  expect(run.config).toMatchObject({ box: { low: 0, high: 1 }, directions: 60, rounds: 4, scale: 'sum', alpha: 100 });
  expect(toRecord(run.config).attackerKnows).toEqual([
    expect.stringMatching(/^Points are kept in \[0, 1\]: /),
    expect.stringContaining('ends of that range'),
    expect.stringContaining('Nothing is assumed of the number of samples'),
  ]);
});

test('the same points again, and a line of words that says how many are samples', async () => {
  const { code, out, err } = await runInProcess(...small, '--out', at('two'));
  expect(code).toBe(0);
  expect(out).toMatch(/two: \d+ points, 20 of them taken for samples and written first; span of 20 directions, /);
  expect(err).toMatch(/^note: 20 of 101 singular values/);
  const bytes = (folder: string) => readFileSync(at(folder, 'candidates.npz'));
  expect(bytes('two').equals(bytes('one'))).toBe(true);
});

test('--free-shift finds samples that a constant was added to, without it, and tells how large it is', async () => {
  const added = 0.5;
  const moved = samples.map((sample) => sample.map((value) => value + added));
  await plantNetwork(at('moved.safetensors'), moved, 1);
  const line = [...small, '--model', at('moved.safetensors'), '--directions', '400', '--free-shift'];
  const { code, out } = await runInProcess(...line, '--json', '--out', at('moved'));
  expect(code).toBe(0);
  const printed = toRecord(JSON.parse(out));
  const accepted = numberAt(printed, 'accepted');
  expect(accepted).toBeGreaterThanOrEqual(15);
  expect(Math.abs(numberAt(printed, 'shift') - added)).toBeLessThan(0.02);

  const { arrays } = await loadArrays(at('moved/candidates.npz'));
  const x = arrays.x!;
  expect(Math.min(...x.data)).toBeGreaterThanOrEqual(0);
  const cosines = cosineSimilarities(x, fromNested(samples.map((row) => [...row])));
  const best = Array.from({ length: accepted }, (_, i) => Math.max(...cosines.data.subarray(i * 20, (i + 1) * 20)));
  expect(best.filter((cosine) => cosine > 0.95).length).toBeGreaterThanOrEqual(0.9 * accepted);

  const rows = readFileSync(at('moved/corners.csv'), 'utf8').trimEnd().split('\n');
  expect(rows[0]).toBe('index,accepted,tight,excess,hits,round,refined,moved');
  const shifts = rows.slice(1).map((row) => Number(row.split(',')[7]));
  expect(shifts).toHaveLength(x.shape[0]!);
  // Labels are those of what the network was trained on.
  const network = await loadNetwork(at('moved.safetensors'));
  const asTrained = x.data.map((value, k) => value + shifts[Math.floor(k / 100)]!);
  const logits = await outputs(openReference(), network, makeHostTensor(asTrained, x.shape));
  expect([...arrays.y!.data]).toEqual(Array.from(logits.data, (value) => (value < 0 ? -1 : 1)));
  const run = toRecord(JSON.parse(readFileSync(at('moved/run.json'), 'utf8')));
  expect(run).toMatchObject({ config: { freeShift: true, directions: 400 }, results: { shift: printed.shift } });
  expect(toRecord(run.config)).not.toHaveProperty('free');
  expect(toRecord(run.config).attackerKnows).toContainEqual(expect.stringMatching(/^A constant may have been added/));

  const text = await runInProcess(...line, '--out', at('moved-text'));
  expect(text.out).toMatch(/taken for samples and written first; moved by 0\.(49|50)\d\d in the middle; span of 20 /);
});

test('several classes: labels and multipliers of each point and class', async () => {
  const classes = ['--model', at('classes.safetensors')];
  const found = await runInProcess(...small, ...classes, '--out', at('classes'));
  expect(found.code).toBe(0);
  const { arrays } = await loadArrays(at('classes/candidates.npz'));
  const count = arrays.x!.shape[0]!;
  expect(arrays.lambda!.shape).toEqual([count, 3]);
  const { data } = await outputs(openReference(), await loadNetwork(at('classes.safetensors')), arrays.x!);
  for (const [i, label] of arrays.y!.data.entries()) {
    expect(data[3 * i + label]).toBe(Math.max(...data.subarray(3 * i, 3 * i + 3)));
  }
  const candidates = ['--candidates', at('classes/candidates.npz')];
  expect((await runInProcess('kkt', ...classes, ...candidates, '--scale', 'sum')).code).toBe(0);
});

test('an interrupt keeps what was accepted, or says that nothing was written', async () => {
  // Slow enough for the first round to be told of, and the second one to be interrupted.
  const line = [...small, '--backend', 'reference', '--directions', '40'];
  const kept = await runInterrupted([...line, '--out', at('kept')], /corners: \d/);
  expect({ code: kept.code, out: kept.out }).toEqual({ code: 1, out: '' });
  expect(kept.err).toMatch(
    /interrupted after round \d; \S+kept has what was found: \d+ points, \d+ of them taken for samples and written first\n$/,
  );
  expect(readdirSync(at('kept'))).toEqual(['candidates.npz', 'corners.csv', 'run.json']);
  const { results } = toRecord(JSON.parse(readFileSync(at('kept/run.json'), 'utf8')));
  expect(results).toMatchObject({ ended: 'aborted' });
  const nothing = await runInterrupted([...line, '--out', at('nothing')]);
  expect({ code: nothing.code, out: nothing.out }).toEqual({ code: 1, out: '' });
  expect(nothing.err).toMatch(/interrupted before the first round ended; nothing was written\n$/);
  expect(existsSync(at('nothing'))).toBe(false);
});

test('what it cannot use is refused', async () => {
  const unknown = await runInProcess('corners', '--model', at('m.safetensors'), '--out', at('no'));
  expect({ code: unknown.code, out: unknown.out }).toEqual({ code: 2, out: '' });
  expect(unknown.err).toMatch(/the model stores no mean of images.*--box LO,HI\n$/);
  for (const wrong of [
    ['--box', '1,0'],
    ['--directions', '0'],
    ['--rounds', '1.5'],
    ['--max-seconds', '0'],
  ]) {
    expect((await runInProcess(...small, ...wrong, '--out', at('no'))).code).toBe(2);
  }
  expect(existsSync(at('no'))).toBe(false);
  const none = await runInProcess(...small, '--model', at('untrained.safetensors'), '--out', at('none'));
  expect(none.code).toBe(1);
  expectOneLine(none, /corners: the first layer does not give the span of the samples away \(no singular value/);
  const hurried = await runInProcess(...small, '--max-seconds', '1e-6', '--out', at('none'));
  expect(hurried.code).toBe(1);
  expect(hurried.err).toMatch(
    /the time was spent before the first round ended; give it more --max-seconds.*\[DOMAIN\]\n$/,
  );
  expect(existsSync(at('none'))).toBe(false);
});
