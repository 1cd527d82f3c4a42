import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kktAttack } from '@noprior/reconstruction-attack';
import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { recordedAttack } from '@noprior/result-files';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { numberAt, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const data = '--dataset sphere --dimension 20 --per-class 3 --seed 4'.split(' ');
const model = ['--model', at('m.safetensors')];
const reference = ['--backend', 'reference'];

const run = async (...args: string[]) => {
  const outcome = await runInProcess(...args);
  expect({ args, code: outcome.code, err: outcome.err }).toEqual({ args, code: 0, err: expect.any(String) });
  return outcome;
};
const score = (candidates: string, ...args: string[]) =>
  runInProcess('score', ...model, '--candidates', at(candidates), ...data, ...reference, ...args);

beforeAll(async () => {
  const train = '--hidden 40,20 --init scaled-first --target-loss 1e-6'.split(' ');
  await run('train', ...data, ...train, ...reference, '--out', at('m.safetensors'));
  const few = ['--candidates-per-class', '4', '--max-iterations', '40', ...reference];
  await run('attack', ...model, ...few, '--box', '-2,2', '--target-loss', '1e9', '--out', at('kkt'));
  await run('attack', '--method', 'evidence', ...model, ...few, '--box', '-2,2', '--out', at('evidence'));
});

test.each(['kkt', 'evidence'])(
  '%s: the report has the attack between its controls and the truth start',
  async (kind) => {
    const candidates = `${kind}/candidates.npz`;
    const { code, out } = await score(candidates, '--truth-start', '--report', at(`${kind}.html`), '--json');
    expect(code).toBe(0);
    const printed = toRecord(JSON.parse(out));
    // A target loss is left out: the run goes to its end.
    expect(printed.truthStart).toMatchObject({ attack: kind, iterations: 40, score: { training: { count: 6 } } });
    // It begins at the truth, and 40 steps do not lead far from it.
    expect(numberAt(printed, 'truthStart', 'score', 'training', 'medianCosine')).toBeGreaterThan(0.9);
    expect(numberAt(printed, 'truthStart', 'drift', 'median')).toBeGreaterThan(0.9);
    expect(numberAt(printed, 'training', 'medianCosine')).toBeLessThan(0.9);
    const html = readFileSync(at(`${kind}.html`), 'utf8');
    expect(html).toContain('training, from the truth');
    const text = await score(candidates, '--truth-start');
    expect(text.out).toMatch(/From the truth, the same attack keeps 6 of 6/);
  },
);

test('without the option nothing of it is run or shown', async () => {
  const { out } = await score('kkt/candidates.npz', '--report', at('plain.html'), '--json');
  expect(JSON.parse(out)).toMatchObject({ truthStart: null });
  expect(readFileSync(at('plain.html'), 'utf8')).not.toMatch(/from the truth/i);
});

test('candidates of no attack, and damaged records, are refused before anything is computed', async () => {
  const npz = readFileSync(at('kkt/candidates.npz'));
  const record = toRecord(JSON.parse(readFileSync(at('kkt/run.json'), 'utf8')));
  const config = toRecord(record.config);
  const prior = toRecord(config.prior);
  for (const [name, content, message] of [
    ['none', undefined, /no run\.json of noprior attack/],
    ['other', { ...record, command: 'kkt', config: {} }, /no run\.json of noprior attack/],
    ['empty', { command: 'attack', config: {} }, /configuration in the run\.json .* cannot be used/],
    ['size', { ...record, config: { ...config, stepSize: -1 } }, /stepSize must be a positive number, got -1/],
    [
      'start',
      { ...record, config: { ...config, prior: { ...prior, initialisation: 3 } } },
      /configuration in the run\.json .* cannot be used/,
    ],
    ['box', { ...record, config: { ...config, prior: { ...prior, box: { low: 2, high: 1 } } } }, /box/],
    ['pixels', { ...record, config: { ...config, prior: { ...prior, box: { low: {}, high: {} } } } }, /stores no mean/],
    ['vertices', { ...record, config: { ...config, method: 'box-vertices' } }, /no start to replace.*evidence/],
  ] as const) {
    mkdirSync(at(name));
    writeFileSync(at(`${name}/candidates.npz`), npz);
    if (content !== undefined) writeFileSync(at(`${name}/run.json`), JSON.stringify(content));
    const outcome = await score(`${name}/candidates.npz`, '--truth-start');
    expect({ name, code: outcome.code }).toEqual({ name, code: 1 });
    expectOneLine(outcome, message);
  }
});

test('a box of one bound per pixel is rebuilt from the mean in the model, as both commands made it', async () => {
  const preprocessing = {
    mean: makeHostTensor(Float64Array.from([0.25, 0.5, 0, 1]), [4]),
    imageShape: [1, 2, 2] as const,
    pixelRange: [0, 1] as const,
  };
  const network = { ...makeNetwork({ inputSize: 4, hiddenSizes: [5], seed: 1 }), preprocessing };
  await saveNetwork(at('image.safetensors'), network);
  const few = ['--candidates-per-class', '1', '--max-iterations', '1', ...reference];
  await run('attack', '--model', at('image.safetensors'), ...few, '--out', at('image'));
  const config = toRecord(toRecord(JSON.parse(readFileSync(at('image/run.json'), 'utf8'))).config);
  // As a record of a bigger image has it.
  const elided = { ...config, prior: { ...toRecord(config.prior), box: { low: '784 numbers', high: '784 numbers' } } };
  const { config: rebuilt } = recordedAttack(
    {
      attack: kktAttack,
      config: elided,
      knowledge: {},
      preset: undefined,
      model: undefined,
      results: {},
      alpha: 100,
      objective: 'binary',
      records: [],
    },
    network,
  );
  const { low, high } = toRecord(toRecord(rebuilt).prior).box as { low: HostTensor; high: HostTensor };
  expect([low, high].map((bound) => Array.from(bound.data))).toEqual([
    [-0.25, -0.5, 0, -1],
    [0.75, 0.5, 1, 0],
  ]);
});
