import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estimateSpan } from '@noprior/first-layer-spectrum';
import { evaluateKkt } from '@noprior/kkt-loss';
import { type KktAttackConfig, kktAttack, loadAttackCheckpoint } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, definedOnly, evaluate, fillHostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { plantedSpan } from '@noprior/test-cases';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { kktAttackStep } from '../../src/kkt/kkt-attack-step.ts';
import { kktFrame } from '../../src/kkt/kkt-frame.ts';
import { abortAt } from '../abort-at.ts';
import { runKkt } from '../run-with.ts';
import { smallConfig } from '../small-attack.ts';

const backend = openReference();
const folder = mkdtempSync(join(tmpdir(), 'kkt-frame-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A network whose first layer has the span of a few points in 24 dimensions, clear of its noise. */
function spanNetwork(seed: number, hasBias: boolean): ReluNetwork {
  const { network } = plantedSpan({ rows: 30, dimension: 24, samples: 4, noise: 1e-3, signal: 0.3, hasBias, seed });
  const { layers } = makeNetwork({ inputSize: 30, hiddenSizes: [6], bias: 'none', seed, dtype: 'float64' });
  return { layers: [network.layers[0]!, ...layers] };
}

const inSpan: KktAttackConfig = { ...smallConfig, coordinates: 'span', scale: 'sum' };

it('the losses are those of the network at the points, with floor and box', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000_000), fc.boolean(), fc.constantFrom(3, 50), async (seed, hasBias, alpha) => {
      const network = spanNetwork(seed, hasBias);
      const { span, coordinates, ...frame } = kktFrame(network, {
        ...inSpan,
        prior: { ...inSpan.prior, box: undefined },
      });
      expect(coordinates).toBe('span');
      const k = span!.directions.shape[0]!;
      const random = makeRandom(seed).fork('candidates');
      const u = random.fork('u').normalTensor([6, k], 2, 'float64');
      const lambda = random.fork('lambda').uniformTensor([6], -0.2, 1, 'float64');
      const y = makeHostTensor(Float64Array.from([1, 1, 1, -1, -1, -1]), [6]);
      const step = kktAttackStep(frame.network, y, inSpan, span);
      const inputs = Object.fromEntries(
        Object.entries(step.state).map(([name, { shape, dtype }]) => [name, fillHostTensor(0, shape, dtype)]),
      );
      const scalars = { ...step.scalarsAt(0), alpha, lambdaMin: 0.3 };
      const numbers = Object.fromEntries(
        Object.entries(scalars).map(([name, value]) => [name, fillHostTensor(value, [], 'float64')]),
      );
      const given = await evaluate(backend, step.graph, { ...inputs, ...numbers, x: u, lambda });
      const there = { x: frame.toInput(u), lambda, y };
      const wanted = await evaluateKkt(backend, network, there, {
        alpha,
        lambdaMin: 0.3,
        scale: 'sum',
        ...definedOnly({ box: inSpan.prior.box === 'known' ? undefined : inSpan.prior.box }),
      });
      const stationarity = given.stationarity!.data[0]! + span!.left;
      expect(stationarity / wanted.stationarity).toBeCloseTo(1, 8);
      expect(given.dualFeasibility!.data[0]! / wanted.dualFeasibility).toBeCloseTo(1, 9);
      expect(given.prior!.data[0]! / wanted.prior).toBeCloseTo(1, 9);
    }),
    { seed: 20261130, numRuns: 20 },
  );
});

it('leads to the nearest points of the span and back, and clips to the box what comes out', () => {
  const network = spanNetwork(3, true);
  const frame = kktFrame(network, { ...inSpan, prior: { ...inSpan.prior, box: undefined } });
  const x = makeRandom(4).normalTensor([5, 24], 0.1, 'float64');
  const there = frame.toFrame(x);
  const back = frame.toInput(there);
  frame.toFrame(back).data.forEach((value, at) => {
    expect(value).toBeCloseTo(there.data[at]!, 9);
  });
  const boxed = kktFrame(network, inSpan);
  const far = boxed.toInput(makeRandom(5).normalTensor([5, there.shape[1]!], 100, 'float64'));
  expect(Math.max(...far.data)).toBe(1);
  expect(Math.min(...far.data)).toBe(-1);
});

it('an attack in the span ends at a lower loss than it began with, and says what it moved', async () => {
  const network = spanNetwork(7, true);
  const { records, details, candidates, evaluation } = await runKkt(network, inSpan, { backend, evaluateEvery: 10 });
  expect(details.coordinates).toBe('span');
  expect(candidates.x.shape).toEqual([6, 24]);
  expect(records.at(-1)!.values.total!).toBeLessThan(records[0]!.values.total!);
  // Clipped points have their own loss, which is that of the record within the clipping.
  expect(evaluation!.stationarity).toBeGreaterThan(0);
});

it('goes on from a checkpoint with the same bits', async () => {
  const network = spanNetwork(6, true);
  const path = join(folder, 'checkpoint.safetensors');
  const whole = await runKkt(network, inSpan, { backend });
  await runKkt(network, inSpan, { backend, evaluateEvery: 1, ...abortAt(17, path) });
  const resume = await loadAttackCheckpoint(path, kktAttack);
  const rest = await runKkt(network, inSpan, { backend, resume });
  expect(rest.candidates).toEqual(whole.candidates);
});

describe('auto', () => {
  const auto = (network: ReluNetwork, change: Partial<KktAttackConfig> = {}) =>
    kktFrame(network, { ...inSpan, coordinates: 'auto', ...change }).coordinates;
  const wide = spanNetwork(7, true);

  it('takes the span where it is clear', () => {
    expect(estimateSpan(wide).verdict).toBe('clear');
    expect(auto(wide)).toBe('span');
  });

  it.each([
    ['noise alone', makeNetwork({ inputSize: 24, hiddenSizes: [30], seed: 1 }), {}],
    ['a bias above the first layer', makeNetwork({ inputSize: 24, hiddenSizes: [30, 6], bias: 'all', seed: 1 }), {}],
    ['candidate updates', wide, { candidateUpdates: [{ kind: 'project', every: 5, from: 0 }] }],
  ] as const)('stays in the input space for %s, where span is refused', (_, network, change) => {
    const config = change as Partial<KktAttackConfig>;
    expect(auto(network, config)).toBe('input');
    expect(() => kktFrame(network, { ...inSpan, ...config })).toThrow(DomainError);
  });
});
