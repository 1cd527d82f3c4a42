import { type Candidates, evaluateKkt, type KktEvaluation } from '@noprior/kkt-loss';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { split, splitRadius } from '../src/index.ts';
import { randomCases, randomDirection, rowAt } from './random-case.ts';
import { type TransformStep, transformSequence } from './transform-sequence.ts';

const backend = openReference();

/** Splits of random points along random directions inside their cells, and unites of halves, one after the other. */
async function randomSteps(
  network: ReluNetwork,
  candidates: Candidates,
  seed: number,
  length: number,
  mode: 'kkt' | 'stationarity',
) {
  const random = makeRandom(seed).fork('steps');
  const steps: TransformStep[] = [];
  let current = candidates;
  const halves: (readonly [number, number])[] = [];
  for (let k = 0; k < length; k++) {
    const last = halves.at(-1);
    let step: TransformStep;
    if (last !== undefined && random.uniform() < 0.4) {
      step = { kind: 'unite', groups: last };
      halves.length = 0; // indices have moved
    } else {
      const index = random.integer(0, current.x.shape[0]!);
      const direction = randomDirection(seed + k, current.x.shape[1]!);
      const row: HostTensor = makeHostTensor(direction.data, [1, direction.data.length]);
      const { radius } = (await splitRadius(backend, network, rowAt(current.x, index), row)).pairs[0]!;
      const reach = Math.min(radius, 3) * (mode === 'kkt' ? 1e-3 : 0.9);
      const [a, b] = [reach * (0.1 + 0.9 * random.uniform()), reach * (0.1 + 0.9 * random.uniform())];
      if (a === 0 || b === 0) continue;
      step = { kind: 'split', splits: { index, direction, a, b, mode, project: true } };
      halves.push([index, current.x.shape[0]!]);
    }
    try {
      current = (await transformSequence(backend, network, current, [step])).candidates;
    } catch (error) {
      // In mode kkt the projected direction may reach less far, or be nothing at all in one dimension.
      if (mode === 'kkt' && step.kind === 'split') {
        halves.pop();
        continue;
      }
      throw error;
    }
    steps.push(step);
  }
  return steps;
}

function worstChange(before: KktEvaluation, after: KktEvaluation): number {
  const parts = Object.keys(before.byTensor).map((name) => Math.abs(after.byTensor[name]! - before.byTensor[name]!));
  return Math.max(Math.abs(after.stationarity - before.stationarity), ...parts) / before.stationarity;
}

it.each(['stationarity', 'kkt'] as const)(
  'L_stationary stays to 1e-12 after any sequence of unites and splits, random networks, mode %s',
  async (mode) => {
    let done = 0;
    let worst = 0;
    await fc.assert(
      fc.asyncProperty(randomCases, fc.nat(1_000_000), async ({ network, candidates }, seed) => {
        const steps = await randomSteps(network, candidates, seed, 5, mode);
        fc.pre(steps.length > 0);
        done += steps.length;
        const before = await evaluateKkt(backend, network, candidates);
        const { candidates: last, account } = await transformSequence(backend, network, candidates, steps);
        const after = await evaluateKkt(backend, network, last);
        expect(account.patterns.changedUnits).toBe(0);
        expect(account.after.stationarity).toBe(after.stationarity);
        const change = worstChange(before, after);
        worst = Math.max(worst, change);
        expect(change).toBeLessThan(1e-12);
        if (mode === 'kkt') {
          const size = Math.max(Math.abs(before.margins.min), Math.abs(before.margins.max), 1);
          expect(Math.abs(account.after.margins.min - account.before.margins.min)).toBeLessThan(1e-12 * size);
          expect(Math.abs(account.after.margins.max - account.before.margins.max)).toBeLessThan(1e-12 * size);
        }
      }),
      { numRuns: 80 },
    );
    console.log(`${mode}: ${done} transforms, largest relative change ${worst.toExponential(1)}`);
    expect(done).toBeGreaterThan(150);
  },
);

it.each([[[12]], [[10, 8]], [[8, 8, 6]]])(
  'the same on a trained network with hidden layers %j',
  async (hiddenSizes) => {
    const random = makeRandom(3).fork('data');
    const x = random.sphereTensor(8, 5, 1);
    const y = makeHostTensor(
      Array.from({ length: 8 }, (_, i) => (x.data[5 * i]! > 0 ? 1 : -1)),
      [8],
    );
    const start = makeNetwork({ inputSize: 5, hiddenSizes, seed: 1, bias: 'first', dtype: 'float64' });
    const { network } = await trainNetwork(
      backend,
      start,
      { x, y },
      { dtype: 'float64', targetLoss: 1e-4, maxIterations: 4000 },
    );
    const candidates = { x, y, lambda: random.uniformTensor([8], 0.5, 1.5) };
    const steps = await randomSteps(network, candidates, 11, 12, 'stationarity');
    expect(steps.length).toBe(12);
    const before = await evaluateKkt(backend, network, candidates);
    const after = await evaluateKkt(
      backend,
      network,
      (await transformSequence(backend, network, candidates, steps)).candidates,
    );
    expect(worstChange(before, after)).toBeLessThan(1e-12);
  },
);

it('a split beyond the radius is refused, and moves L_stationary if forced', async () => {
  let moved = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(randomCases, fc.nat(1_000_000), async ({ network, candidates }, seed) => {
      const direction = randomDirection(seed, candidates.x.shape[1]!);
      const row = makeHostTensor(direction.data, [1, direction.data.length]);
      const { forward, backward } = (await splitRadius(backend, network, rowAt(candidates.x, 0), row)).pairs[0]!;
      fc.pre(forward.radius < 1e6 && backward.radius > 0);
      const b = 0.9 * Math.min(backward.radius, 1);
      const at = (a: number) => ({ index: 0, direction, a, b, mode: 'stationarity' }) as const;
      const inside = await split(backend, network, candidates, at(forward.radius * (1 - 1e-6)));
      expect(inside.account.stationarityChange).toBeLessThan(1e-12);
      await expect(split(backend, network, candidates, at(forward.radius))).rejects.toThrow(
        /keeps its activation pattern/,
      );
      refused++;
      const outside = await split(backend, network, candidates, at(2 * forward.radius + 1), { force: true });
      expect(outside.account.patterns.changedUnits).toBeGreaterThan(0);
      if (outside.account.stationarityChange > 1e-9) moved++;
    }),
    { numRuns: 60 },
  );
  expect(refused).toBeGreaterThan(30);
  // A unit that is dead above, or inactive below, may change side without a trace.
  expect(moved).toBeGreaterThan(0.6 * refused);
});
