import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classPairs, evaluateKkt, type ObjectiveKind, oracleLoss } from '@noprior/kkt-loss';
import {
  type EvidenceAttackConfig,
  firstLayerEvidence,
  initialCandidates,
  type KktAttackConfig,
  kktAttack,
  kktAttackStep,
  kktPresets,
  loadAttackCheckpoint,
} from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { DomainError, definedOnly, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { evidenceAttackDefaults } from '../../src/evidence/evidence-attack-config.ts';
import { priorBox } from '../../src/starts/prior.ts';
import { bestCosines } from '../best-cosines.ts';
import { runEvidence, runKkt } from '../run-with.ts';
import { smallConfig } from '../small-attack.ts';

const folder = mkdtempSync(join(tmpdir(), 'wider-attacks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const reference = openReference();
const dimension = 20;

/** Two points near the sphere of radius 10 for each of three classes, and a network trained on them. */
async function threeClasses(seed: number, hiddenSizes: number[]) {
  const backend = await openOnnxCpu();
  const x = makeRandom(seed).sphereTensor(6, dimension, 10);
  const heldOut = makeRandom(seed).fork('held-out').sphereTensor(6, dimension, 10);
  const y = fromNested([0, 1, 2, 0, 1, 2]);
  const start = makeNetwork({
    inputSize: dimension,
    hiddenSizes,
    outputSize: 3,
    initialisation: 'scaled-first',
    seed,
  });
  const { network } = await trainNetwork(backend, start, { x, y }, { loss: 'cross-entropy', targetLoss: 1e-6 });
  return { backend, x, y, heldOut, start, network };
}

describe('three classes', () => {
  it.each(['runner-up', 'per-class'] as const)(
    'the evidence attack finds the points, and no others: %s',
    async (objective) => {
      const { backend, x, heldOut, start, network } = await threeClasses(0, [100]);
      const config: EvidenceAttackConfig = {
        ...evidenceAttackDefaults,
        objective,
        prior: { initialisation: { kind: 'gaussian', scale: 0.01 }, box: { low: -6, high: 6 }, candidatesPerClass: 2 },
        noise: { from: 1e-2, to: 1e-4 },
        stepSize: 0.05,
        maxIterations: 500,
      };
      const attack = async (against: ReluNetwork) => (await runEvidence(against, config, { backend })).candidates;
      const found = await attack(network);
      expect(found.lambda.shape).toEqual(objective === 'per-class' ? [6, 3] : [6]);
      expect(Math.min(...bestCosines(found.x, x))).toBeGreaterThan(0.6);
      expect(Math.max(...bestCosines(found.x, heldOut))).toBeLessThan(0.5);
      expect(Math.max(...bestCosines((await attack(start)).x, x))).toBeLessThan(0.6);
      if (objective === 'per-class') {
        for (const [i, label] of found.y.data.entries()) expect(found.lambda.data[3 * i + label]).toBe(0);
      }
      await backend.dispose();
    },
  );

  it('the KKT attack per class finds the points, and no others', async () => {
    const { backend, x, y, heldOut, network } = await threeClasses(0, [100, 100]);
    const config: KktAttackConfig = {
      ...kktPresets['adam-box'],
      objective: 'per-class',
      prior: { initialisation: { kind: 'gaussian', scale: 0.01 }, lambdaMin: 0.1, candidatesPerClass: 6 },
      stepSize: 0.05,
      maxIterations: 600,
    };
    const { candidates, evaluation } = await runKkt(network, config, { backend });
    expect(Math.min(...bestCosines(candidates.x, x))).toBeGreaterThan(0.75);
    expect(Math.max(...bestCosines(candidates.x, heldOut))).toBeLessThan(0.55);
    const oracle = await oracleLoss(reference, network, { x, y }, { objective: 'per-class', alpha: 100 });
    expect(evaluation!.stationarity).toBeLessThan(1.2 * oracle.loss);
    await backend.dispose();
  });
});

describe('the evidence', () => {
  it.each(['runner-up', 'per-class'] as const)('of two classes is that of f_1 - f_0: %s', async (objective) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), fc.constantFrom(undefined, 20), async (seed, alpha) => {
        const network = makeNetwork({ inputSize: 4, hiddenSizes: [6], outputSize: 2, seed, dtype: 'float64' });
        const { data } = network.layers[1]!.weight;
        const row = Float64Array.from({ length: 6 }, (_, j) => data[6 + j]! - data[j]!);
        const difference = { layers: [network.layers[0]!, { weight: makeHostTensor(row, [1, 6]) }] };
        const random = makeRandom(seed);
        const x = random.normalTensor([3, 4], 1);
        const lambda = random.uniformTensor([3], 0.1, 2);
        const y = [1, 0, 1];
        const pairs = Float64Array.from({ length: 6 }, (_, at) =>
          at % 2 === y[Math.floor(at / 2)] ? 5 : lambda.data[Math.floor(at / 2)]!,
        );
        const two = { x, y: fromNested(y), lambda: objective === 'per-class' ? makeHostTensor(pairs, [3, 2]) : lambda };
        const one = { x, lambda, y: fromNested(y.map((label) => 2 * label - 1)) };
        const options = { noise: 0.1, ...definedOnly({ alpha }) };
        const several = await firstLayerEvidence(reference, network, two, { ...options, objective });
        const binary = await firstLayerEvidence(reference, difference, one, options);
        expect(Math.abs(several.value / binary.value - 1)).toBeLessThan(1e-9);
        // Other labels are another value: the objective is looked at.
        const turned = { ...two, y: fromNested([0, 1, 0]) };
        const other = await firstLayerEvidence(reference, network, turned, { ...options, objective });
        expect(Math.abs(other.value / binary.value - 1)).toBeGreaterThan(1e-9);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the step', () => {
  const network = makeNetwork({ inputSize: 5, hiddenSizes: [7], outputSize: 4, seed: 3 });
  const config: KktAttackConfig = { ...smallConfig, objective: 'per-class' };

  it('has multipliers of the objective, and its losses are those of an evaluation', async () => {
    const start = initialCandidates(config.prior, 5, 1, 'float64', { objective: 'per-class', outputs: 4 });
    expect(start.x.shape).toEqual([12, 5]);
    expect([...start.y.data]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(start.lambda.shape).toEqual([12, 4]);
    for (const [i, label] of start.y.data.entries()) {
      const row = [...start.lambda.data.subarray(4 * i, 4 * i + 4)];
      expect(row[label]).toBe(0);
      expect(Math.max(...row)).toBeLessThan(1 / 3);
      expect(row.filter((value) => value > 0)).toHaveLength(3);
    }
    expect(kktAttackStep(network, start.y, config).state.lambda!.shape).toEqual([12, 4]);
    for (const form of ['direct', 'gram'] as const) {
      const result = await runKkt(network, { ...config, form, maxIterations: 1 }, { backend: reference, start });
      const evaluation = await evaluateKkt(reference, network, start, {
        objective: 'per-class',
        alpha: 100,
        lambdaMin: config.prior.lambdaMin,
        box: priorBox(config.prior),
      });
      expect(result.records[0]!.values.total!).toBeCloseTo(evaluation.total, 10);
      expect(result.records[0]!.values.stationarity!).toBeCloseTo(evaluation.stationarity, 10);
    }
  });

  it('lowers the loss for every objective, and resumes to the same bits', async () => {
    for (const objective of ['runner-up', 'per-class', 'regression'] as const) {
      const victim = objective === 'regression' ? makeNetwork({ inputSize: 5, hiddenSizes: [7], seed: 3 }) : network;
      const path = join(folder, `${objective}.safetensors`);
      const given: KktAttackConfig = { ...config, objective };
      const options = { backend: reference, evaluateEvery: 1 };
      const whole = await runKkt(victim, given, options);
      expect(whole.records.at(-1)!.values.total!).toBeLessThan(whole.records[0]!.values.total!);
      const abort = new AbortController();
      await runKkt(victim, given, {
        ...options,
        checkpoint: { path, everySeconds: 1e6 },
        signal: abort.signal,
        onProgress: ({ iteration }) => {
          if (iteration === 11) abort.abort();
        },
      });
      const resumed = await runKkt(victim, given, { ...options, resume: await loadAttackCheckpoint(path, kktAttack) });
      expect(resumed.candidates).toEqual(whole.candidates);
      const { objective: _, ...binary } = given;
      const resume = await loadAttackCheckpoint(path, kktAttack);
      if (objective === 'regression') {
        await expect(runKkt(victim, binary, { ...options, resume })).rejects.toThrow(
          /another objective \("regression" then, "binary" now\)/,
        );
      } else {
        const other: KktAttackConfig = { ...given, objective: objective === 'runner-up' ? 'per-class' : 'runner-up' };
        await expect(runKkt(victim, other, { ...options, resume })).rejects.toThrow(/another objective/);
      }
    }
  });

  it('multipliers of a regression start with either sign', () => {
    const { lambda, y } = initialCandidates(config.prior, 5, 1, 'float64', { objective: 'regression' });
    for (const [i, value] of lambda.data.entries()) expect(Math.sign(value)).toBe(y.data[i]);
    expect(new Set(y.data)).toEqual(new Set([1, -1]));
  });
});

it('a regression with a decay gives its points away', async () => {
  const backend = await openOnnxCpu();
  const x = makeRandom(4).sphereTensor(3, dimension, 10);
  const heldOut = makeRandom(4).fork('held-out').sphereTensor(3, dimension, 10);
  const y = fromNested([1.5, -1, 0.7]);
  const start = makeNetwork({
    inputSize: dimension,
    hiddenSizes: [60],
    initialisation: 'scaled-first',
    scale: 0.01,
    seed: 0,
  });
  const { network } = await trainNetwork(
    backend,
    start,
    { x, y },
    {
      loss: 'squared',
      weightDecay: 2e-3,
      schedule: 'constant',
      stepSize: 0.02,
      maxIterations: 6000,
      evaluateEvery: 1000,
    },
  );
  const config: KktAttackConfig = {
    ...kktPresets['adam-box'],
    objective: 'regression',
    prior: { initialisation: { kind: 'gaussian', scale: 0.01 }, lambdaMin: 0, candidatesPerClass: 8 },
    stepSize: 0.05,
    maxIterations: 1000,
  };
  const { candidates } = await runKkt(network, config, { backend });
  expect(Math.min(...bestCosines(candidates.x, x))).toBeGreaterThan(0.7);
  expect(Math.max(...bestCosines(candidates.x, heldOut))).toBeLessThan(0.6);
  await backend.dispose();
});

describe('what does not fit is refused', () => {
  const network = makeNetwork({ inputSize: 5, hiddenSizes: [7], outputSize: 3, seed: 3 });
  const kinds: readonly ObjectiveKind[] = ['binary', 'regression'];

  it.each(kinds)('%s on three outputs', async (objective) => {
    await expect(runKkt(network, { ...smallConfig, objective }, { backend: reference })).rejects.toThrow(ShapeError);
  });

  it('a regression by its evidence, with the way out', async () => {
    const config: EvidenceAttackConfig = {
      ...evidenceAttackDefaults,
      objective: 'regression',
      noise: { from: 1e-2, to: 1e-4 },
    };
    const single = makeNetwork({ inputSize: 5, hiddenSizes: [7], seed: 3 });
    await expect(runEvidence(single, config, { backend: reference })).rejects.toThrow(/binary for a network of a/);
  });

  it('candidateUpdates on other objectives than the binary one', async () => {
    const candidateUpdates = [{ kind: 'fit-multipliers', every: 5 }] as const;
    const config: KktAttackConfig = { ...smallConfig, objective: 'runner-up', candidateUpdates };
    await expect(runKkt(network, config, { backend: reference })).rejects.toThrow(DomainError);
    await expect(runKkt(network, config, { backend: reference })).rejects.toThrow(/for binary only/);
  });

  it('pairs are for points, not for a start', async () => {
    const start = { ...classPairs(fromNested([[1, 2, 3, 4, 5]]), fromNested([0]), 3), lambda: fromNested([1, 1, 1]) };
    await expect(
      runKkt(network, { ...smallConfig, objective: 'runner-up' }, { backend: reference, start }),
    ).rejects.toThrow(/y has shape \[3, 3\], expected \[3\]/);
  });
});
