import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointWriter, loadArrays, saveNpz } from '@noprior/array-files';
import { evaluateKkt } from '@noprior/kkt-loss';
import { loadNetwork, makeNetwork, saveNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { numberAt, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const count = 6;
const data = ['--dataset', 'sphere', '--dimension', '5', '--per-class', '3'];

function points(factor: number): Record<string, HostTensor> {
  const { data: x } = makeRandom(1).normalTensor([count, 5], 1, 'float64');
  const lambda = makeRandom(2).uniformTensor([count], 0, 1, 'float64').data;
  return {
    x: makeHostTensor(x, [count, 5]),
    lambda: makeHostTensor(
      lambda.map((value) => factor * value),
      [count],
    ),
    y: makeHostTensor(Float64Array.of(1, 1, 1, -1, -1, -1), [count]),
  };
}

const checksum = (name: string) =>
  createHash('sha256')
    .update(readFileSync(at(name)))
    .digest('hex');

/** A folder with candidates and, if given, the record of a run. */
async function folder(name: string, factor: number, record?: unknown, file = 'candidates.npz'): Promise<string> {
  mkdirSync(at(name));
  await saveNpz(join(at(name), file), points(factor));
  if (record !== undefined) writeFileSync(join(at(name), 'run.json'), JSON.stringify(record));
  return join(at(name), file);
}

async function stationarity(model: string, candidates: string, ...args: string[]) {
  const { code, out, err } = await runInProcess(
    ...['kkt', '--model', at(model), '--candidates', candidates, ...args, '--backend', 'reference', '--json'],
  );
  expect(code, err).toBe(0);
  return { value: numberAt(toRecord(JSON.parse(out)), 'stationarity'), err };
}

beforeAll(async () => {
  for (const [name, seed] of [
    ['one', 1],
    ['two', 2],
  ] as const) {
    await saveNetwork(
      at(`${name}.safetensors`),
      makeNetwork({ inputSize: 5, hiddenSizes: [7], initialisation: 'pytorch', seed }),
    );
  }
});

describe('the unit of multipliers', () => {
  test('a file holds those of the KKT conditions; --scale mean reads n times these, says so, and converts once', async () => {
    const plain = await folder('plain', 1);
    const reference = await folder('reference', count);
    const sum = await stationarity('one.safetensors', plain);
    const mean = await stationarity('one.safetensors', reference, '--scale', 'mean');
    expect(Math.abs(mean.value / sum.value - 1)).toBeLessThan(1e-12);
    expect(sum.err).toBe('');
    expect(mean.err).toMatch(/^note: --scale mean: .* n times .*\n$/);
    // The same file in the other unit is another set of multipliers.
    const other = await stationarity('one.safetensors', plain, '--scale', 'mean');
    expect(Math.abs(other.value / sum.value - 1)).toBeGreaterThan(1e-3);
  });

  test('attack writes what kkt, score and transform read, whatever unit it worked in', async () => {
    for (const scale of ['mean', 'sum']) {
      const out = at(`attack-${scale}`);
      const attack = ['attack', '--model', at('one.safetensors'), '--candidates-per-class', '3', '--scale', scale];
      const run = await runInProcess(
        ...[...attack, '--max-iterations', '5', '--box', '-1,1', '--alpha', '20'],
        ...['--dtype', 'float64', '--backend', 'reference', '--out', out, '--json'],
      );
      expect(run.code, run.err).toBe(0);
      const expected = numberAt(toRecord(JSON.parse(run.out)), 'stationarity');
      const file = join(out, 'candidates.npz');
      const read = await stationarity('one.safetensors', file, '--alpha', '20');
      expect(Math.abs(read.value / expected - 1)).toBeLessThan(1e-12);
      expect(read.err).toBe('');
      const { arrays } = await loadArrays(file);
      const network = await loadNetwork(at('one.safetensors'));
      const candidates = { x: arrays.x!, lambda: arrays.lambda!, y: arrays.y! };
      const { stationarity: inLibrary } = await evaluateKkt(openReference(), network, candidates, { alpha: 20 });
      expect(Math.abs(inLibrary / expected - 1)).toBeLessThan(1e-12);
      const scored = await runInProcess(
        ...[
          'score',
          '--model',
          at('one.safetensors'),
          '--candidates',
          file,
          ...data,
          '--backend',
          'reference',
          '--json',
        ],
      );
      expect(scored.code, scored.err).toBe(0);
      const compared = numberAt(toRecord(JSON.parse(scored.out)), 'kkt', 'attack', 'stationarity');
      expect(Math.abs(compared / expected - 1)).toBeLessThan(1e-12);
    }
  });

  test('transform writes the multipliers themselves, in whichever unit it read them', async () => {
    const read = await folder('transformed', count);
    const done = await runInProcess(
      ...['transform', 'unite', '--model', at('one.safetensors'), '--candidates', read, '--groups', '0', '--scale'],
      ...['mean', '--out', at('united.npz'), '--json'],
    );
    expect(done.code, done.err).toBe(0);
    const { lambda } = (await loadArrays(at('united.npz'))).arrays;
    for (const [i, value] of points(1).lambda!.data.entries()) expect(lambda!.data[i]).toBeCloseTo(value, 14);
  });

  test('a record of an earlier version says that its file is in the unit mean; another file beside it needs --scale', async () => {
    const record = { command: 'attack', arguments: {}, config: { scale: 'mean', alpha: 100 } };
    const sum = await stationarity('one.safetensors', await folder('now', 1));
    const earlier = await stationarity('one.safetensors', await folder('earlier', count, record));
    expect(Math.abs(earlier.value / sum.value - 1)).toBeLessThan(1e-12);
    expect(earlier.err).toMatch(/^note: .*run\.json is of an earlier version.* are converted\n$/);
    const beside = await folder('beside', 1, record, 'mine.npz');
    const args = ['kkt', '--model', at('one.safetensors'), '--candidates', beside, '--backend', 'reference'];
    expectOneLine(await runInProcess(...args), /unit of the multipliers in .*mine\.npz is not known.*--scale sum/);
    expect((await stationarity('one.safetensors', beside, '--scale', 'sum')).value).toBe(sum.value);
    const current = { ...record, config: { ...record.config, multipliers: 'sum' } };
    const warned = await stationarity('one.safetensors', await folder('current', 1, current), '--scale', 'mean');
    expect(warned.err).toMatch(/\nwarning: .*run\.json .*\bsum, not mean\n$/);
  });

  test('values whose squares are no numbers are refused, not turned into null', async () => {
    const huge = points(1);
    const x = makeHostTensor(
      huge.x!.data.map((value: number) => 1e200 * value),
      huge.x!.shape,
    );
    await saveNpz(at('huge.npz'), { ...huge, x });
    for (const command of ['kkt', 'score']) {
      const args = [command, '--model', at('one.safetensors'), '--candidates', at('huge.npz'), '--json'];
      expectOneLine(
        await runInProcess(...args, ...(command === 'score' ? data : []), '--backend', 'reference'),
        /x in .*huge\.npz has the value .*e\+(199|200) at position 0.* \[DOMAIN\]$/,
      );
    }
  });

  test('points whose squares vanish are refused, not scored as 0; points of zeros are not', async () => {
    const plain = points(1);
    for (const [factor, refused] of [
      [1e-170, true],
      [5e-324, true],
      [0, false],
      [1e-140, false],
    ] as const) {
      const x = makeHostTensor(
        plain.x!.data.map((value: number, i: number) => (i < 5 ? factor * Math.sign(value) : value)),
        plain.x!.shape,
      );
      await saveNpz(at('small.npz'), { ...plain, x });
      for (const command of ['kkt', 'score']) {
        const args = [command, '--model', at('one.safetensors'), '--candidates', at('small.npz'), '--json'];
        const done = await runInProcess(...args, ...(command === 'score' ? data : []), ...['--backend', 'reference']);
        if (refused) expectOneLine(done, /largest value of point 0 of x in .*small\.npz is .*e-.* \[DOMAIN\]$/);
        else expect(done.code, done.err).toBe(0);
      }
    }
  });

  test('weights whose squares are no numbers are refused: their loss would be 0, or infinite', async () => {
    const file = await folder('plain-again', 1);
    const network = await loadNetwork(at('one.safetensors'));
    for (const factor of [2 ** -800, 2 ** 700]) {
      const scaled = (tensor: HostTensor) =>
        makeHostTensor(
          Float64Array.from(tensor.data, (value: number) => value * factor),
          tensor.shape,
        );
      const layers = network.layers.map(({ weight, bias }) => ({
        weight: scaled(weight),
        ...(bias === undefined ? {} : { bias: scaled(bias) }),
      }));
      await saveNetwork(at('scaled.safetensors'), { layers });
      for (const command of ['kkt', 'score']) {
        const args = [command, '--model', at('scaled.safetensors'), '--candidates', file, '--backend', 'reference'];
        const outcome = await runInProcess(...args, ...(command === 'score' ? data : []));
        expectOneLine(outcome, /largest parameter of the network is .* \[DOMAIN\]$/);
      }
    }
  });

  test('a checkpoint is no file of candidates', async () => {
    const path = at('checkpoint.safetensors');
    const writer = new CheckpointWriter(path, { name: 'kkt', noun: 'the attack kkt', reader: 'test' });
    await writer.save({ iteration: 1, seconds: 1, fingerprint: 'f', arrays: points(count) });
    expectOneLine(
      await runInProcess('kkt', '--model', at('one.safetensors'), '--candidates', path, '--backend', 'reference'),
      /checkpoint\.safetensors is a checkpoint of an attack.*--resume/,
    );
  });
});

describe('candidates that were made from another model', () => {
  const record = (model: string) => ({
    command: 'attack',
    arguments: { model: `somewhere/${model}` },
    config: { scale: 'mean', multipliers: 'sum' },
    checksums: { [model]: checksum(model) },
  });
  let file: string;
  beforeAll(async () => {
    file = await folder('made', 1, record('one.safetensors'));
  });

  test.each([
    ['score', data],
    ['transform', ['--groups', '0', '--out', 'REFUSED']],
  ])('%s refuses them, and goes on with a warning if told to', async (command, more) => {
    const args = [
      ...(command === 'transform' ? ['transform', 'unite'] : [command]),
      ...['--candidates', file, '--backend', 'reference', '--json'],
      ...more.map((one) => (one === 'REFUSED' ? at(`${command}.npz`) : one)),
    ];
    expectOneLine(
      await runInProcess(...args, '--model', at('two.safetensors')),
      /made from another model, or from another file of it: .*run\.json names the SHA-256 .*two\.safetensors has .*--allow-other-model.* \[DOMAIN\]$/,
    );
    const told = await runInProcess(...args, '--model', at('two.safetensors'), '--allow-other-model');
    expect(told.code, told.err).toBe(0);
    expect(told.err).toMatch(/warning: .* was made from another model/);
    expect(JSON.parse(told.out)).toMatchObject({ candidatesMatchModel: false });
    const right = await runInProcess(...args, '--model', at('one.safetensors'), '--overwrite');
    expect(right.code, right.err).toBe(0);
    expect(right.out).not.toContain('candidatesMatchModel');
  });

  test('kkt computes the loss all the same, with a warning', async () => {
    const { value, err } = await stationarity('two.safetensors', file);
    expect(value).toBe((await stationarity('two.safetensors', at('plain/candidates.npz'))).value);
    expect(err).toMatch(/^warning: .* was made from another model/);
  });

  test('another file of the same weights is the same model; weights that differ in the sixth digit are not', async () => {
    const attack = ['attack', '--model', at('one.safetensors'), '--candidates-per-class', '3', '--max-iterations', '2'];
    const made = await runInProcess(...attack, '--box', '-1,1', '--backend', 'reference', '--out', at('copies'));
    expect(made.code, made.err).toBe(0);
    const network = await loadNetwork(at('one.safetensors'));
    await saveNetwork(at('copy.npz'), network);
    await saveNetwork(at('copy.safetensors'), { ...network, metadata: { note: 'renamed' } });
    const round = (tensor: HostTensor) => makeHostTensor(Float64Array.from(tensor.data, Math.fround), tensor.shape);
    const layers = network.layers.map(({ weight, bias }) => ({
      weight: round(
        makeHostTensor(
          weight.data.map((value: number) => value * (1 + 1e-6)),
          weight.shape,
        ),
      ),
      ...(bias === undefined ? {} : { bias: makeHostTensor(Float64Array.from(bias.data), bias.shape) }),
    }));
    await saveNetwork(at('rounded.npz'), { layers });
    const args = ['score', '--candidates', at('copies/candidates.npz'), ...data, '--backend', 'reference', '--json'];
    for (const model of ['one.safetensors', 'copy.npz', 'copy.safetensors']) {
      const { code, out, err } = await runInProcess(...args, '--model', at(model));
      expect(code, err).toBe(0);
      expect(out).not.toContain('candidatesMatchModel');
    }
    expectOneLine(await runInProcess(...args, '--model', at('rounded.npz')), /was made from another model: /);
  });

  test('what a transform made goes with the model that it was made for', async () => {
    const out = at('made/split.npz');
    const unite = ['transform', 'unite', '--groups', '0', '--candidates', file, '--model', at('one.safetensors')];
    expect((await runInProcess(...unite, '--out', out)).code).toBe(0);
    await stationarity('one.safetensors', out);
    const args = ['score', '--model', at('two.safetensors'), '--candidates', out, ...data];
    expectOneLine(await runInProcess(...args), /split\.run\.json names the SHA-256/);
  });
});
