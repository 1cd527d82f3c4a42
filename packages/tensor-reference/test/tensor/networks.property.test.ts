import {
  add,
  evaluate,
  gradients,
  type HostTensor,
  makeRandom,
  matmul,
  mul,
  type Random,
  relu,
  scalar,
  sigmoid,
  softplus,
  square,
  sub,
  sum,
  surrogateRelu,
  type Tensor,
  trace,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centralDifferences, expectClose, expectGradients, gradientsAt, type Values } from './finite-differences.ts';
import { plainPreActivations, plainStationarity } from './plain-network.ts';

type Activation = (z: Tensor) => Tensor;
type Symbols = Readonly<Record<string, Tensor>>;

const networks = fc.record({
  seed: fc.nat(),
  widths: fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: 3 }))
    .map(([inputs, hidden]) => [inputs, ...hidden, 1]),
  samples: fc.integer({ min: 1, max: 4 }),
});

/** x [n, d], y [n], lambda [n], bias [m_1] and the weights W_l [m_l, m_(l-1)] of a network with 2 to 4 layers. */
function drawNetwork(random: Random, widths: readonly number[], samples: number): Values {
  const values: Record<string, HostTensor> = {
    x: random.normalTensor([samples, widths[0]!], 1),
    y: random.uniformTensor([samples], -1, 1),
    lambda: random.uniformTensor([samples], 0.2, 2),
    bias: random.normalTensor([widths[1]!], 0.5),
  };
  values.y!.data.forEach((value, index) => {
    values.y!.data[index] = value < 0 ? -1 : 1;
  });
  for (let layer = 1; layer < widths.length; layer++) {
    values[`w${layer}`] = random.normalTensor([widths[layer]!, widths[layer - 1]!], 1 / Math.sqrt(widths[layer - 1]!));
  }
  return values;
}

/** Phi(theta; x) [n, 1]: bias in the first layer only. */
function forward(symbols: Symbols, layers: number, activation: Activation): Tensor {
  let h = symbols.x!;
  for (let layer = 1; layer <= layers; layer++) {
    const z = matmul(h, symbols[`w${layer}`]!, { transposeB: true });
    h = layer === layers ? z : activation(layer === 1 ? add(z, symbols.bias!) : z);
  }
  return h;
}

/** || theta - (1/n) sum_i lambda_i y_i grad_theta Phi(theta; x_i) ||^2 over weights and bias, by `gradients`. */
function stationarity(symbols: Symbols, layers: number, activation: Activation): Tensor {
  const samples = symbols.x!.shape[0]!;
  const theta = [symbols.bias!, ...Array.from({ length: layers }, (_, index) => symbols[`w${index + 1}`]!)];
  const weights = mul(1 / samples, mul(symbols.lambda!, symbols.y!));
  const outputs = sum(forward(symbols, layers, activation), { axes: 1 });
  const combined = gradients(sum(mul(weights, outputs)), theta);
  return theta
    .map((parameter, index) => sum(square(sub(parameter, combined[index]!))))
    .reduce((total, term) => add(total, term));
}

describe('networks of 2 to 4 layers', () => {
  test('smooth ones: first derivatives by every tensor, and derivatives of their squared norm', async () => {
    await fc.assert(
      fc.asyncProperty(networks, fc.constantFrom(softplus, sigmoid), async ({ seed, widths, samples }, activation) => {
        const layers = widths.length - 1;
        const values = drawNetwork(makeRandom(seed), widths, samples);
        const names = Object.keys(values).filter((name) => name !== 'y');
        const loss = (symbols: Symbols): Tensor => {
          const margins = mul(symbols.y!, sum(forward(symbols, layers, activation), { axes: 1 }));
          return sum(mul(symbols.lambda!, softplus(margins)));
        };
        await expectGradients(loss, values, { names });
        const norm = (symbols: Symbols): Tensor =>
          gradients(
            loss(symbols),
            names.map((name) => symbols[name]!),
          )
            .map((gradient) => sum(square(gradient)))
            .reduce((total, term) => add(total, term));
        await expectGradients(norm, values, { names });
      }),
      { numRuns: 15 },
    );
  });

  test('hard ReLU: derivatives of the stationarity residual, itself made of derivatives', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async ({ seed, widths, samples }) => {
        const layers = widths.length - 1;
        const values = drawNetwork(makeRandom(seed), widths, samples);
        // Within a cell of the activation pattern the residual is smooth; stay in it.
        fc.pre(plainPreActivations(values, layers).every((z) => Math.abs(z) >= 1e-3));
        await expectGradients((symbols) => stationarity(symbols, layers, relu), values, { names: ['x', 'lambda'] });
      }),
      { numRuns: 40 },
    );
  });

  test('surrogate derivative: value and derivatives agree with plain loops', async () => {
    await fc.assert(
      fc.asyncProperty(
        networks,
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        async ({ seed, widths, samples }, alpha) => {
          const layers = widths.length - 1;
          const values = drawNetwork(makeRandom(seed), widths, samples);
          const program = (symbols: Symbols): Tensor =>
            stationarity(symbols, layers, (z) => surrogateRelu(z, scalar(alpha, 'float64')));
          const graph = trace(values, (symbols) => ({ value: program(symbols) }));
          const { value } = await evaluate(openReference(), graph, values);
          const plain = plainStationarity(values, values, layers, alpha);
          expect(Math.abs(value!.data[0]! / plain - 1)).toBeLessThan(1e-12);
          // The residual's own slope is not what the surrogate asks for: its forward ReLU would count with slope 0 or
          // 1. `plainStationarity` replaces that ReLU by its tangent of slope sigmoid(alpha z) at the base point, whose
          // differences are the surrogate's derivatives.
          const derivatives = await gradientsAt(program, values, ['x', 'lambda']);
          for (const name of ['x', 'lambda']) {
            const slopes = await centralDifferences(
              async (moved) => plainStationarity(moved, values, layers, alpha),
              values,
              name,
            );
            expectClose(derivatives[name]!, slopes, values[name]!.shape, 1e-6, name);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('the surrogate is not the slope of the residual: plain differences of it disagree', async () => {
    const values = drawNetwork(makeRandom(1), [3, 4, 1], 3);
    const program = (symbols: Symbols): Tensor =>
      stationarity(symbols, 2, (z) => surrogateRelu(z, scalar(1, 'float64')));
    await expect(expectGradients(program, values, { names: ['x'], tolerance: 1e-3 })).rejects.toThrow();
  });
});
