import { evaluate, type HostTensor, makeHostTensor, makeRandom, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clippedGradientSum } from '../src/clipped-gradient-sum.ts';
import { type BiasRule, constantLayers, makeNetwork, parameters, type ReluNetwork } from '../src/index.ts';

/** Gradient of one sample's logistic loss by every parameter, in plain loops; names as in `parameters`. */
function plainGradient(network: ReluNetwork, x: readonly number[], y: number): Record<string, number[]> {
  const activations: number[][] = [[...x]];
  const before: number[][] = [];
  network.layers.forEach(({ weight, bias }, index) => {
    const h = activations[index]!;
    const z = Array.from({ length: weight.shape[0]! }, (_, unit) =>
      h.reduce((sum, value, i) => sum + weight.data[unit * h.length + i]! * value, bias?.data[unit] ?? 0),
    );
    before.push(z);
    activations.push(z.map((value) => Math.max(0, value)));
  });
  let delta = [-y / (1 + Math.exp(y * before.at(-1)![0]!))];
  const gradient: Record<string, number[]> = {};
  for (let index = network.layers.length - 1; index >= 0; index--) {
    const { weight, bias } = network.layers[index]!;
    const h = activations[index]!;
    gradient[`layers.${index}.weight`] = delta.flatMap((d) => h.map((value) => d * value));
    if (bias !== undefined) gradient[`layers.${index}.bias`] = [...delta];
    if (index === 0) break;
    delta = h.map((_, i) => {
      const back = delta.reduce((sum, d, unit) => sum + d * weight.data[unit * h.length + i]!, 0);
      return before[index - 1]![i]! > 0 ? back : 0;
    });
  }
  return gradient;
}

function plainClippedSum(network: ReluNetwork, x: HostTensor, y: HostTensor, clip: number) {
  const d = x.shape[1]!;
  const sums: Record<string, number[]> = {};
  const norms = [...y.data].map((label, row) => {
    const gradient = plainGradient(network, [...x.data.slice(row * d, (row + 1) * d)], label);
    const norm = Math.hypot(...Object.values(gradient).flat());
    for (const [name, values] of Object.entries(gradient)) {
      sums[name] ??= values.map(() => 0);
      values.forEach((value, at) => {
        sums[name]![at]! += value * Math.min(1, clip / norm);
      });
    }
    return norm;
  });
  return { norms, sums };
}

const backend = openReference();
const runsSeed = 20_261_125;

async function clippedSum(network: ReluNetwork, x: HostTensor, y: HostTensor, clip: number) {
  const graph = trace(
    { x: { shape: x.shape, dtype: 'float64' }, y: { shape: y.shape, dtype: 'float64' } },
    (inputs) => {
      const { norms, layers } = clippedGradientSum(constantLayers(network), inputs.x!, inputs.y!, clip);
      const outputs = layers.flatMap(({ weight, bias }, index) => [
        [`layers.${index}.weight`, weight] as const,
        ...(bias === undefined ? [] : [[`layers.${index}.bias`, bias] as const]),
      ]);
      return { norms, ...Object.fromEntries(outputs) };
    },
  );
  const { norms, ...sums } = await evaluate(backend, graph, { x, y });
  return { norms: norms!, sums };
}

describe('clippedGradientSum', () => {
  it(`is the sum of plainly clipped gradients (seed ${runsSeed})`, async () => {
    let clippedSome = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          d: fc.integer({ min: 1, max: 5 }),
          hiddenSizes: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
          n: fc.integer({ min: 1, max: 6 }),
          bias: fc.constantFrom<BiasRule>('first', 'none', 'all'),
          seed: fc.integer({ min: 0, max: 2 ** 31 }),
          // Of the median norm: every sample, some, none, and no bound at all.
          clip: fc.constantFrom(0.01, 0.5, 1, 1.5, 100, Number.POSITIVE_INFINITY),
        }),
        async ({ d, hiddenSizes, n, bias, seed, clip }) => {
          const network = makeNetwork({ inputSize: d, hiddenSizes, bias, seed, dtype: 'float64' });
          const random = makeRandom(seed).fork('data');
          const x = random.normalTensor([n, d], 2);
          const y = makeHostTensor(
            Array.from({ length: n }, () => (random.uniform() < 0.5 ? -1 : 1)),
            [n],
          );
          const { norms } = plainClippedSum(network, x, y, Number.POSITIVE_INFINITY);
          const median = [...norms].sort((a, b) => a - b)[Math.floor(n / 2)]!;
          fc.pre(median > 0);
          const bound = clip * median;
          const expected = plainClippedSum(network, x, y, bound);
          const found = await clippedSum(network, x, y, bound);
          if (norms.some((norm) => norm > bound) && norms.some((norm) => norm < bound)) clippedSome++;
          found.norms.data.forEach((norm: number, row: number) => {
            expect(Math.abs(norm - norms[row]!)).toBeLessThan(1e-12 * (1 + norms[row]!));
          });
          expect(Object.keys(found.sums).sort()).toEqual(Object.keys(parameters(network)).sort());
          for (const [name, tensor] of Object.entries(found.sums)) {
            expect(tensor.shape).toEqual(parameters(network)[name]!.shape);
            const size = Math.min(bound, Math.max(...norms));
            tensor.data.forEach((value: number, at: number) => {
              expect(Math.abs(value - expected.sums[name]![at]!)).toBeLessThan(1e-12 * n * size);
            });
          }
        },
      ),
      { seed: runsSeed, numRuns: 150 },
    );
    expect(clippedSome).toBeGreaterThan(10);
  });

  it('lets no sample count for more than the clip', async () => {
    const network = makeNetwork({ inputSize: 3, hiddenSizes: [5], bias: 'all', seed: 3, dtype: 'float64' });
    const x = makeRandom(3).normalTensor([1, 3], 50);
    const { norms, sums } = await clippedSum(network, x, makeHostTensor([1], [1]), 0.25);
    expect(norms.data[0]).toBeGreaterThan(0.25);
    const all = Object.values(sums).flatMap(({ data }) => [...data]);
    expect(Math.hypot(...all)).toBeCloseTo(0.25, 12);
  });
});
