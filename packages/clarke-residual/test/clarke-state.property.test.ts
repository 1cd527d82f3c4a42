import { makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { randomCases } from '@noprior/test-cases';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ClarkeState, firstSelections, makeClarkeState, type SlacknessPrice } from '../src/clarke-state.ts';
import { type ClarkeSystem, makeClarkeSystem, onKink } from '../src/clarke-system.ts';
import { openDirectResidual } from '../src/direct-residual.ts';
import { residualLowerBound } from '../src/dual-certificate.ts';
import { descendOnFace } from '../src/face-descent.ts';
import { makeGramProducts } from '../src/gram-products.ts';
import { minimiseClarke } from '../src/minimise-clarke.ts';
import { minimiseSamples } from '../src/sample-block.ts';
import { blockSize, makeSampleScratch } from '../src/sample-scratch.ts';
import { minimiseUnits } from '../src/unit-step.ts';
import { type KinkCase, kinkCases } from './kink-case.ts';
import { bruteForce, plainKinks, plainSample } from './plain-generators.ts';

const backend = openReference();

/** Exact kinks, or units near their zero that count as on a kink. */
const cases = (depth: 2 | 4): fc.Arbitrary<KinkCase & { readonly tolerance: number }> =>
  fc.oneof(
    kinkCases(depth).map((given) => ({ ...given, tolerance: 0 })),
    randomCases()
      .filter(({ network }) => network.layers.length <= depth)
      .map(({ seed, network, candidates }) => ({ seed, network, points: candidates, tolerance: 0.3 })),
  );

const selectionsOf = (system: ClarkeSystem, state: ClarkeState): Float64Array[] =>
  state.selections.slice(0, -1).map((s, layer) => (layer === 0 ? firstSelections(system, state) : s));

/** Squared residual ||theta - sum lambda_i y_i g_i||^2 of a state without prices, from inner products; never below 0. */
function squaredResidual(system: ClarkeSystem, { weighted, residuals }: ClarkeState): number {
  let total = system.parameterNormSquared;
  weighted.forEach((D, layer) => {
    const z = system.preActivations[layer]!;
    const residual = residuals[layer]!;
    for (let at = 0; at < D.length; at++) if (D[at] !== 0) total -= D[at]! * (z[at]! + residual[at]!);
  });
  return Math.max(0, total);
}

/** What is minimised: half the squared residual, and the price of slackness. */
function objective(system: ClarkeSystem, state: ClarkeState): number {
  let total = squaredResidual(system, unpriced(system, state)) / 2;
  state.lambda.forEach((l, i) => {
    total += l * state.costs[i]!;
  });
  state.weighted.forEach((D, layer) => {
    D.forEach((value, at) => {
      if (system.kinds[layer]![at] === onKink) total += state.kinkCost * value * system.preActivations[layer]![at]!;
    });
  });
  return total;
}

/** The state with residuals that carry no price. */
function unpriced(system: ClarkeSystem, state: ClarkeState): ClarkeState {
  const residuals = state.residuals.map((values, layer) =>
    values.map((value, at) =>
      system.kinds[layer]![at] === onKink ? value + state.kinkCost * system.preActivations[layer]![at]! : value,
    ),
  );
  return { ...state, residuals };
}

/** Size of the terms of which the objective and the residuals are sums. */
function magnitude(system: ClarkeSystem, state: ClarkeState): number {
  let total = 1 + system.parameterNormSquared;
  for (const [i, l] of state.lambda.entries()) total += l * (1 + Math.abs(state.costs[i]!));
  for (const [layer, D] of state.weighted.entries()) {
    const z = system.preActivations[layer]!;
    const values = state.residuals[layer]!;
    for (const [at, value] of D.entries()) total += Math.abs(value) * (1 + Math.abs(z[at]!) + Math.abs(values[at]!));
    const gram = system.grams[layer]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    total += gram * D.reduce((length, value) => length + value * value, 0);
  }
  return total;
}

const prices = fc.constantFrom<SlacknessPrice | undefined>(undefined, { weight: 1, p: 1 }, { weight: 0.5, p: 0.2 });

it('no step raises the objective, and what the state keeps stays what follows from its variables', async () => {
  await fc.assert(
    fc.asyncProperty(cases(4), prices, async ({ seed, network, points, tolerance }, price) => {
      const system = await makeClarkeSystem(backend, network, points, tolerance);
      const random = makeRandom(seed).fork('steps');
      const start = {
        lambda: Float64Array.from({ length: system.count }, () => Math.max(0, random.uniform() - 0.2)),
        selections: system.units
          .slice(0, -1)
          .map((width) => random.uniformTensor([system.count * width], 0, 1).data as Float64Array),
      };
      const state = makeClarkeState(system, start, price);
      const products = await makeGramProducts(backend, system);
      await products.use(system);
      const scratch = makeSampleScratch(system);
      // Rounding is relative to the largest numbers met on the way.
      let size = magnitude(system, state);
      let before = objective(system, state);
      for (let step = 0; step < 12; step++) {
        const choice = random.uniform();
        if (choice < 0.2) await minimiseUnits(system, state, products, scratch.negligible);
        else if (choice < 0.45) {
          const fell = await descendOnFace(system, state, products, scratch.negligible);
          if (fell === 0) expect(objective(system, state)).toBe(before);
        } else {
          const first = Math.floor(random.uniform() * system.count);
          const end = Math.min(system.count, first + 1 + Math.floor(random.uniform() * blockSize));
          minimiseSamples(system, state, first, end, scratch, random.uniform() < 0.7);
        }
        const after = objective(system, state);
        // The price of infeasible constraints has no minimum.
        if (price !== undefined && after < -1e6) break;
        size = Math.max(size, magnitude(system, state));
        expect(after).toBeLessThanOrEqual(before + 1e-10 * size);
        before = after;
        const lambda = state.lambda;
        expect(lambda.every((value) => value >= 0)).toBe(true);
        const selections = selectionsOf(system, state);
        expect(selections.every((s) => s.every((value) => value >= 0 && value <= 1))).toBe(true);
        const fresh = makeClarkeState(system, { lambda, selections }, price);
        for (const part of ['signals', 'weighted', 'residuals'] as const) {
          state[part].forEach((values, layer) => {
            values.forEach((value, at) => {
              expect(Math.abs(value - fresh[part][layer]![at]!)).toBeLessThan(1e-11 * size);
            });
          });
        }
      }
    }),
    { numRuns: 100 },
  );
});

it('inner products, the direct form and plain arithmetic agree, and any residual gives a bound', async () => {
  await fc.assert(
    fc.asyncProperty(cases(4), async ({ seed, network, points, tolerance }) => {
      const system = await makeClarkeSystem(backend, network, points, tolerance);
      const random = makeRandom(seed).fork('point');
      const lambda = Float64Array.from({ length: system.count }, () => random.uniform());
      const given = system.units
        .slice(0, -1)
        .map((width) => Float64Array.from({ length: system.count * width }, () => random.uniform()));
      const state = makeClarkeState(system, { lambda, selections: given });
      const direct = await openDirectResidual(backend, network, points);
      const numbers = await direct.evaluate(state.lambda, selectionsOf(system, state));
      const size = 1 + system.parameterNormSquared + numbers.squared;
      expect(Math.abs(numbers.squared - squaredResidual(system, state))).toBeLessThan(1e-11 * size);
      numbers.values.forEach((values, layer) => {
        values.forEach((value, at) => {
          expect(Math.abs(value - state.residuals[layer]![at]!)).toBeLessThan(1e-11 * size);
        });
      });
      const bound = residualLowerBound(system, numbers);
      expect(bound).toBeGreaterThanOrEqual(0);
      const products = await makeGramProducts(backend, system);
      await products.use(system);
      await minimiseClarke(system, state, products, {
        cycles: 30,
        rounds: 3,
        faces: 4,
        tolerance: 1e-12,
      });
      const best = await direct.evaluate(state.lambda, selectionsOf(system, state));
      await direct.dispose();
      expect(best.squared).toBeLessThanOrEqual(numbers.squared * (1 + 1e-12));
      expect(bound).toBeLessThanOrEqual(Math.sqrt(best.squared) + 1e-9 * Math.sqrt(size));
    }),
    { numRuns: 100 },
  );
});

it('one hidden layer with a price on slackness: the minimum over all generators written out', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(cases(2), fc.constantFrom(1, 0.5), async ({ network, points, tolerance }, weight) => {
      fc.pre(network.layers.length === 2);
      const samples = Array.from({ length: points.x.shape[0]! }, (_, i) => plainSample(network, points, i));
      fc.pre(samples.every((sample) => plainKinks(network, sample, tolerance).length <= 4));
      const price = { weight, p: 1 };
      const { minimum, violation } = bruteForce(network, points, tolerance, price);
      // Where the linearised constraints contradict each other there is no minimum.
      fc.pre(violation < 1e-9 && minimum > -10);
      run++;
      const system = await makeClarkeSystem(backend, network, points, tolerance);
      const state = makeClarkeState(system, undefined, price);
      const products = await makeGramProducts(backend, system);
      await products.use(system);
      await minimiseClarke(system, state, products, {
        // Nearly parallel generators take thousands.
        cycles: 10_000,
        rounds: 3,
        faces: 4,
        tolerance: 1e-13,
      });
      expect(Math.abs(objective(system, state) - minimum)).toBeLessThan(1e-8 * (1 + system.parameterNormSquared));
    }),
    { numRuns: 100 },
  );
  expect(run).toBeGreaterThan(20);
});
