import { estimateSpan, spanReduction } from '@noprior/first-layer-spectrum';
import type { Candidates } from '@noprior/kkt-loss';
import { firstLayerEvidence } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { plantedSpan } from '@noprior/test-cases';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const backend = openReference();
const sizes = fc.record({
  rows: fc.integer({ min: 20, max: 30 }),
  dimension: fc.integer({ min: 20, max: 30 }),
  samples: fc.integer({ min: 2, max: 6 }),
  hasBias: fc.boolean(),
  seed: fc.nat(1_000_000),
});

it('the evidence of points of the span is that of the smaller network, but for a constant', async () => {
  const evidence = async (of: ReluNetwork, candidates: Candidates, alpha: number): Promise<number> =>
    (await firstLayerEvidence(backend, of, candidates, { noise: 0.01, alpha })).value;
  await fc.assert(
    fc.asyncProperty(sizes, async (size) => {
      const { network } = plantedSpan({ ...size, noise: 1e-3, signal: 0.1 });
      const {
        network: reduced,
        reduce,
        expand,
        scale,
        left,
      } = spanReduction(network, estimateSpan(network, { confidence: 0.999999 }));
      const random = makeRandom(size.seed).fork('candidates');
      const inside = reduce({
        x: random.fork('x').normalTensor([5, size.dimension], 1, 'float64'),
        lambda: random.fork('lambda').uniformTensor([5], 0.1, 1, 'float64'),
        y: makeHostTensor(Float64Array.from([1, 1, -1, 1, -1]), [5]),
      });
      const full = await evidence(network, expand(inside), 3);
      const less = await evidence(reduced, inside, 3 / scale);
      // What lies off the span is noise at any points.
      expect(Math.abs(full - less - left / 1e-4) / Math.abs(full)).toBeLessThan(1e-6);
    }),
    { seed: 20261125, numRuns: 25 },
  );
});
