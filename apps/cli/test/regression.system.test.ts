import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { loadNetwork, trainedLoss } from '@noprior/relu-models';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);
const data = ['--dataset', 'glyphs', '--per-class', '2', '--seed', '3'];
const small = ['--hidden', '20', '--backend', 'reference', '--loss', 'squared'];
const decay = ['--weight-decay', '0.01', '--max-iterations', '60'];

beforeAll(async () => {
  const train = [...small, ...decay, '--schedule', 'constant', '--step-size', '0.05', '--out', at('m.safetensors')];
  expect(await runInProcess('train', ...data, ...train)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/\(maxIterations\); [\d.]+ % of the held-out .*\n$/),
  });
});

test('the decay is in the loss that a run reports', async () => {
  expect(trainedLoss(await loadNetwork(at('m.safetensors')))).toBe('squared');
  const free = [...small, '--max-iterations', '60', '--schedule', 'constant', '--step-size', '0.05'];
  expect((await runInProcess('train', ...data, ...free, '--out', at('free.safetensors'))).code).toBe(0);
  const loss = (name: string): number =>
    Number(toRecord(toRecord(JSON.parse(readFileSync(at(name), 'utf8'))).results).loss);
  expect(loss('m.run.json')).toBeGreaterThan(loss('free.run.json'));
});

test.each([
  ['kkt', [], 'regression'],
  ['kkt', ['--objective', 'binary'], 'binary'],
  ['evidence', ['--noise', '1e-3'], 'binary'],
] as const)('%s %j, and its score', async (method, more, objective) => {
  const out = at(`${method}-${objective}`);
  const few = ['--candidates-per-class', '3', '--max-iterations', '20', '--backend', 'reference', '--out', out];
  expect(
    await runInProcess('attack', '--method', method, '--model', at('m.safetensors'), ...more, ...few),
  ).toMatchObject({ code: 0 });
  const { config } = toRecord(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
  expect(toRecord(config).objective ?? 'binary').toBe(objective);
  const { lambda } = (await loadArrays(join(out, 'candidates.npz'))).arrays;
  expect(Math.min(...lambda!.data) < 0).toBe(objective === 'regression');
  const scored = await runInProcess(
    'score',
    ...data,
    ...['--model', at('m.safetensors'), '--candidates', join(out, 'candidates.npz')],
    ...['--backend', 'reference', '--json'],
  );
  expect(scored).toMatchObject({ code: 0, err: '' });
  const { kkt } = toRecord(JSON.parse(scored.out));
  const { oracle, empty } = toRecord(kkt);
  const stationarity = (value: unknown): number => Number(toRecord(value).stationarity);
  expect(stationarity(oracle)).toBeLessThan(stationarity(empty));
});

test('a decay needs steps of one size', async () => {
  const out = ['--out', at('none.safetensors')];
  expectOneLine(await runInProcess('train', ...data, ...small, ...decay, ...out), /--weight-decay.*use constant/);
});
