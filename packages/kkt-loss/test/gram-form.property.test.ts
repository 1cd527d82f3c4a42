import { evaluateKkt, gramSystem, type StationarityForm } from '@noprior/kkt-loss';
import { constantLayers, logits } from '@noprior/relu-models';
import { definedOnly, evaluate, type Tensor, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { type RandomCase, randomCases } from '@noprior/test-cases';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { relativeError } from './golden-case.ts';

const backend = openReference();

async function system({ network, candidates: { x, y } }: RandomCase) {
  const graph = trace(
    { x: { shape: x.shape, dtype: 'float64' }, y: { shape: y.shape, dtype: 'float64' } },
    (points) => {
      const outputs: Record<string, Tensor> = {};
      for (const [name, { gram, target }] of Object.entries(gramSystem(constantLayers(network), points))) {
        outputs[`gram ${name}`] = gram;
        outputs[`target ${name}`] = target;
      }
      return outputs;
    },
  );
  return evaluate(backend, graph, { x, y });
}

it.each([undefined, 5, 100])('the Gram form is the direct form: total, tensors, gradients; alpha %s', async (alpha) => {
  await fc.assert(
    fc.asyncProperty(randomCases(), fc.constantFrom('mean' as const, 'sum' as const), async (drawn, scale) => {
      const evaluateIn = (form: StationarityForm) =>
        evaluateKkt(backend, drawn.network, drawn.candidates, {
          ...definedOnly({ alpha }),
          form,
          scale,
          lambdaMin: 0.5,
          gradients: true,
        });
      const direct = await evaluateIn('direct');
      const gram = await evaluateIn('gram');
      // The Gram form is a difference of numbers of the size of ||theta||^2.
      const size = direct.parameterNormSquared + direct.total;
      expect(Math.abs(gram.total - direct.total)).toBeLessThan(1e-10 * size);
      expect(Object.keys(gram.byTensor)).toEqual(Object.keys(direct.byTensor));
      for (const [name, part] of Object.entries(direct.byTensor)) {
        expect(Math.abs(gram.byTensor[name]! - part)).toBeLessThan(1e-10 * size);
      }
      for (const key of ['gradX', 'gradLambda'] as const) {
        const expected = [...direct[key]!.data];
        const largest = Math.max(size, ...expected.map(Math.abs));
        expect(relativeError([...gram[key]!.data, largest], [...expected, largest])).toBeLessThan(1e-10);
      }
    }),
    { numRuns: 60 },
  );
});

it("Euler: every layer's targets are y Phi, and all of them L y Phi, with biases in the first layer at most", async () => {
  await fc.assert(
    fc.asyncProperty(randomCases(['none', 'first']), async (drawn) => {
      const { network, candidates } = drawn;
      const read = await system(drawn);
      const phi = await logits(backend, network, candidates.x);
      network.layers.forEach(({ bias }, index) => {
        phi.data.forEach((value, i) => {
          const weight = read[`target layers.${index}.weight`]!.data[i]!;
          const total = bias === undefined ? weight : weight + read[`target layers.${index}.bias`]!.data[i]!;
          expect(Math.abs(total - candidates.y.data[i]! * value)).toBeLessThan(1e-12);
        });
      });
    }),
  );
});

it('biases above the first layer break Euler, so the test above can fail', async () => {
  let broken = 0;
  await fc.assert(
    fc.asyncProperty(randomCases(['all']), async (drawn) => {
      const read = await system(drawn);
      const phi = await logits(backend, drawn.network, drawn.candidates.x);
      const first = read['target layers.0.weight']!.data[0]! + read['target layers.0.bias']!.data[0]!;
      if (Math.abs(first - drawn.candidates.y.data[0]! * phi.data[0]!) > 1e-6) broken++;
    }),
  );
  expect(broken).toBeGreaterThan(50);
});

it('a Gram matrix is symmetric with the squared norms of the gradients on its diagonal', async () => {
  await fc.assert(
    fc.asyncProperty(randomCases(), async (drawn) => {
      const count = drawn.candidates.x.shape[0]!;
      for (const [name, { data }] of Object.entries(await system(drawn))) {
        if (!name.startsWith('gram ')) continue;
        for (let i = 0; i < count; i++) {
          for (let j = 0; j < count; j++) {
            const value = data[i * count + j]!;
            expect(Math.abs(value - data[j * count + i]!)).toBeLessThan(1e-14 * (1 + Math.abs(value)));
            const bound = Math.sqrt(data[i * count + i]! * data[j * count + j]!);
            expect(Math.abs(value)).toBeLessThanOrEqual(bound * (1 + 1e-12) + 1e-15);
          }
        }
      }
    }),
  );
});
