import { evaluate, fromNested, gradients, ShapeError, sum, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { constantLayers, forward, inputLayers, parameterSpecs, parameters } from '../src/index.ts';
import { twoNeurons } from './two-neurons.ts';

const x = fromNested([
  [2, 1],
  [-1, 1],
  [1, 3],
]);

describe('forward', () => {
  it('computes the network of two neurons', async () => {
    const graph = trace({ x }, (inputs) => {
      const { logits, preActivations, activations } = forward(constantLayers(twoNeurons), inputs.x);
      return { logits, z1: preActivations[0]!, z2: preActivations[1]!, h0: activations[0]!, h1: activations[1]! };
    });
    const { logits, z1, z2, h0, h1 } = await evaluate(openReference(), graph, { x });
    expect([...z1!.data]).toEqual([2, 0, -1, 3, -1, 5]);
    expect([...h1!.data]).toEqual([2, 0, 0, 3, 0, 5]);
    expect(z2!.shape).toEqual([3, 1]);
    expect([...h0!.data]).toEqual([...x.data]);
    expect(logits!.shape).toEqual([3]);
    expect([...logits!.data]).toEqual([4, -9, -15]);
  });

  it('takes parameters as inputs, with the same result', async () => {
    const graph = trace({ ...parameterSpecs(twoNeurons), x }, (inputs) => ({
      logits: forward(inputLayers(twoNeurons, inputs), inputs.x).logits,
    }));
    const { logits } = await evaluate(openReference(), graph, { ...parameters(twoNeurons), x });
    expect([...logits!.data]).toEqual([4, -9, -15]);
  });

  it('differentiates hard, or by the surrogate if alpha is given', async () => {
    const graph = trace({ x }, (inputs) => {
      const layers = constantLayers(twoNeurons);
      const hard = forward(layers, inputs.x).logits;
      const soft = forward(layers, inputs.x, { alpha: 2 }).logits;
      return {
        soft,
        hardGradient: gradients(sum(hard), [inputs.x])[0]!,
        softGradient: gradients(sum(soft), [inputs.x])[0]!,
      };
    });
    const { soft, hardGradient, softGradient } = await evaluate(openReference(), graph, { x });
    expect([...soft!.data]).toEqual([4, -9, -15]);
    // Rows: only neuron 1 active; only neuron 2; only neuron 2. At z = 0 the hard derivative is 0.
    expect([...hardGradient!.data]).toEqual([2, -2, 3, -6, 3, -6]);
    const s = (z: number): number => 1 / (1 + Math.exp(-2 * z));
    expect(softGradient!.data[0]).toBeCloseTo(2 * s(2) + 3 * s(0), 12);
    expect(softGradient!.data[1]).toBeCloseTo(-2 * s(2) - 6 * s(0), 12);
  });

  it('refuses what does not fit', () => {
    const [first] = constantLayers(twoNeurons);
    const specs = { x: { shape: [3, 5], dtype: 'float64' }, v: { shape: [2], dtype: 'float64' } } as const;
    trace(specs, (inputs) => {
      expect(() => forward([], inputs.x)).toThrow(/no layers/);
      expect(() => forward([first!], inputs.x)).toThrow(/last layer .*one unit, got .*\[2, 2\]/);
      expect(() => forward(constantLayers(twoNeurons), inputs.x)).toThrow(ShapeError);
      expect(() => forward(constantLayers(twoNeurons), inputs.x)).toThrow(/x must be \[n, 2\], got \[3, 5\]/);
      expect(() => forward(constantLayers(twoNeurons), inputs.v)).toThrow(/x must be \[n, 2\], got \[2\]/);
      expect(() => inputLayers(twoNeurons, inputs)).toThrow(/no input layers\.0\.weight/);
      return {};
    });
  });

  it('converts constants and specs to a dtype', () => {
    expect(constantLayers(twoNeurons, 'float32')[0]!.bias!.dtype).toBe('float32');
    expect(parameterSpecs(twoNeurons, 'float32')['layers.1.weight']).toEqual({ shape: [1, 2], dtype: 'float32' });
  });
});
