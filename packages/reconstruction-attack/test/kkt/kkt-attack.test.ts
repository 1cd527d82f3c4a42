import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveSafetensors } from '@noprior/array-files';
import { type Candidates, evaluateKkt, toScaleSum } from '@noprior/kkt-loss';
import {
  type AttackCheckpoint,
  type AttackProgress,
  type AttackRecord,
  type AttackResult,
  type CandidateUpdateConfig,
  type CandidateUpdateRecord,
  evidenceAttack,
  initialCandidates,
  inspectCheckpoint,
  type KktAttackConfig,
  kktAttack,
  loadAttackCheckpoint,
  type RunAttackOptions,
  removeCheckpoint,
} from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import {
  type Backend,
  ConvergenceError,
  DomainError,
  FormatError,
  fromNested,
  ShapeError,
  SystemError,
} from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, describe, expect, it } from 'vitest';
import { alphaAt } from '../../src/optimizers/schedules.ts';
import { saveAttackCheckpoint } from '../../src/run/attack-checkpoint.ts';
import { abortAt } from '../abort-at.ts';
import { runKkt } from '../run-with.ts';
import { smallConfig, smallNetwork, smallSgd } from '../small-attack.ts';

const folder = mkdtempSync(join(tmpdir(), 'reconstruction-attack-'));
afterAll(() => rmSync(folder, { recursive: true }));
const reference = openReference();
const backends: [string, () => Promise<Backend>][] = [
  ['reference', async () => openReference()],
  ['onnx:cpu', () => openOnnxCpu()],
];

function withoutSeconds(records: readonly AttackRecord[]) {
  return records.map(({ seconds: _, ...losses }) => losses);
}

function updatesOf({ details }: AttackResult): readonly CandidateUpdateRecord[] {
  // What the attack's own run puts there.
  return details.candidateUpdates as readonly CandidateUpdateRecord[];
}

/** Run until the iteration, abort, and leave a checkpoint. */
async function interrupt(
  config: KktAttackConfig,
  backend: Backend,
  path: string,
  options: Partial<RunAttackOptions<KktAttackConfig>> = {},
) {
  const result = await runKkt(smallNetwork, config, { backend, evaluateEvery: 5, ...abortAt(15, path), ...options });
  expect(result.ended).toBe('aborted');
  expect(result.iterations).toBe(16);
  return result;
}

/** All of them, also ahead of the iteration at which {@link interrupt} stops, which is done by the resumed run. */
const candidateUpdates: readonly CandidateUpdateConfig[] = [
  { kind: 'split', every: 8, until: 24, limit: 2, distance: 0.3 },
  { kind: 'fit-multipliers', every: 8 },
  { kind: 'merge', every: 16, cosine: 0.8 },
  { kind: 'prune', every: 8, share: 0.3 },
  { kind: 're-seed', every: 16, source: 'residual', multiplier: 0.5 },
  { kind: 're-seed', every: 12, source: 'prior', multiplier: 0.5 },
  { kind: 'solve-first-layer', every: 20, from: 0, rounds: 1, ridge: 1 },
];

const resumable: [string, KktAttackConfig][] = [
  ['SGD', smallSgd],
  ['Adam, cosine tail, alpha schedule', { ...smallConfig, alpha: { from: 10, to: 300 } }],
  ['SGD in float32', { ...smallSgd, dtype: 'float32' }],
  ['Adam in float32', { ...smallConfig, dtype: 'float32' }],
  ['candidateUpdates that change the number of candidates', { ...smallConfig, candidateUpdates }],
  ['candidateUpdates in float32, with SGD', { ...smallSgd, candidateUpdates, dtype: 'float32' }],
];

describe.each(backends)(
  'a run that was interrupted and resumed is the uninterrupted one, bit for bit: %s',
  (name, open) => {
    it.each(resumable)('%s', async (label, config) => {
      const backend = await open();
      const path = join(folder, `${name.replace(':', '-')} ${label}.safetensors`);
      const whole = await runKkt(smallNetwork, config, { backend, evaluateEvery: 5 });
      const partial = await interrupt(config, backend, path);
      expect(partial.candidates.x.data).not.toEqual(whole.candidates.x.data);
      const resume = await loadAttackCheckpoint(path, kktAttack);
      expect(resume.iteration).toBe(16);
      const resumed = await runKkt(smallNetwork, config, { backend, evaluateEvery: 5, resume });
      expect(resumed.ended).toBe('maxIterations');
      expect(resumed.candidates).toEqual(whole.candidates);
      expect(resumed.evaluation).toEqual(whole.evaluation);
      expect(updatesOf(resumed)).toEqual(updatesOf(whole));
      expect(withoutSeconds(resumed.records)).toEqual(withoutSeconds(whole.records));
      expect(resumed.seconds).toBeGreaterThan(resume.seconds);
      await backend.dispose();
    });
  },
);

describe('candidateUpdates', () => {
  const config: KktAttackConfig = { ...smallConfig, candidateUpdates };

  it('take place when they are due, in the order of the list, and are reported', async () => {
    const result = await runKkt(smallNetwork, config, { backend: reference });
    const at = (kind: string) =>
      updatesOf(result)
        .filter((one) => one.kind === kind)
        .map((one) => one.iteration);
    expect(at('split')).toEqual([8, 16, 24]);
    expect(at('fit-multipliers')).toEqual([8, 16, 24, 32]);
    expect(at('merge')).toEqual([16, 32]);
    expect(at('solve-first-layer')).toEqual([0, 20]);
    const sixteen = updatesOf(result)
      .filter(({ iteration }) => iteration === 16)
      .map(({ kind }) => kind);
    expect(sixteen).toEqual(['split', 'fit-multipliers', 'merge', 'prune', 're-seed']);
    // Each goes on with what the one before it left.
    for (const [index, { before }] of updatesOf(result).entries()) {
      expect(before).toBe(index === 0 ? 6 : updatesOf(result)[index - 1]!.after);
    }
    expect(new Set(updatesOf(result).map(({ after }) => after)).size).toBeGreaterThan(1);
    const count = updatesOf(result).at(-1)!.after;
    expect(result.candidates.x.shape).toEqual([count, 5]);
    expect(result.candidates.y.shape).toEqual([count]);
  });

  it('depend on the seed alone, and end nothing but themselves', async () => {
    const [one, two, other] = [
      await runKkt(smallNetwork, config, { backend: reference }),
      await runKkt(smallNetwork, config, { backend: reference }),
      await runKkt(smallNetwork, { ...config, seed: 1 }, { backend: reference }),
    ];
    expect(two.candidates).toEqual(one.candidates);
    expect(other.candidates).not.toEqual(one.candidates);
    const none = await runKkt(smallNetwork, { ...smallConfig, candidateUpdates: [] }, { backend: reference });
    const plain = await runKkt(smallNetwork, smallConfig, { backend: reference });
    expect(none.candidates).toEqual(plain.candidates);
    expect(updatesOf(none)).toEqual([]);
  });

  it('hand out snapshots with the labels of that iteration', async () => {
    const counts: number[] = [];
    await runKkt(smallNetwork, config, {
      backend: reference,
      evaluateEvery: 1,
      onFound: ({ candidates: { x, lambda, y } }) => {
        expect([lambda.shape[0], y.shape[0]]).toEqual([x.shape[0], x.shape[0]]);
        counts.push(x.shape[0]!);
      },
    });
    expect(new Set(counts).size).toBeGreaterThan(1);
  });

  it('leave no tensor behind', async () => {
    const backend = countingBackend(openReference());
    await runKkt(smallNetwork, config, { backend });
    expect(backend.alive.size).toBe(0);
  });

  it('keep the optimizer state of those that stay, and start that of new ones at 0', async () => {
    const path = join(folder, 'slots.safetensors');
    const merging: KktAttackConfig = {
      ...smallConfig,
      candidateUpdates: [
        { kind: 'prune', every: 16, share: 0.9 },
        { kind: 're-seed', every: 16, source: 'prior', multiplier: 0.5 },
      ],
    };
    await interrupt(merging, reference, path);
    const before = await loadAttackCheckpoint(path, kktAttack);
    // One more iteration, at which they are due.
    const controller = new AbortController();
    const pruning = await runKkt(smallNetwork, merging, {
      backend: reference,
      resume: before,
      evaluateEvery: 1,
      signal: controller.signal,
      checkpoint: { path, everySeconds: 1e9 },
      onProgress: () => controller.abort(),
    });
    const [pruned, seeded] = updatesOf(pruning);
    expect(pruned!.after).toBeLessThan(6);
    expect(seeded!).toMatchObject({ before: pruned!.after, after: 6, kept: pruned!.after });
    const { arrays: state } = (await loadAttackCheckpoint(path, kktAttack)).state;
    // After one update from 0, Adam's first moment is a tenth of the gradient and its second a thousandth of the square.
    for (let row = pruned!.after; row < 6; row++) {
      for (let k = row * 5; k < (row + 1) * 5; k++) {
        const gradient = state['x.mean']!.data[k]! * 10;
        expect(state['x.meanSquare']!.data[k]).toBeCloseTo(gradient ** 2 / 1000, 12);
      }
    }
    // Of those that stay it is not.
    const gradient = state['x.mean']!.data[0]! * 10;
    expect(Math.abs(state['x.meanSquare']!.data[0]! / (gradient ** 2 / 1000) - 1)).toBeGreaterThan(0.01);
  });
});

describe('a checkpoint of another run is refused, and the message names what differs', () => {
  const path = join(folder, 'refused.safetensors');
  const other = makeNetwork({ inputSize: 5, hiddenSizes: [7], seed: 4 });
  // The same norm, another network.
  const [first, second] = smallNetwork.layers;
  const flipped = {
    layers: [{ ...first!, weight: { ...first!.weight, data: first!.weight.data.map((value) => -value) } }, second!],
  };
  const prior = (change: object): KktAttackConfig => ({ ...smallConfig, prior: { ...smallConfig.prior, ...change } });

  it.each([
    [{ ...smallConfig, stepSize: 0.03 }, smallNetwork, 'reference', /another stepSize \(0.02 then, 0.03 now\);/],
    [{ ...smallConfig, maxIterations: 41 }, smallNetwork, 'reference', /another maxIterations/],
    [{ ...smallConfig, seed: 9, alpha: 50 }, smallNetwork, 'reference', /another alpha .*, seed/],
    [{ ...smallConfig, optimizer: smallSgd.optimizer }, smallNetwork, 'reference', /optimizer.kind \("adam" then/],
    [{ ...smallConfig, candidateUpdates }, smallNetwork, 'reference', /another .*candidateUpdates \(none then/],
    [{ ...smallConfig, form: 'gram' as const }, smallNetwork, 'reference', /another form \("auto" then, "gram" now/],
    [prior({ lambdaMin: 0.2 }), smallNetwork, 'reference', /another prior.lambdaMin \(0.1 then, 0.2 now\);/],
    [prior({ box: { low: -1, high: 2 } }), smallNetwork, 'reference', /another prior.box.high \(1 then, 2 now\);/],
    [prior({ box: undefined }), smallNetwork, 'reference', /prior.box.low \(-1 then, none now\)/],
    [smallConfig, other, 'reference', /another network/],
    [smallConfig, flipped, 'reference', /another network/],
    [smallConfig, smallNetwork, 'onnx:cpu', /another backend \("reference" then, "onnx:cpu" now\)/],
  ])('%#', async (config, network, name, message) => {
    await interrupt(smallConfig, reference, path);
    const resume = await loadAttackCheckpoint(path, kktAttack);
    const attempt = () => runKkt(network, config, { backend: { ...reference, name }, resume });
    await expect(attempt()).rejects.toThrow(DomainError);
    await expect(attempt()).rejects.toThrow(message);
  });

  it('before anything else is looked at, such as candidates that do not fit the other network', async () => {
    await interrupt(smallConfig, reference, path);
    const resume = await loadAttackCheckpoint(path, kktAttack);
    const wider = makeNetwork({ inputSize: 6, hiddenSizes: [7], seed: 4 });
    const attempt = runKkt(wider, { ...smallConfig, form: 'auto' }, { backend: reference, resume });
    await expect(attempt).rejects.toThrow(/another network/);
  });

  it('also one with another start, while a resumed run needs no start itself', async () => {
    const start = initialCandidates(smallConfig.prior, 5, 99, smallConfig.dtype);
    const abort = AbortSignal.abort();
    const options = { backend: reference, checkpoint: { path, everySeconds: 1e9 }, startLabel: 'rows' };
    await runKkt(smallNetwork, smallConfig, { ...options, start, signal: abort });
    const resume = await loadAttackCheckpoint(path, kktAttack);
    const attempt = (label: object) => runKkt(smallNetwork, smallConfig, { backend: reference, resume, ...label });
    await expect(attempt({})).rejects.toThrow(/another startLabel \("rows" then, none now\)/);
    await expect(attempt({ startLabel: 'linear' })).rejects.toThrow(/another startLabel \("rows" then, "linear" now\)/);
    expect((await attempt({ startLabel: 'rows' })).iterations).toBe(40);
  });

  it('while the same settings in another order are accepted', async () => {
    await interrupt(smallConfig, reference, path);
    const reordered = Object.fromEntries(Object.entries(smallConfig).reverse());
    const config: KktAttackConfig = { ...smallConfig, ...reordered };
    const result = await runKkt(smallNetwork, config, {
      backend: reference,
      resume: await loadAttackCheckpoint(path, kktAttack),
    });
    expect(result.iterations).toBe(40);
  });

  it('a state that lacks a tensor', async () => {
    await interrupt(smallConfig, reference, path);
    const { state, ...rest } = await loadAttackCheckpoint(path, kktAttack);
    const { arrays } = state;
    const { 'x.mean': _, ...incomplete } = arrays;
    const resume = { ...rest, state: { arrays: incomplete, lists: {} } };
    await expect(runKkt(smallNetwork, smallConfig, { backend: reference, resume })).rejects.toThrow(/has no x.mean/);
    const bare = { ...rest, state: { arrays: {}, lists: {} } };
    await expect(runKkt(smallNetwork, smallConfig, { backend: reference, resume: bare })).rejects.toThrow(/lacks x/);
    const reshaped = { ...rest, state: { arrays: { ...arrays, 'x.mean': fromNested([1]) }, lists: {} } };
    await expect(runKkt(smallNetwork, smallConfig, { backend: reference, resume: reshaped })).rejects.toThrow(
      ShapeError,
    );
  });
});

describe('checkpoint files', () => {
  it('a truncated file, other contents and another kind of file are FormatErrors', async () => {
    const path = join(folder, 'whole.safetensors');
    await interrupt(smallConfig, reference, path);
    const bytes = readFileSync(path);
    const damaged = join(folder, 'damaged.safetensors');
    for (const length of [0, 5, 100, bytes.length - 1]) {
      writeFileSync(damaged, bytes.subarray(0, length));
      await expect(loadAttackCheckpoint(damaged, kktAttack)).rejects.toThrow(FormatError);
    }
    await saveSafetensors(damaged, { x: fromNested([1]) }, { format: 'something else' });
    await expect(loadAttackCheckpoint(damaged, kktAttack)).rejects.toThrow(/not a checkpoint of the attack kkt/);
    await expect(loadAttackCheckpoint(join(folder, 'absent.safetensors'), kktAttack)).rejects.toThrow(SystemError);
  });

  const whole: AttackCheckpoint = {
    iteration: 3,
    seconds: 1.5,
    records: [{ iteration: 0, seconds: 1, values: { total: 3, stationarity: 3, dualFeasibility: 0, prior: 0 } }],
    state: {
      arrays: { x: fromNested([[1]]), lambda: fromNested([1]), y: fromNested([1]) },
      lists: { candidateUpdates: [{ iteration: 2, kind: 'merge', before: 4, after: 3, kept: 3 }] },
    },
    fingerprint: '{}',
  };

  it('hold what was saved', async () => {
    const path = join(folder, 'sound.safetensors');
    await saveAttackCheckpoint(path, kktAttack, whole);
    expect(await loadAttackCheckpoint(path, kktAttack)).toMatchObject({ ...whole });
    expect(await inspectCheckpoint(path)).toMatchObject({ kind: 'kkt', iteration: 3, seconds: 1.5 });
    await expect(inspectCheckpoint(path, evidenceAttack)).rejects.toThrow(/another kind, "kkt"/);
    await expect(loadAttackCheckpoint(path, evidenceAttack)).rejects.toThrow(/not a checkpoint of the attack evidence/);
    await removeCheckpoint(path);
    expect(await inspectCheckpoint(path)).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.startsWith('sound'))).toEqual([]);
  });

  it.each([[{ iteration: 1 }], [{ iteration: 1, seconds: 1, values: { total: 'much' } }]])(
    'with records that are none, %o, are FormatErrors',
    async (record) => {
      const path = join(folder, 'lists.safetensors');
      // JSON of any form may stand in a file.
      await saveAttackCheckpoint(path, kktAttack, { ...whole, records: [record] as unknown as AttackRecord[] });
      await expect(loadAttackCheckpoint(path, kktAttack)).rejects.toThrow(FormatError);
      await expect(loadAttackCheckpoint(path, kktAttack)).rejects.toThrow(/number 0 of its records is damaged/);
    },
  );

  it('with candidate updates that are none are FormatErrors', async () => {
    const path = join(folder, 'updates.safetensors');
    await interrupt(smallConfig, reference, path);
    const resume = await loadAttackCheckpoint(path, kktAttack);
    const state = { ...resume.state, lists: { candidateUpdates: [{ kind: 3 }] } };
    const options = { backend: reference, resume: { ...resume, state } };
    await expect(runKkt(smallNetwork, smallConfig, options)).rejects.toThrow(FormatError);
  });

  it('with a fingerprint that is none are FormatErrors', async () => {
    const resume = { ...whole, fingerprint: 'none' };
    await expect(runKkt(smallNetwork, smallConfig, { backend: reference, resume })).rejects.toThrow(FormatError);
  });

  it('is whole whenever it is looked at, and leaves nothing else behind', async () => {
    const own = mkdtempSync(join(folder, 'atomic-'));
    const path = join(own, 'checkpoint.safetensors');
    let running = true;
    const run = runKkt(
      smallNetwork,
      { ...smallConfig, maxIterations: 150 },
      {
        backend: reference,
        evaluateEvery: 1,
        checkpoint: { path, everySeconds: 0 },
      },
    ).finally(() => {
      running = false;
    });
    const seen = new Set<number>();
    while (running) {
      if (readdirSync(own).includes('checkpoint.safetensors'))
        seen.add((await loadAttackCheckpoint(path, kktAttack)).iteration);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await run;
    expect(seen.size).toBeGreaterThan(5);
    expect(readdirSync(own)).toEqual([
      expect.stringMatching(/^checkpoint\.records-[0-9a-f]{8}\.jsonl$/),
      'checkpoint.safetensors',
    ]);
    // Written after the evaluation before the last update, so that update is done.
    expect((await loadAttackCheckpoint(path, kktAttack)).iteration).toBe(150);
  });

  it('a folder that is not there ends the run with a SystemError', async () => {
    const checkpoint = { path: join(folder, 'absent', 'checkpoint.safetensors'), everySeconds: 0 };
    await expect(runKkt(smallNetwork, smallConfig, { backend: reference, checkpoint })).rejects.toThrow(SystemError);
  });
});

describe('ends', () => {
  it('at the target loss, with the candidates that have it', async () => {
    const whole = await runKkt(smallNetwork, smallConfig, { backend: reference, evaluateEvery: 1 });
    const targetLoss = whole.records[20]!.values.total!;
    const expected = whole.records.findIndex(({ values }) => values.total! <= targetLoss);
    const early = await runKkt(smallNetwork, { ...smallConfig, targetLoss }, { backend: reference, evaluateEvery: 1 });
    expect(early.ended).toBe('converged');
    expect(early.iterations).toBe(expected);
    expect(early.records).toHaveLength(expected + 1);
    expect(early.evaluation!.total).toBeCloseTo(early.records.at(-1)!.values.total!, 10);
    expect(early.evaluation!.total).toBeLessThanOrEqual(targetLoss * (1 + 1e-12));
    const coarse = await runKkt(smallNetwork, { ...smallConfig, targetLoss }, { backend: reference, evaluateEvery: 7 });
    expect(coarse.iterations % 7).toBe(0);
    expect(coarse.iterations).toBeGreaterThanOrEqual(expected);
  });

  it('after maxSeconds of this call, with a checkpoint; a resumed call has its own time', async () => {
    const path = join(folder, 'seconds.safetensors');
    const config = { ...smallConfig, maxIterations: 1_000_000 };
    const options = { backend: reference, maxSeconds: 0.3, checkpoint: { path, everySeconds: 1e9 } };
    const first = await runKkt(smallNetwork, config, options);
    expect(first.ended).toBe('maxSeconds');
    expect(first.seconds).toBeGreaterThanOrEqual(0.3);
    const resume = await loadAttackCheckpoint(path, kktAttack);
    expect(resume.iteration).toBe(first.iterations);
    const second = await runKkt(smallNetwork, config, { ...options, resume });
    expect(second.iterations).toBeGreaterThan(first.iterations);
    expect(second.seconds).toBeGreaterThanOrEqual(resume.seconds + 0.3);
  });

  it('at once if the signal was aborted before', async () => {
    const signal = AbortSignal.abort();
    const { ended, iterations, candidates, records } = await runKkt(smallNetwork, smallConfig, {
      backend: reference,
      signal,
    });
    expect([ended, iterations, records.length]).toEqual(['aborted', 0, 0]);
    const drawn = initialCandidates(smallConfig.prior, 5, smallConfig.seed, 'float64');
    expect(candidates).toEqual(toScaleSum(drawn, smallConfig.scale));
  });

  it('lets timers of the host run meanwhile', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const { ended } = await runKkt(
      smallNetwork,
      { ...smallConfig, maxIterations: 10_000_000 },
      {
        backend: reference,
        signal: controller.signal,
        maxSeconds: 30,
      },
    );
    expect(ended).toBe('aborted');
  });
});

describe('a loss that is not finite', () => {
  const wild: KktAttackConfig = { ...smallSgd, dtype: 'float32', stepSize: 3, lambdaStepSize: 1, maxIterations: 500 };

  it('is named by its iteration, however rarely the run evaluates', async () => {
    const seen: number[] = [];
    const watched = runKkt(smallNetwork, wild, {
      backend: reference,
      evaluateEvery: 1,
      onProgress: ({ iteration }) => seen.push(iteration),
    });
    await expect(watched).rejects.toThrow(ConvergenceError);
    const broken = seen.length;
    expect(seen.at(-1)).toBe(broken - 1);
    expect(broken).toBeGreaterThan(3);
    for (const evaluateEvery of [7, 450, 1000]) {
      const attempt = runKkt(smallNetwork, wild, { backend: reference, evaluateEvery });
      await expect(attempt).rejects.toThrow(`not finite at iteration ${broken};`);
    }
  });

  it('is found at the end too, and never written to a checkpoint', async () => {
    const path = join(folder, 'broken.safetensors');
    const controller = new AbortController();
    const attempt = runKkt(
      smallNetwork,
      { ...wild, stepSize: 1e30, maxIterations: 1e9 },
      {
        backend: reference,
        evaluateEvery: 1_000_000,
        checkpoint: { path, everySeconds: 1e9 },
        signal: controller.signal,
        maxSeconds: 0.2,
      },
    );
    await expect(attempt).rejects.toThrow(ConvergenceError);
    expect(readdirSync(folder)).not.toContain('broken.safetensors');
    const overflow = { ...wild, stepSize: 1e300, maxIterations: 1 };
    await expect(runKkt(smallNetwork, overflow, { backend: reference })).rejects.toThrow(/not finite at iteration 1;/);
  });
});

describe('multipliers that go in and come out are those of the KKT conditions', () => {
  it.each(['mean', 'sum'] as const)('an attack that works in the unit %s', async (scale) => {
    const config = { ...smallConfig, scale, maxIterations: 3 };
    const snapshots: Candidates[] = [];
    const { candidates, evaluation } = await runKkt(smallNetwork, config, {
      backend: reference,
      evaluateEvery: 1,
      onFound: (snapshot) => snapshots.push(snapshot.candidates),
    });
    const alpha = alphaAt(config.alpha, 2, 3);
    const { stationarity } = await evaluateKkt(reference, smallNetwork, candidates, { alpha });
    expect(Math.abs(stationarity / evaluation!.stationarity - 1)).toBeLessThan(1e-12);
    expect(snapshots[2]).toEqual(candidates);
  });

  it('a start comes back as it went in', async () => {
    const x = fromNested([
      [0.1, 0.2, 0.3, 0.4, 0.5],
      [0.5, 0.4, 0.3, 0.2, 0.1],
    ]);
    const start = { x, lambda: fromNested([0.3, 0.7]), y: fromNested([1, -1]) };
    for (const scale of ['mean', 'sum'] as const) {
      const config = { ...smallConfig, scale };
      const options = { backend: reference, start, signal: AbortSignal.abort() };
      expect((await runKkt(smallNetwork, config, options)).candidates).toEqual(start);
      // No update: the loss at the start is that of the candidates.
      const { records } = await runKkt(smallNetwork, { ...config, targetLoss: 1e9 }, { backend: reference, start });
      const alpha = alphaAt(config.alpha, 0, config.maxIterations);
      const { stationarity } = await evaluateKkt(reference, smallNetwork, start, { alpha });
      expect(Math.abs(records[0]!.values.stationarity! / stationarity - 1)).toBeLessThan(1e-12);
    }
  });
});

describe('options', () => {
  it('start: from given candidates, of any number', async () => {
    const start = {
      x: fromNested([[0.1, 0.2, 0.3, 0.4, 0.5]]),
      lambda: fromNested([0.5]),
      y: fromNested([-1]),
    };
    const tiny = { ...smallSgd, stepSize: 1e-12, lambdaStepSize: 1e-12, maxIterations: 1 };
    const { candidates } = await runKkt(smallNetwork, tiny, { backend: reference, start });
    expect(candidates.y).toEqual(start.y);
    candidates.x.data.forEach((value, k) => {
      expect(value).toBeCloseTo(start.x.data[k]!, 9);
    });
    const wrong = { ...start, x: fromNested([[1, 2]]) };
    await expect(runKkt(smallNetwork, tiny, { backend: reference, start: wrong })).rejects.toThrow(ShapeError);
    const label = { ...start, y: fromNested([0]) };
    await expect(runKkt(smallNetwork, tiny, { backend: reference, start: label })).rejects.toThrow(DomainError);
  });

  it('progress: every evaluation, with falling seconds left', async () => {
    const news: AttackProgress[] = [];
    const config = { ...smallConfig, maxIterations: 2001 };
    const result = await runKkt(smallNetwork, config, {
      backend: reference,
      evaluateEvery: 500,
      onProgress: (progress) => news.push(progress),
    });
    expect(news.map(({ iteration }) => iteration)).toEqual([0, 500, 1000, 1500, 2000]);
    expect(news.map(({ record }) => record)).toEqual(result.records);
    expect(news.every(({ maxIterations }) => maxIterations === 2001)).toBe(true);
    expect(news.at(-1)!.secondsLeft).toBe(0);
    // Nothing is said before a second has passed.
    for (const { secondsLeft, seconds } of news.slice(0, -1)) {
      if (seconds < 1) expect(secondsLeft).toBeUndefined();
      else if (secondsLeft !== undefined) expect(secondsLeft).toBeGreaterThanOrEqual(0);
    }
    expect(news[3]!.seconds).toBeGreaterThan(news[1]!.seconds);
  });

  it.each([
    [{ evaluateEvery: 0 }, /evaluateEvery must be a positive integer, got 0/],
    [{ evaluateEvery: 2.5 }, /evaluateEvery/],
    [{ maxSeconds: 0 }, /maxSeconds must be positive, got 0/],
    [{ maxSeconds: Number.NaN }, /maxSeconds/],
    [{ checkpoint: { path: 'x', everySeconds: Number.NaN } }, /everySeconds must be at least 0, got NaN/],
  ])('refuses %o', async (options, message) => {
    const attempt = () => runKkt(smallNetwork, smallConfig, { backend: reference, ...options });
    await expect(attempt()).rejects.toThrow(DomainError);
    await expect(attempt()).rejects.toThrow(message);
  });

  it('refuses a bad configuration and a bad network', async () => {
    const run = (config: KktAttackConfig) => runKkt(smallNetwork, config, { backend: reference });
    await expect(run({ ...smallConfig, stepSize: -1 })).rejects.toThrow(/stepSize/);
    const box = { low: fromNested([0]), high: 1 };
    await expect(run({ ...smallConfig, prior: { ...smallConfig.prior, box } })).rejects.toThrow(ShapeError);
    const network = { layers: [{ weight: fromNested([[Number.NaN]]) }] };
    await expect(runKkt(network, smallConfig, { backend: reference })).rejects.toThrow(DomainError);
  });
});

it('the two forms, and two backends, take the same steps', async () => {
  const onnx = await openOnnxCpu();
  const runs: AttackResult[] = [];
  for (const backend of [reference, onnx]) {
    for (const form of ['direct', 'gram'] as const) {
      runs.push(await runKkt(smallNetwork, { ...smallConfig, form }, { backend }));
    }
  }
  await onnx.dispose();
  for (const { candidates, evaluation, details } of runs.slice(1)) {
    candidates.x.data.forEach((value, index) => {
      expect(Math.abs(value - runs[0]!.candidates.x.data[index]!)).toBeLessThan(1e-9);
    });
    expect(Math.abs(evaluation!.total / runs[0]!.evaluation!.total - 1)).toBeLessThan(1e-9);
    expect(['direct', 'gram']).toContain(details.form);
  }
});

it('the records are the losses that evaluateKkt finds, and they fall', async () => {
  const result = await runKkt(smallNetwork, smallConfig, { backend: reference, evaluateEvery: 1 });
  const start = await runKkt(smallNetwork, smallConfig, { backend: reference, signal: AbortSignal.abort() });
  const [first] = result.records;
  expect(first!.values.total!).toBeCloseTo(start.evaluation!.total, 10);
  expect(first!.values.stationarity!).toBeCloseTo(start.evaluation!.stationarity, 10);
  expect(first!.values.dualFeasibility!).toBeCloseTo(start.evaluation!.dualFeasibility, 10);
  expect(first!.values.prior!).toBeCloseTo(start.evaluation!.prior, 10);
  expect(result.evaluation!.total).toBeLessThan(first!.values.total!);
});

describe('onFound', () => {
  it('hands out the candidates on the way and leaves the run as it is', async () => {
    const snapshots: { iteration: number; x: readonly number[] }[] = [];
    const plain = await runKkt(smallNetwork, smallConfig, { backend: reference });
    const watched = await runKkt(smallNetwork, smallConfig, {
      backend: reference,
      evaluateEvery: 5,
      onFound: ({ iteration, candidates }) => snapshots.push({ iteration, x: [...candidates.x.data] }),
    });
    expect([...watched.candidates.x.data]).toEqual([...plain.candidates.x.data]);
    expect(snapshots.length).toBeGreaterThan(2);
    expect(snapshots[0]!.iteration).toBe(1);
    expect(snapshots.at(-1)).toEqual({ iteration: watched.iterations, x: [...watched.candidates.x.data] });
    expect(snapshots[0]!.x).not.toEqual(snapshots[1]!.x);
  });
});
