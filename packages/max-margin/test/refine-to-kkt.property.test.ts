import { makeNetwork } from '@noprior/relu-models';
import { makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refineToKkt } from '../src/index.ts';
import { plainLogits } from './plain-logits.ts';
import { plainResidual } from './plain-residual.ts';

test('from any network, labelled by itself: residual, margins and multipliers are what plain loops say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.integer({ min: 0, max: 1e6 }),
        count: fc.integer({ min: 1, max: 8 }),
        d: fc.integer({ min: 1, max: 5 }),
        hidden: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 0, maxLength: 3 }),
        bias: fc.constantFrom('first' as const, 'none' as const),
      }),
      async ({ seed, count, d, hidden, bias }) => {
        const network = makeNetwork({ inputSize: d, hiddenSizes: hidden, bias, seed, dtype: 'float64' });
        const x = makeRandom(seed).fork('points').normalTensor([count, d], 1, 'float64');
        const logits = plainLogits(network, x);
        fc.pre(logits.every((value) => Math.abs(value) > 1e-3));
        const data = { x, y: makeHostTensor(Float64Array.from(logits, Math.sign), [count]) };
        const result = await refineToKkt(openReference(), network, data, { maxIterations: 25, targetResidual: 1e-9 });
        const { relative, margins } = plainResidual(result.network, data, result.lambda, result.selections);
        expect(Math.abs(relative - result.residual)).toBeLessThan(1e-7);
        expect(Math.abs(Math.min(...margins) - 1)).toBeLessThan(1e-8);
        expect(Math.min(...result.lambda.data)).toBeGreaterThanOrEqual(0);
        expect(result.residual).toBeLessThanOrEqual(result.records[0]!.residual);
      },
    ),
    { numRuns: 60, verbose: true },
  );
});
