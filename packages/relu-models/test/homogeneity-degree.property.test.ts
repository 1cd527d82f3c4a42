import { add, evaluate, gradients, type HostTensor, makeRandom, mul, sum, type Tensor, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BiasRule,
  forward,
  homogeneityDegree,
  inputLayers,
  logits,
  makeNetwork,
  parameterNames,
  parameterSpecs,
  parameters,
  type ReluNetwork,
  scaleParameters,
} from '../src/index.ts';

const backend = openReference();

function draw(seed: number, depth: number, bias: BiasRule): { network: ReluNetwork; x: HostTensor } {
  const hiddenSizes = [9, 7, 5].slice(0, depth - 1);
  const network = makeNetwork({ inputSize: 4, hiddenSizes, bias, seed, dtype: 'float64' });
  return { network: scaleParameters(network, 2), x: makeRandom(seed).fork('x').normalTensor([3, 4], 1) };
}

/** <theta, grad Phi(theta; x_1)> and Phi(theta; x_1) for the sum over the rows of x. */
async function euler(network: ReluNetwork, x: HostTensor): Promise<{ product: number; phi: number }> {
  const names = parameterNames(network);
  const graph = trace<string>({ ...parameterSpecs(network), x }, (inputs) => {
    const theta = names.map((name) => inputs[name]!);
    const phi = sum(forward(inputLayers(network, inputs), inputs.x!).logits);
    const products = gradients(phi, theta).map((gradient, index): Tensor => sum(mul(gradient, theta[index]!)));
    return { phi, product: products.reduce((a, b) => add(a, b)) };
  });
  const { phi, product } = await evaluate(backend, graph, { ...parameters(network), x });
  return { product: product!.data[0]!, phi: phi!.data[0]! };
}

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  depth: fc.integer({ min: 1, max: 4 }),
  bias: fc.constantFrom<BiasRule>('first', 'none'),
});

describe('homogeneityDegree', () => {
  it('is the number of layers, unless a later layer has a bias', () => {
    for (const depth of [1, 2, 3, 4]) {
      expect(homogeneityDegree(draw(0, depth, 'first').network)).toBe(depth);
      expect(homogeneityDegree(draw(0, depth, 'none').network)).toBe(depth);
    }
    expect(homogeneityDegree(draw(0, 2, 'all').network)).toBeUndefined();
    expect(homogeneityDegree(draw(0, 1, 'all').network)).toBe(1);
  });

  it("satisfies Euler's identity", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, depth, bias }) => {
        const { network, x } = draw(seed, depth, bias);
        const { product, phi } = await euler(network, x);
        expect(Math.abs(product - homogeneityDegree(network)! * phi)).toBeLessThan(1e-12);
      }),
      { numRuns: 40 },
    );
  });

  it("breaks Euler's identity for every whole degree with a later bias", async () => {
    const { network, x } = draw(3, 3, 'all');
    const { product, phi } = await euler(network, x);
    for (const degree of [1, 2, 3]) expect(Math.abs(product - degree * phi)).toBeGreaterThan(1e-3);
  });

  it('scales the logits by factor^L', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.double({ min: 0.25, max: 4, noNaN: true }), async (drawn, factor) => {
        const { network, x } = draw(drawn.seed, drawn.depth, drawn.bias);
        const before = await logits(backend, network, x);
        const after = await logits(backend, scaleParameters(network, factor), x);
        const power = factor ** homogeneityDegree(network)!;
        before.data.forEach((phi, index) => {
          expect(Math.abs(after.data[index]! - power * phi)).toBeLessThan(1e-12 * Math.max(1, power));
        });
      }),
      { numRuns: 40 },
    );
  });
});
