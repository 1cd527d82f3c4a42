import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadArrays, saveNpz, saveSafetensors } from '@noprior/array-files';
import { fromNested, type HostTensor } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { numberAt, runForJson, toRecord } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Loss and gradients by the reference code of Haim et al. 2022; the files name its version. */
interface GoldenCase {
  readonly name: string;
  readonly alpha: number;
  readonly minLambda: number;
  // duplicate: a file of another package's tests is read here, but not its test code
  readonly layers: readonly { readonly weight: number[][]; readonly bias: number[] | null }[];
  readonly x: number[][];
  readonly lambda: number[];
  readonly y: number[];
  readonly outputs: number[];
  readonly kktLoss: number;
  readonly verifyLoss: number;
  readonly gradX: number[][];
  readonly gradLambda: number[];
}

const folder = fileURLToPath(new URL('../../../../packages/kkt-loss/test/golden', import.meta.url));
const cases: GoldenCase[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const cwd = temporaryFolder();

async function writeCase({ name, layers, x, lambda, y }: GoldenCase): Promise<void> {
  const model: Record<string, HostTensor> = {};
  for (const [index, { weight, bias }] of layers.entries()) {
    model[`layers.${index}.weight`] = fromNested(weight);
    if (bias !== null) model[`layers.${index}.bias`] = fromNested(bias);
  }
  await saveNpz(join(cwd, `${name}.npz`), model);
  await saveSafetensors(join(cwd, `${name}.safetensors`), model);
  await saveNpz(join(cwd, `${name}-c.npz`), { x: fromNested(x), lambda: fromNested(lambda), y: fromNested(y) });
}

/** Largest difference relative to the largest expected value. */
function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value))) / scale;
}

async function check(golden: GoldenCase, setting: string, format: string, tolerance: number): Promise<void> {
  const { name, alpha, minLambda } = golden;
  const loss = `--alpha ${alpha} --lambda-min ${minLambda} --scale mean --box -1,1 --gradients ${name}-g.npz`;
  const line = `kkt --model ${name}.${format} --candidates ${name}-c.npz ${loss} ${setting}`;
  const found = await runForJson(line.split(' '), { cwd });
  const number = (...path: string[]): number[] => [numberAt(found, ...path)];
  expect(relativeError(number('stationarity'), [golden.kktLoss])).toBeLessThan(tolerance);
  const verify = numberAt(found, 'prior') + numberAt(found, 'dualFeasibility');
  expect(relativeError([verify], [golden.verifyLoss])).toBeLessThan(tolerance);
  expect(relativeError(number('total'), [golden.kktLoss + golden.verifyLoss])).toBeLessThan(tolerance);
  const margins = golden.outputs.map((output, i) => output * golden.y[i]!);
  const range = [numberAt(found, 'margins', 'min'), numberAt(found, 'margins', 'max')];
  expect(relativeError(range, [Math.min(...margins), Math.max(...margins)])).toBeLessThan(tolerance);
  const parts = Object.values(toRecord(found.byTensor)).map(Number);
  expect(relativeError([parts.reduce((a, b) => a + b)], [golden.kktLoss])).toBeLessThan(tolerance);
  const { arrays } = await loadArrays(join(cwd, `${name}-g.npz`));
  expect(arrays.gradX!.shape).toEqual([golden.x.length, golden.x[0]!.length]);
  expect(relativeError(arrays.gradX!.data, golden.gradX.flat())).toBeLessThan(tolerance);
  expect(relativeError(arrays.gradLambda!.data, golden.gradLambda)).toBeLessThan(tolerance);
}

test('there are four golden files', () => {
  expect(cases.length).toBe(4);
});

describe.each(cases)('$name agrees with the reference code', (golden) => {
  test.each([
    ['--backend reference', 'npz', 1e-10],
    ['--backend onnx:cpu --form gram', 'safetensors', 1e-10],
    ['--backend onnx:cpu --dtype float32', 'npz', 1e-4],
  ])('%s, model as %s', async (setting, format, tolerance) => {
    await writeCase(golden);
    await check(golden, setting, format, tolerance);
  });
});

test('the loss is another one with the hard derivative, the scale sum, no box or no floor', async () => {
  const golden = cases.find(({ name }) => name === 'two-layer-d5-m7-n4')!;
  await writeCase(golden);
  const { name, alpha, minLambda, kktLoss, lambda } = golden;
  const files = `kkt --model ${name}.npz --candidates ${name}-c.npz`;
  const run = (options: string) => runForJson(`${files} ${options}`.split(' '), { cwd });
  const bare = await run(`--alpha ${alpha} --scale mean`);
  expect(bare).toMatchObject({ prior: 0, dualFeasibility: 0, total: bare.stationarity });
  expect(relativeError([numberAt(bare, 'stationarity')], [kktLoss])).toBeLessThan(1e-10);
  const floor = await run(`--alpha ${alpha} --lambda-min 0.9 --scale mean`);
  const expected = 5 * lambda.reduce((sum, value) => sum + Math.max(0, 0.9 - value) ** 2, 0);
  expect(minLambda).toBeLessThan(0.9);
  expect(numberAt(floor, 'dualFeasibility')).toBeCloseTo(expected, 12);
  const hard = await run('--derivative hard --scale mean');
  const sum = await run(`--alpha ${alpha}`);
  for (const other of [hard, sum]) expect(Math.abs(numberAt(other, 'stationarity') - kktLoss)).toBeGreaterThan(1e-3);
});
