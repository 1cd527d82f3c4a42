import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { loadNetwork, outputSize } from '@noprior/relu-models';
import { makeRandom } from '@noprior/tensor';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const data = ['--dataset', 'mnist', '--data-dir', cwd, '--labels', 'all', '--per-class', '1', '--seed', '1'];

/** An IDX file of bytes. */
function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = new Uint8Array(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((extent, index) => {
    new DataView(header.buffer).setUint32(4 + 4 * index, extent);
  });
  return Uint8Array.from([...header, ...values]);
}

beforeAll(async () => {
  const random = makeRandom(2);
  const pixels = Uint8Array.from({ length: 30 * 784 }, () => (random.uniform() < 0.2 ? 255 : 0));
  writeFileSync(at('train-images-idx3-ubyte'), idx([30, 28, 28], pixels));
  writeFileSync(
    at('train-labels-idx1-ubyte'),
    idx(
      [30],
      Uint8Array.from({ length: 30 }, (_, index) => index % 10),
    ),
  );
  const train = ['--hidden', '20', '--target-loss', '0.1', '--backend', 'reference', '--out', at('m.safetensors')];
  expect(await runInProcess('train', ...data, ...train)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/\(targetLoss\); [\d.]+ % of the held-out .*\n$/),
  });
});

test('a network of ten classes, its classes by name', async () => {
  const network = await loadNetwork(at('m.safetensors'));
  expect(outputSize(network)).toBe(10);
  expect(network.preprocessing?.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

test.each([
  ['kkt', [], 'per-class', [10, 10]],
  ['kkt', ['--objective', 'runner-up'], 'runner-up', [10]],
  ['evidence', ['--noise', '1e-4'], 'per-class', [10, 10]],
] as const)('%s %s, and its score', async (method, more, objective, shape) => {
  const out = at(`${method}-${objective}`);
  const few = ['--candidates-per-class', '1', '--max-iterations', '20', '--backend', 'reference', '--out', out];
  const run = await runInProcess('attack', '--method', method, '--model', at('m.safetensors'), ...more, ...few);
  expect(run).toMatchObject({ code: 0 });
  const { arrays } = await loadArrays(join(out, 'candidates.npz'));
  expect(arrays.lambda!.shape).toEqual(shape);
  expect([...arrays.y!.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const { config } = toRecord(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
  expect(toRecord(config).objective).toBe(objective);
  const kkt = ['kkt', '--model', at('m.safetensors'), '--candidates', join(out, 'candidates.npz'), ...more.slice(-2)];
  if (method === 'kkt') expect(await runInProcess(...kkt, '--backend', 'reference')).toMatchObject({ code: 0 });
  const report = join(out, 'report.html');
  const scored = await runInProcess(
    'score',
    ...data,
    ...['--model', at('m.safetensors'), '--candidates', join(out, 'candidates.npz')],
    ...['--report', report, '--backend', 'reference', '--json'],
  );
  expect(scored).toMatchObject({ code: 0, err: '' });
  const score = toRecord(JSON.parse(scored.out));
  expect(toRecord(score.training).count).toBe(10);
  expect(score).toMatchObject({ trainingSetMatchesModel: true, heldOut: { sameClassCounts: true } });
  const { attack, oracle, empty } = toRecord(score.kkt);
  const stationarity = (value: unknown): number => Number(toRecord(value).stationarity);
  expect(stationarity(oracle)).toBeLessThan(stationarity(empty));
  expect(stationarity(attack)).toBeGreaterThan(stationarity(oracle) / 2);
  expect(readFileSync(report, 'utf8')).toContain('0, 1, 2, 3, 4, 5, 6, 7, 8, 9');
});

test('what does not fit is said in one line', async () => {
  const model = ['--model', at('m.safetensors'), '--out', at('none')];
  expectOneLine(await runInProcess('attack', ...model, '--objective', 'binary'), /10 output units.*per-class/);
  const unknown = await runInProcess('attack', ...model, '--objective', 'ternary');
  expect(unknown).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/Allowed choices are binary/) });
});
