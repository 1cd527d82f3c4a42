import { invertPositiveDefinite } from '@noprior/linear-algebra';
import { constantLayers, makeNetwork } from '@noprior/relu-models';
import {
  constant,
  evaluate,
  fillHostTensor,
  gradients,
  makeHostTensor,
  makeRandom,
  simplify,
  trace,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evidenceDescent } from '../../src/evidence/evidence-descent.ts';
import type { EvidenceForm } from '../../src/evidence/evidence-form.ts';
import { firstLayerEvidence } from '../../src/evidence/first-layer-evidence.ts';

const backend = openReference();
const dtype = 'float64';
const [alpha, misfit] = [3, 0.3];

/** Networks of one and two hidden layers with and without biases, objectives of one and several outputs. */
const cases = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  dimension: fc.integer({ min: 2, max: 9 }),
  depth: fc.integer({ min: 1, max: 2 }),
  bias: fc.boolean(),
  objective: fc.constantFrom('binary', 'runner-up', 'per-class'),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  noise: fc.double({ min: 0.05, max: 2, noNaN: true }),
});

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

function problem({ count, dimension, depth, bias, objective, seed }: Case) {
  const hiddenSizes = Array.from({ length: depth }, () => 7);
  const outputs = objective === 'binary' ? 1 : 3;
  const made = makeNetwork({ inputSize: dimension, hiddenSizes, outputSize: outputs, seed, dtype });
  const [first, ...rest] = made.layers;
  const network = bias ? made : { layers: [{ weight: first!.weight }, ...rest] };
  const random = makeRandom(seed);
  const labels = Array.from({ length: count }, (_, i) => (outputs === 1 ? 1 - 2 * (i % 2) : i % 3));
  const candidates = {
    x: random.normalTensor([count, dimension], 1, dtype),
    lambda: random.uniformTensor(objective === 'per-class' ? [count, outputs] : [count], 0.1, 1, dtype),
    y: makeHostTensor(Float64Array.from(labels), [count]),
  };
  return { network, candidates };
}

it('both forms have one value', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (drawn) => {
      const { network, candidates } = problem(drawn);
      const { noise, objective } = drawn;
      const options = { noise, misfit, alpha, objective };
      const direct = await firstLayerEvidence(backend, network, candidates, options);
      const gram = await firstLayerEvidence(backend, network, candidates, { ...options, form: 'gram' });
      for (const part of ['value', 'fit', 'occam'] as const) {
        expect(Math.abs(gram[part] - direct[part])).toBeLessThan(1e-9 * (1 + direct.fit));
      }
    }),
    { numRuns: 100 },
  );
});

it('both forms have one gradient, with one hidden layer that of the value', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (drawn) => {
      const { network, candidates } = problem(drawn);
      const { noise, objective, count } = drawn;
      const byForm = async (form: EvidenceForm) => {
        const specs = {
          x: { shape: candidates.x.shape, dtype },
          lambda: { shape: candidates.lambda.shape, dtype },
          inverse: { shape: [count, count], dtype },
          variance: { shape: [], dtype },
        } as const;
        const graph = trace(specs, ({ x, lambda, inverse, variance }) => {
          const layers = constantLayers(network, dtype);
          const given = { x, lambda, y: constant(candidates.y) };
          const { gram, descent } = evidenceDescent(form, layers, given, {
            alpha,
            misfit,
            objective,
            inverse,
            variance,
          });
          const [byX, byLambda] = gradients(descent, [x, lambda]);
          return { gram, byX: byX!, byLambda: byLambda! };
        });
        const { x, lambda } = candidates;
        const run = (inverse: Float64Array) =>
          evaluate(backend, simplify(graph), {
            x,
            lambda,
            inverse: makeHostTensor(inverse, [count, count]),
            variance: fillHostTensor(noise ** 2, [], dtype),
          });
        const { gram } = await run(new Float64Array(count * count));
        const matrix = Float64Array.from(gram!.data);
        for (let i = 0; i < count; i++) matrix[i * count + i]! += noise ** 2;
        return run(invertPositiveDefinite(matrix, count).inverse);
      };
      const [direct, gram] = [await byForm('direct'), await byForm('gram')];
      for (const name of ['byX', 'byLambda', 'gram'] as const) {
        const scale = Math.max(...direct[name]!.data.map(Math.abs), 1e-3 / noise ** 2);
        for (const [at, expected] of direct[name]!.data.entries()) {
          expect(Math.abs(gram[name]!.data[at]! - expected)).toBeLessThan(1e-9 * scale);
        }
      }
      // Above one hidden layer the surrogate derivative is not that of the values.
      if (drawn.depth > 1) return;
      const { x } = candidates;
      const valueAt = async (shift: number) => {
        const data = Float64Array.from(x.data, (value, at) => value + shift * Math.cos(at));
        const moved = { ...candidates, x: makeHostTensor(data, x.shape) };
        return (await firstLayerEvidence(backend, network, moved, { noise, misfit, alpha, objective })).value;
      };
      const step = 1e-5;
      const slope = ((await valueAt(step)) - (await valueAt(-step))) / (2 * step);
      let expected = 0;
      for (const [at, value] of gram.byX!.data.entries()) expected += value * Math.cos(at);
      expect(Math.abs(slope - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)) + 1e-3 / noise ** 2);
    }),
    { numRuns: 60 },
  );
});
