import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays, saveSafetensors } from '@noprior/array-files';
import { loadNetwork, makeNetwork, saveNetwork } from '@noprior/relu-models';
import { makeHostTensor } from '@noprior/tensor';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from '../expect-one-line.ts';
import { plantedSamples, plantNetwork } from '../plant-network.ts';
import { runInProcess } from '../run-in-process.ts';
import { numberAt, toRecord } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const data = '--dataset sphere --dimension 40 --per-class 3 --seed 4'.split(' ');

beforeAll(async () => {
  const train = '--hidden 60,20 --init scaled-first --target-loss 1e-3 --dtype float64 --backend reference'.split(' ');
  const trained = await runInProcess('train', ...data, ...train, '--out', at('m.safetensors'));
  expect(trained.code).toBe(0);
  await saveNetwork(
    at('untrained.safetensors'),
    makeNetwork({ inputSize: 40, hiddenSizes: [60], initialisation: 'scaled-first', seed: 3 }),
  );
});

test('counts the samples, finds the noise, and tells members from others by the span alone', async () => {
  const args = ['--model', at('m.safetensors'), ...data];
  const { code, out, err } = await runInProcess('span', ...args, '--out', at('s'), '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const printed = toRecord(JSON.parse(out));
  expect(printed).toMatchObject({ rank: 6, dimension: 40, hasBias: true, verdict: 'clear' });
  expect(printed).toMatchObject({ trainingSetMatchesModel: true });
  expect(numberAt(printed, 'noise') / 1e-4).toBeGreaterThan(0.85);
  expect(numberAt(printed, 'noise') / 1e-4).toBeLessThan(1.15);
  expect(printed.singularValues).toHaveLength(41);
  expect(printed.alignment).toHaveLength(6);
  expect(printed.membership).toMatchObject({
    score: 'spanShare',
    auc: 1,
    tprAt1PercentFpr: 1,
    training: { count: 6, aboveHeldOutMax: 6, inSpan: 6 },
    heldOut: { count: 6, inSpan: 0 },
  });
  expect(numberAt(printed, 'membership', 'training', 'median')).toBeGreaterThan(0.99);
  // The 1 of the bias, half of the squared norm of (x, 1) on the unit sphere, is mostly within the span.
  expect(numberAt(printed, 'membership', 'heldOut', 'max')).toBeLessThan(0.8);
  const run = toRecord(JSON.parse(readFileSync(at('s/run.json'), 'utf8')));
  expect(run).toMatchObject({ command: 'span', seed: 4, config: { confidence: 0.99 }, results: { rank: 6 } });

  // On the sphere no coordinate is constant.
  expect(printed.shift).toMatchObject({ constant: 0 });
  expect(numberAt(printed, 'shift', 'deviation')).toBeGreaterThan(0);
  const text = await runInProcess('span', ...args);
  expect(text.out).toMatch(
    /\nconstant in all samples +not estimated: no coordinate is constant \(median of averages of the samples -?\d/,
  );
  expect(text.out).toMatch(/^verdict +clear: 6 of 41 singular values/);
  expect(text.out).toMatch(/^in the span \(cosine 0\.99\) +6 of 6 training samples, 0 of 6 /m);
  expect(text.out).toMatch(/\nmembership +AUC 1\.000 \[/);
});

test('needs no data for the estimate, and says what is wrong with other data', async () => {
  const { code, out } = await runInProcess('span', '--model', at('m.safetensors'), '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ rank: 6, membership: null, trainingSetMatchesModel: null });
  const others = await runInProcess('span', '--model', at('m.safetensors'), ...data.slice(0, -1), '5', '--json');
  expect(others.err).toMatch(/^warning: these training samples are not those/);
  expect(numberAt(JSON.parse(others.out), 'membership', 'training', 'median')).toBeLessThan(0.6);
  const size = await runInProcess('span', '--model', at('m.safetensors'), '--dataset', 'glyphs');
  expect(size.code).toBe(1);
  expectOneLine(size, /40 inputs, glyphs has 784/);
});

test('tells the constant that was added to all samples, where there is a bias', async () => {
  const samples = plantedSamples().map((sample) => sample.map((value, k) => (k < 30 ? 0 : value) + 0.5));
  await plantNetwork(at('shifted.safetensors'), samples, 1);
  const args = ['span', '--model', at('shifted.safetensors')];
  const { code, out } = await runInProcess(...args, '--json');
  expect(code).toBe(0);
  const { shift } = toRecord(JSON.parse(out));
  expect(Object.keys(toRecord(shift))).toEqual(['shift', 'constant', 'deviation']);
  const deviation = numberAt(shift, 'deviation');
  expect(deviation).toBeGreaterThan(0);
  expect(deviation).toBeLessThan(1e-4);
  expect(Math.abs(numberAt(shift, 'shift') - 0.5)).toBeLessThan(5 * deviation);
  expect(numberAt(shift, 'constant')).toBe(30);
  expect((await runInProcess(...args)).out).toMatch(
    /\nconstant in all samples +0\.5000 \(deviation \S+\), by 30 constant coordinates\n/,
  );

  const { layers } = await loadNetwork(at('shifted.safetensors'));
  await saveNetwork(at('no-bias.safetensors'), { layers: [{ weight: layers[0]!.weight }, ...layers.slice(1)] });
  const none = ['span', '--model', at('no-bias.safetensors')];
  expect(JSON.parse((await runInProcess(...none, '--json')).out)).toMatchObject({ hasBias: false, shift: null });
  expect((await runInProcess(...none)).out).not.toMatch(/constant in all samples/);
  const zeros = makeHostTensor(new Float32Array(150), [150]);
  await saveNetwork(at('zero-bias.safetensors'), { layers: [{ ...layers[0]!, bias: zeros }, ...layers.slice(1)] });
  const zero = ['span', '--model', at('zero-bias.safetensors')];
  expect(JSON.parse((await runInProcess(...zero, '--json')).out)).toMatchObject({
    shift: { constant: 0, deviation: null },
  });
  expect((await runInProcess(...zero)).out).toMatch(/\nconstant in all samples +not estimated: the bias/);
});

test('says that an untrained network gives nothing away', async () => {
  const args = ['--model', at('untrained.safetensors'), ...data];
  const { code, out } = await runInProcess('span', ...args, '--json');
  expect(code).toBe(0);
  const printed = toRecord(JSON.parse(out));
  expect(printed).toMatchObject({ rank: 0, verdict: 'none', gap: { above: null }, alignment: [], shift: null });
  expect(printed.reason).toMatch(/no singular value stands out/);
  expect(printed.membership).toMatchObject({ auc: 0.5, tprAt1PercentFpr: 0 });
  expect((await runInProcess('span', ...args)).out).toMatch(/\nweakest alignment +-\n/);
});

test('refuses what it cannot use', async () => {
  for (const confidence of ['0', '1', '99', 'high']) {
    const wrong = await runInProcess('span', '--model', at('m.safetensors'), '--confidence', confidence);
    expect(wrong.code).toBe(2);
  }
  const missing = await runInProcess('span', '--model', at('none.npz'), '--out', at('no'));
  expect(missing.code).toBe(1);
  expectOneLine(missing, /none\.npz/);
  expect(existsSync(at('no'))).toBe(false);
});

test('evidence takes its noise from the first layer, and says what to do where that does not tell it', async () => {
  const short = ['--candidates-per-class', '3', '--max-iterations', '5', '--backend', 'reference'];
  const { code, out, err } = await runInProcess(
    'attack',
    '--method',
    'evidence',
    '--model',
    at('m.safetensors'),
    ...short,
    '--out',
    at('e'),
    '--json',
  );
  expect(code).toBe(0);
  expect(err).toMatch(/^note: startNoise \S+, estimated from the weights/);
  const printed = toRecord(JSON.parse(out));
  const run = toRecord(JSON.parse(readFileSync(at('e/run.json'), 'utf8')));
  const noise = numberAt(printed, 'knowledge', 'startNoise', 'value');
  expect(numberAt(run, 'config', 'noise', 'to')).toBe(noise);
  expect(noise / 1e-4).toBeCloseTo(1, 0);

  const untrained = ['--model', at('untrained.safetensors'), ...short];
  const none = await runInProcess('attack', '--method', 'evidence', ...untrained, '--out', at('none'));
  expect(none.code).toBe(1);
  expectOneLine(none, /singular values.*--noise/);
  expect(existsSync(at('none'))).toBe(false);
  const told = await runInProcess(
    'attack',
    '--method',
    'evidence',
    ...untrained,
    '--noise',
    '1e-4',
    '--out',
    at('told'),
    '--json',
  );
  expect(told.code).toBe(0);
  expect(JSON.parse(told.out)).toMatchObject({
    knowledge: { startNoise: { status: 'known', by: 'user', value: 1e-4 } },
  });
});

test('evidence does not take a first layer without noise for an answer', async () => {
  const { arrays } = await loadArrays(at('m.safetensors'));
  const zeros = Object.fromEntries(
    Object.entries(arrays).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.map(() => 0) }]),
  );
  await saveSafetensors(at('zero.safetensors'), zeros as typeof arrays);
  const none = await runInProcess(
    'attack',
    '--method',
    'evidence',
    '--model',
    at('zero.safetensors'),
    '--out',
    at('zero'),
  );
  expect(none.code).toBe(1);
  expectOneLine(none, /singular values.*--noise/);
});

test('the size of the weights makes no difference, or is refused: nothing infinite, no null, no rank 0', async () => {
  await plantNetwork(at('planted.safetensors'), plantedSamples(), 1);
  const network = await loadNetwork(at('planted.safetensors'));
  const span = async (exponent: number) => {
    const layers = network.layers.map(({ weight, bias }) => ({
      weight: makeHostTensor(
        Float64Array.from(weight.data, (value: number) => value * 2 ** exponent),
        weight.shape,
      ),
      ...(bias === undefined
        ? {}
        : {
            bias: makeHostTensor(
              Float64Array.from(bias.data, (value: number) => value * 2 ** exponent),
              bias.shape,
            ),
          }),
    }));
    await saveNetwork(at('scaled.safetensors'), { layers });
    return runInProcess('span', '--model', at('scaled.safetensors'), '--json');
  };
  const plain = toRecord(JSON.parse((await span(0)).out));
  expect(numberAt(plain, 'rank')).toBeGreaterThan(0);
  for (const exponent of [-800, -200, 200, 660, 900]) {
    const { code, out, err } = await span(exponent);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { singularValues: _, noise: _noise, edge: _edge, strength: _strength, ...scaled } = toRecord(JSON.parse(out));
    const { singularValues: __, noise: __noise, edge: __edge, strength: __strength, ...expected } = plain;
    expect(scaled).toEqual(expected);
  }
  expectOneLine(await span(-1030), /largest number of the first layer is .*e-31.*power of two.* \[DOMAIN\]$/);
});
