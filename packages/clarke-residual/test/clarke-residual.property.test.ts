import { clarkeResidual } from '@noprior/clarke-residual';
import { oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import { makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { randomCases } from '@noprior/test-cases';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kinkCases } from './kink-case.ts';
import { bruteForce, hardSelection, plainKinks, plainResidual, plainSample } from './plain-generators.ts';

const backend = openReference();
const options = { scale: 'sum', gapTolerance: 1e-9 } as const;

it('one hidden layer: the minimum over all generators written out, with a bound that meets it', async () => {
  const cases = fc.oneof(
    kinkCases(2).map(({ network, points }) => ({ network, points, tolerance: 0 })),
    // No exact kinks here: units near their zero count, whose z enters.
    randomCases().map(({ network, candidates }) => ({ network, points: candidates, tolerance: 0.3 })),
  );
  let withKinks = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ network, points, tolerance }) => {
      fc.pre(network.layers.length === 2);
      const most = Array.from({ length: points.x.shape[0]! }, (_, i) => plainSample(network, points, i)).map(
        (sample) => plainKinks(network, sample, tolerance).length,
      );
      fc.pre(Math.max(...most) <= 4);
      const norm = Math.sqrt(parameterNormSquared(network));
      const found = await clarkeResidual(backend, network, points, { ...options, kinkTolerance: tolerance });
      const { minimum, violation, smallestProduct } = bruteForce(network, points, tolerance);
      expect(violation).toBeLessThan(1e-8 * (1 + norm ** 2));
      expect(found.kinks.pairs).toBe(most.reduce((a, b) => a + b));
      if (found.kinks.chosen > 0) withKinks++;
      expect(Math.abs(found.residual ** 2 - 2 * minimum)).toBeLessThan(1e-9 * norm ** 2 + 1e-15);
      expect(found.lowerBound).toBeLessThanOrEqual(found.residual);
      // With a bias above the first layer a positive margin is not enough for that.
      if (smallestProduct > 0.1) {
        expect(found.residual - found.lowerBound).toBeLessThan(1e-6 * norm);
      }
    }),
    { numRuns: 300 },
  );
  // Derivatives between 0 and 1 were needed in some cases.
  expect(withKinks).toBeGreaterThan(5);
});

it('2 to 4 layers: between the bound and the hard residual, and no other point is below the bound', async () => {
  let chosen = 0;
  await fc.assert(
    fc.asyncProperty(kinkCases(4), fc.nat(), async ({ network, points }, seed) => {
      const norm = Math.sqrt(parameterNormSquared(network));
      const slack = 1e-9 * norm;
      const found = await clarkeResidual(backend, network, points, { ...options, kinkTolerance: 0 });
      const hard = await oracleLoss(backend, network, points, { scale: 'sum' });
      expect(found.residual).toBeLessThanOrEqual(Math.sqrt(hard.loss) + slack);
      expect(found.lowerBound).toBeLessThanOrEqual(found.residual);
      if (found.kinks.chosen > 0) chosen++;
      const widths = found.selections.map(({ shape }) => shape[1]!);
      const best = (i: number): number[][] =>
        found.selections.map(({ data }, layer) => [...data.subarray(i * widths[layer]!, (i + 1) * widths[layer]!)]);
      // The residual that is reported is that of the multipliers and selections that are returned ...
      const own = plainResidual(network, points, found.lambda.data, (i, sample) => {
        const s = best(i);
        const hardS = hardSelection(sample);
        const kinks = plainKinks(network, sample, 0).map((place) => place.join());
        s.forEach((row, layer) => {
          row.forEach((value, unit) => {
            if (!kinks.includes([layer, unit].join())) expect(value).toBe(hardS[layer]![unit]);
          });
        });
        return s;
      });
      expect(Math.abs(own - found.residual)).toBeLessThan(slack + 1e-15);
      // ... and neither random points nor neighbours of the best one are below the bound.
      const random = makeRandom(seed);
      for (const spread of [0, 0.01, 0.1, 1, 3]) {
        const lambda = found.lambda.data.map((value: number) => Math.max(0, value + spread * (random.uniform() - 0.5)));
        const other = plainResidual(network, points, lambda, (i, sample) => {
          const s = hardSelection(sample);
          for (const [layer, unit] of plainKinks(network, sample, 0)) {
            const near = best(i)[layer]![unit]! + spread * (random.uniform() - 0.5);
            s[layer]![unit] = Math.min(1, Math.max(0, near));
          }
          return s;
        });
        expect(other).toBeGreaterThanOrEqual(found.lowerBound - slack);
        // The residual is a minimum, with one hidden layer over everything.
        if (network.layers.length === 2) expect(other).toBeGreaterThanOrEqual(found.residual - 1e-6 * norm);
      }
    }),
    { numRuns: 200 },
  );
  expect(chosen).toBeGreaterThan(0);
});
