import { decomposeResidual, evaluateKkt, oracleLoss } from '@noprior/kkt-loss';
import { projectOntoSpan, spanOf } from '@noprior/linear-algebra';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { halfKink, halfKinkSet, randomCases } from '@noprior/test-cases';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumOfSquares } from '../src/parameter-norm.ts';

const backend = openReference();

describe('by hand', () => {
  // theta = (w = [3, 4, 5], v = 1), x = [1, 0, 0], lambda = 2: y g = ([1, 0, 0], 3), R = ([1, 4, 5], -5).
  const network: ReluNetwork = { layers: [{ weight: fromNested([[3, 4, 5]]) }, { weight: fromNested([[1]]) }] };
  const candidates = { x: fromNested([[1, 0, 0]]), y: fromNested([1]), lambda: fromNested([2]) };

  it('without biases', async () => {
    const parts = await decomposeResidual(backend, network, candidates, { scale: 'sum' });
    expect(parts).toEqual({
      squared: 67,
      byTensor: { 'layers.0.weight': 42, 'layers.1.weight': 25 },
      byLayer: [42, 25],
      orthogonalToData: 41,
      withinData: 1,
      rank: 1,
    });
  });

  it('with a bias in the first layer, the span is that of (x, 1)', async () => {
    // b = 1: z = 4, y g = ([1, 0, 0, 1], 4), R = ([1, 4, 5, -1], -7); along [1, 0, 0, 1] / sqrt(2) there is nothing.
    const biased = { layers: [{ ...network.layers[0]!, bias: fromNested([1]) }, network.layers[1]!] };
    const parts = await decomposeResidual(backend, biased, candidates, { scale: 'sum' });
    expect(parts.byLayer).toEqual([43, 49]);
    expect(parts.orthogonalToData).toBeCloseTo(43, 12);
    expect(parts.withinData).toBeCloseTo(0, 12);
    expect(parts.byTensor).toMatchObject({ 'layers.0.bias': 1 });
  });

  it('the initial network: its part, and the cosine', async () => {
    const initial = { layers: [{ weight: fromNested([[0, 4, 5]]) }, { weight: fromNested([[1]]) }] };
    const { initial: part } = await decomposeResidual(backend, network, candidates, { scale: 'sum', initial });
    expect(part).toMatchObject({ orthogonalToData: 41, orthogonalChange: 0, parameterNormSquared: 42 });
    // <R, theta_0> = 16 + 25 - 5, R - theta_0 = ([1, 0, 0], -6).
    expect(part!.cosineSquared).toBeCloseTo(36 ** 2 / (67 * 42), 12);
    expect(part!.differenceSquared).toBe(37);
  });

  it('points that are all 0 span nothing: the first layer is orthogonal to them', async () => {
    const zeros = { ...candidates, x: fromNested([[0, 0, 0]]) };
    expect(await decomposeResidual(backend, network, zeros)).toMatchObject({
      rank: 0,
      orthogonalToData: 50,
      withinData: 0,
    });
  });
});

it('its sums are those of evaluateKkt, and the orthogonal part does not depend on multipliers', async () => {
  await fc.assert(
    fc.asyncProperty(randomCases(), fc.constantFrom('mean' as const, 'sum' as const), async (given, scale) => {
      const { network, candidates } = given;
      const parts = await decomposeResidual(backend, network, candidates, { scale });
      const whole = await evaluateKkt(backend, network, candidates, { scale });
      const slack = 1e-11 * (1 + whole.stationarity);
      expect(Math.abs(parts.squared - whole.stationarity)).toBeLessThan(slack);
      for (const [name, part] of Object.entries(whole.byTensor)) {
        expect(Math.abs(parts.byTensor[name]! - part)).toBeLessThan(slack);
      }
      expect(Math.abs(parts.orthogonalToData + parts.withinData - parts.byLayer[0]!)).toBeLessThan(slack);
      const lambda = makeHostTensor(new Float64Array(candidates.lambda.data.length), candidates.lambda.shape);
      const none = await decomposeResidual(backend, network, { ...candidates, lambda }, { scale });
      expect(Math.abs(none.orthogonalToData - parts.orthogonalToData)).toBeLessThan(slack);
      // With no multipliers the part within is the weights' own, [W b], projected.
      const { weight, bias } = network.layers[0]!;
      const [units, d] = weight.shape as [number, number];
      const rows = (values: typeof weight, last: (row: number) => number): number[][] =>
        Array.from({ length: values.shape[0]! }, (_, row) => [
          ...values.data.subarray(row * d, (row + 1) * d),
          ...(bias === undefined ? [] : [last(row)]),
        ]);
      const span = spanOf(fromNested(rows(candidates.x, () => 1)));
      const within = projectOntoSpan(span, fromNested(rows(weight, (row) => bias!.data[row]!)));
      expect(within.shape[0]).toBe(units);
      const squared = sumOfSquares(within);
      expect(Math.abs(none.withinData - squared)).toBeLessThan(slack);
    }),
    { numRuns: 80 },
  );
});

describe('after gradient descent', () => {
  const random = makeRandom(8);
  const data = { x: random.normalTensor([5, 12], 1), y: fromNested([1, -1, 1, -1, 1]) };

  it.each(['none', 'first'] as const)(
    'bias %s: the orthogonal part is the initialisation, to rounding',
    async (bias) => {
      const initial = makeNetwork({ inputSize: 12, hiddenSizes: [10, 6], bias, seed: 3, dtype: 'float64' });
      const { network, iterations } = await trainNetwork(backend, initial, data, {
        targetLoss: 1e-4,
        maxIterations: 2000,
        dtype: 'float64',
      });
      expect(iterations).toBeGreaterThan(20);
      const { lambda } = await oracleLoss(backend, network, data);
      const {
        orthogonalToData,
        withinData,
        initial: part,
      } = await decomposeResidual(backend, network, { ...data, lambda }, { initial });
      expect(orthogonalToData).toBeGreaterThan(0.1);
      expect(part!.orthogonalChange).toBeLessThan(1e-24 * orthogonalToData);
      expect(Math.abs(part!.orthogonalToData - orthogonalToData)).toBeLessThan(1e-12 * orthogonalToData);
      expect(withinData).toBeGreaterThan(0);
      expect(part!.cosineSquared).toBeGreaterThan(0);
      expect(part!.cosineSquared).toBeLessThan(1);
      // Without the premise, another start, the parts differ.
      const other = makeNetwork({ inputSize: 12, hiddenSizes: [10, 6], bias, seed: 4, dtype: 'float64' });
      const { initial: wrong } = await decomposeResidual(backend, network, { ...data, lambda }, { initial: other });
      expect(wrong!.orthogonalChange).toBeGreaterThan(0.1 * orthogonalToData);
    },
  );
});

describe('refuses', () => {
  const candidates = { ...halfKinkSet, lambda: fromNested([1, 1]) };
  const s = fromNested([
    [1, 0],
    [0, 1],
  ]);
  const wide = makeNetwork({ inputSize: 2, hiddenSizes: [3], seed: 1 });
  it.each([
    [{ ...candidates, lambda: fromNested([1]) }, {}, ShapeError, /lambda has shape/],
    [candidates, { selections: [] }, ShapeError, /0 selections for 1 hidden/],
    [candidates, { selections: [fromNested([[1, 0]])] }, ShapeError, /expected \[2, 2\]/],
    [candidates, { selections: [fromNested([[1, 2], [0, 1]])] }, DomainError, /value 2 at position 1/], // biome-ignore format: rows
    [
      candidates,
      { selections: [s], initial: wide },
      ShapeError,
      /the initial network has \[3, 2\] for layers.0.weight/,
    ],
    [candidates, { spanTolerance: 1 }, DomainError, /tolerance must be in/],
  ])('%#', async (given, options, type, message) => {
    const attempt = decomposeResidual(backend, halfKink, given, options);
    await expect(attempt).rejects.toThrow(type);
    await expect(attempt).rejects.toThrow(message);
  });
});
