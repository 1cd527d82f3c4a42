import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { cosineSimilarities } from '@noprior/metrics';
import { loadNetwork, makeNetwork, outputs, saveNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { plantedSamples, plantNetwork } from './plant-network.ts';
import { runInProcess } from './run-in-process.ts';
import { numberAt, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);
const samples = plantedSamples();
const truth = fromNested(samples.map((row) => [...row]));
const attack = (model: string, ...more: string[]) => [
  ...['attack', '--method', 'box-vertices', '--model', at(model), '--box', '0,1'],
  ...'--directions 60 --rounds 4 --seed 4 --json'.split(' '),
  ...more,
];

beforeAll(async () => {
  await plantNetwork(at('m.safetensors'), samples, 1);
  await plantNetwork(at('classes.safetensors'), samples, 3);
});

test('predicts the samples to be members, all of them, and nothing else', async () => {
  const { code, out } = await runInProcess(...attack('m.safetensors', '--out', at('one')));
  expect(code).toBe(0);
  const printed = toRecord(JSON.parse(out));
  expect(printed).toMatchObject({ predictedMembers: 20, span: { rank: 20, verdict: 'clear' } });
  const { x, y, predicted, memberScore, lambda } = (await loadArrays(at('one/candidates.npz'))).arrays;
  const points = numberAt(printed, 'points');
  const cosines = cosineSimilarities(x!, truth);
  const best = Array.from({ length: points }, (_, i) => {
    const row = [...cosines.data.subarray(i * 20, (i + 1) * 20)];
    return { sample: row.indexOf(Math.max(...row)), cosine: Math.max(...row) };
  });
  const members = best.filter((_, i) => predicted!.data[i] === 1);
  expect(new Set(members.map(({ sample }) => sample)).size).toBe(20);
  expect(Math.min(...members.map(({ cosine }) => cosine))).toBeGreaterThan(0.99);
  expect(Math.max(...best.slice(20).map(({ cosine }) => cosine))).toBeLessThan(0.9);
  // The scores of members are above all others.
  expect(Math.min(...memberScore!.data.subarray(0, 20))).toBeGreaterThan(Math.max(...memberScore!.data.subarray(20)));
  // Labels are those of the network, multipliers explain it.
  const logits = await outputs(openReference(), await loadNetwork(at('m.safetensors')), x!);
  expect([...y!.data]).toEqual(Array.from(logits.data, (value) => (value < 0 ? -1 : 1)));
  expect(Math.min(...lambda!.data)).toBeGreaterThanOrEqual(0);
});

test('several classes: a multiplier for each point and class', async () => {
  expect((await runInProcess(...attack('classes.safetensors', '--out', at('classes')))).code).toBe(0);
  const { x, lambda } = (await loadArrays(at('classes/candidates.npz'))).arrays;
  expect(lambda!.shape).toEqual([x!.shape[0], 3]);
  const model = ['--model', at('classes.safetensors'), '--candidates', at('classes/candidates.npz')];
  expect((await runInProcess('kkt', ...model)).code).toBe(0);
});

test('a first layer that does not reveal the span is refused with a way out', async () => {
  await saveNetwork(
    at('untrained.safetensors'),
    makeNetwork({ inputSize: 40, hiddenSizes: [60], initialisation: 'scaled-first', seed: 3 }),
  );
  const none = await runInProcess(...attack('untrained.safetensors'));
  expect(none.code).toBe(1);
  expectOneLine(none, /span.*kkt|kkt.*span/i);
});
