import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { loadNetwork } from '@noprior/relu-models';
import { beforeAll, describe, expect, test } from 'vitest';
import { numberAt, runForJson, runNoprior, toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const json = (line: string) => runForJson(line.split(' '), { cwd });
const read = (name: string) => readFileSync(join(cwd, name));
const readRecord = (name: string) => toRecord(JSON.parse(read(name).toString()));

const evaluationKeys = [
  'stationarity',
  'dualFeasibility',
  'prior',
  'total',
  'byTensor',
  'parameterNormSquared',
  'margins',
  'slackness',
];

describe('glyphs', () => {
  const data = '--dataset glyphs --per-class 2 --seed 5';
  const train = `train ${data} --hidden 40,30 --init scaled-first --schedule normalized --target-loss 1e-3`;
  let trained: Record<string, unknown>;
  let attacked: Record<string, unknown>;
  let scored: Record<string, unknown>;

  beforeAll(async () => {
    trained = await json(`${train} --out g.safetensors`);
    attacked = await json(
      'attack --model g.safetensors --candidates-per-class 4 --preset adam-box --max-iterations 60 --evaluate-every 20 --out a',
    );
    scored = await json(`score --candidates a/candidates.npz --model g.safetensors ${data} --report r/r.html --out s`);
  });

  test('train prints its end and writes weights beside a record', async () => {
    expect(Object.keys(trained)).toEqual([
      'iterations',
      'loss',
      'ended',
      'heldOutAccuracy',
      'seconds',
      'out',
      'backend',
    ]);
    expect(trained.ended).toBe('targetLoss');
    expect(numberAt(trained, 'loss')).toBeLessThanOrEqual(1e-3);
    expect(readdirSync(cwd).filter((name) => name.startsWith('g.'))).toEqual(['g.run.json', 'g.safetensors']);
    const network = await loadNetwork(join(cwd, 'g.safetensors'));
    expect(network.layers.map(({ weight }) => weight.shape)).toEqual([
      [40, 784],
      [30, 40],
      [1, 30],
    ]);
    expect(network.preprocessing).toMatchObject({ imageShape: [1, 28, 28], pixelRange: [0, 1] });
  });

  test('the same seed trains the same bytes, another seed others', async () => {
    await json(`${train} --out again.safetensors`);
    expect(read('again.safetensors').equals(read('g.safetensors'))).toBe(true);
    await json(`${train.replace('--seed 5', '--seed 6')} --out other.safetensors`);
    expect(read('other.safetensors').equals(read('g.safetensors'))).toBe(false);
  });

  test('attack prints its loss and writes candidates, record and course', async () => {
    const contract = [
      'method',
      'points',
      'predictedMembers',
      'ended',
      'seconds',
      'knowledge',
      'iterations',
      'out',
      'backend',
    ];
    expect(Object.keys(attacked)).toEqual(expect.arrayContaining([...contract, ...evaluationKeys]));
    expect(attacked).toMatchObject({ iterations: 60, ended: 'maxIterations', out: 'a' });
    expect(readdirSync(join(cwd, 'a'))).toEqual(['candidates.npz', 'progress.csv', 'run.json']);
    const { arrays } = await loadArrays(join(cwd, 'a/candidates.npz'));
    expect(Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]))).toEqual({
      lambda: [8],
      x: [8, 784],
      y: [8],
      predicted: [8],
      memberScore: [8],
    });
    expect([...arrays.y!.data].sort()).toEqual([-1, -1, -1, -1, 1, 1, 1, 1]);
    const lines = read('a/progress.csv').toString().trimEnd().split('\n');
    expect(lines[0]).toBe('iteration,seconds,total,stationarity,dualFeasibility,prior');
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual([0, 20, 40, 59]);
  });

  test('a record tells how to repeat the run', () => {
    for (const [name, command] of [
      ['g.run.json', 'train'],
      ['a/run.json', 'attack'],
      ['s/run.json', 'score'],
    ] as const) {
      const record = readRecord(name);
      expect(Object.keys(record).sort()).toEqual(
        [
          ...['command', 'arguments', 'config', 'seed', 'version', 'commit', 'node', 'backend', 'machine'],
          ...['checksums', 'files', 'seconds', 'results'],
        ].sort(),
      );
      expect(record).toMatchObject({ command, node: process.version, backend: { dtype: expect.any(String) } });
      expect(numberAt(record, 'seconds')).toBeGreaterThan(0);
    }
    expect(readRecord('g.run.json')).toMatchObject({ seed: 5, arguments: { perClass: 2, hidden: [40, 30] } });
    const { checksums, config } = readRecord('a/run.json');
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(checksums).toEqual({ 'g.safetensors': sha256, weights: sha256 });
    expect(config).toMatchObject({ maxIterations: 60, seed: 0, knowledge: expect.any(Object) });
  });

  test('score prints the contract, for the images of the training', () => {
    expect(Object.keys(scored)).toEqual([
      ...[
        'settings',
        'training',
        'heldOut',
        'controls',
        'membership',
        'ssim',
        'dssim',
        'l2',
        'members',
        'kkt',
        'truthStart',
      ],
      ...['meanMatchesModel', 'trainingSetMatchesModel', 'backend'],
    ]);
    expect(scored).toMatchObject({ meanMatchesModel: true, trainingSetMatchesModel: true });
    for (const path of [
      'training count',
      'training medianCosine',
      'training aboveHeldOutMax',
      'heldOut count',
      'heldOut medianCosine',
      'heldOut maxCosine',
      'controls randomCandidates medianCosine',
      'controls meanImage medianCosine',
      'controls firstLayerRows medianCosine',
      'membership auc',
      'membership tprAt1PercentFpr',
      'ssim training median',
      'ssim heldOut countAbove',
      'dssim training median',
      'kkt oracle stationarity',
    ]) {
      expect(Number.isFinite(numberAt(scored, ...path.split(' ')))).toBe(true);
    }
    expect([numberAt(scored, 'training', 'count'), numberAt(scored, 'heldOut', 'count')]).toEqual([4, 4]);
    expect(readdirSync(join(cwd, 's'))).toEqual(['run.json']);
  });

  test('the report stands alone', () => {
    const html = read('r/r.html').toString();
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:/);
    expect(html).toContain('data:image/png;base64,');
  });

  test('kkt finds the loss that attack and score found', async () => {
    // The floor of the attack, 0.1 in the unit that it works in, with 8 candidates.
    const found = await json('kkt --model g.safetensors --candidates a/candidates.npz --alpha 100 --lambda-min 0.0125');
    expect(Object.keys(found)).toEqual([...evaluationKeys, 'backend']);
    const value = numberAt(found, 'stationarity');
    expect(numberAt(attacked, 'stationarity') / value).toBeCloseTo(1, 4);
    expect(numberAt(scored, 'kkt', 'attack', 'stationarity') / value).toBeCloseTo(1, 10);
    expect(numberAt(attacked, 'dualFeasibility')).toBeCloseTo(numberAt(found, 'dualFeasibility'), 6);
  });

  test('score warns where the options name other images', async () => {
    const line = 'score --candidates a/candidates.npz --model g.safetensors --dataset glyphs --per-class 2 --seed 6';
    const { code, stdout, stderr } = await runNoprior([...line.split(' '), '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ meanMatchesModel: false, trainingSetMatchesModel: false });
    expect(stderr).toMatch(/^warning: .*mean .*training samples.*model/);
  });

  test('a run.json of one command is not replaced by another', async () => {
    const line = `score --candidates a/candidates.npz --model g.safetensors ${data} --out a`;
    const { code, stderr } = await runNoprior(line.split(' '), { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/a\/run\.json is of noprior attack.* \[DOMAIN\]\n$/);
    expect(readRecord('a/run.json').command).toBe('attack');
  });
});

describe('points on a sphere', () => {
  const data = '--dataset sphere --dimension 12 --per-class 3';

  test('the chain without images, with an attacker who starts at a radius', async () => {
    await json(`train ${data} --hidden 20 --init pytorch --target-loss 1e-2 --dtype float64 --out p.npz`);
    const attacked = await json(
      'attack --model p.npz --candidates-per-class 3 --preset haim2022-mnist --radius 4 --box none --max-iterations 1 --step-size 1e-9 --seed 3 --out pa',
    );
    expect(attacked.prior).toBe(0);
    const { arrays } = await loadArrays(join(cwd, 'pa/candidates.npz'));
    const x = arrays.x!;
    for (let i = 0; i < 6; i++) {
      expect(Math.hypot(...x.data.slice(12 * i, 12 * (i + 1)))).toBeCloseTo(4, 4);
    }
    const scored = await json(`score --candidates pa/candidates.npz --model p.npz ${data}`);
    expect(scored).toMatchObject({ ssim: null, dssim: null, meanMatchesModel: null, trainingSetMatchesModel: true });

    const other = await runNoprior(`score --candidates pa/candidates.npz --model p.npz ${data} --seed 1`.split(' '), {
      cwd,
    });
    expect(other.code).toBe(0);
    expect(other.stderr).toMatch(/^warning: .*training samples.*run\.json/);
    expect(other.stdout).toMatch(/\d of 6 training samples/);
  });
});
