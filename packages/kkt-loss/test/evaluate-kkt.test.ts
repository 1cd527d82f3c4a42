import { type EvaluateKktOptions, evaluateKkt, type KktEvaluation } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, DtypeError, fromNested, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { linear, planted, plantedSet, twoNeurons } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';

const backend = openReference();
const unitVectors = {
  x: fromNested([
    [1, 0],
    [0, 1],
  ]),
  lambda: fromNested([3, 2]),
  y: fromNested([1, -1]),
};
const onePoint = { x: fromNested([[1, 0]]), lambda: fromNested([0.5]), y: fromNested([1]) };

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

describe('values by hand', () => {
  it.each(['direct', 'gram'] as const)(
    'linear model, %s: the weighted sum of points against the weight',
    async (form) => {
      // theta = [1, 2], sum_i lambda_i y_i x_i = [3, -2]
      const sum = await evaluateKkt(backend, linear, unitVectors, { form });
      expect(sum.stationarity).toBeCloseTo(4 + 16, 12);
      const mean = await evaluateKkt(backend, linear, unitVectors, { form, scale: 'mean' });
      expect(mean.stationarity).toBeCloseTo(0.25 + 9, 12);
      expect(mean.parameterNormSquared).toBe(5);
      expect(mean.total).toBeCloseTo(9.25, 12);
      expect([mean.dualFeasibility, mean.prior]).toEqual([0, 0]);
    },
  );

  it.each(['direct', 'gram'] as const)('two neurons, %s: parts by tensor', async (form) => {
    // z = [2, -1], h = [2, 0]; half of the gradient: w_2 [1, 0], W_1 [[1, 0], [0, 0]], b [1, 0]
    const result = await evaluateKkt(backend, twoNeurons, onePoint, {
      form,
      lambdaMin: 0.7,
      box: { low: 0, high: 0.5 },
    });
    expect(result.byTensor['layers.0.weight']).toBeCloseTo(1 + 5, 12);
    expect(result.byTensor['layers.0.bias']).toBeCloseTo(0, 12);
    expect(result.byTensor['layers.1.weight']).toBeCloseTo(1 + 9, 12);
    expect(Object.keys(result.byTensor)).toHaveLength(3);
    expect(result.stationarity).toBeCloseTo(16, 12);
    expect(result.dualFeasibility).toBeCloseTo(5 * 0.2 ** 2, 12);
    expect(result.prior).toBeCloseTo(0.5 ** 2, 12);
    expect(result.total).toBeCloseTo(16 + 0.2 + 0.25, 12);
    expect(result.margins).toEqual({ min: 4, median: 4, max: 4 });
  });

  it.each(['direct', 'gram'] as const)('two neurons, %s, surrogate derivative', async (form) => {
    const { byTensor } = await evaluateKkt(backend, twoNeurons, onePoint, { form, alpha: 1.5 });
    const [first, second] = [2 * sigmoid(3), -3 * sigmoid(-1.5)];
    expect(byTensor['layers.0.weight']).toBeCloseTo((1 - first / 2) ** 2 + 1 + (-1 - second / 2) ** 2 + 4, 12);
    expect(byTensor['layers.0.bias']).toBeCloseTo((1 - first / 2) ** 2 + (second / 2) ** 2, 12);
    expect(byTensor['layers.1.weight']).toBeCloseTo(10, 12);
  });

  it('gradients of the linear model: 2 (s sum - theta) . x by lambda, and lambda y by x', async () => {
    const result = await evaluateKkt(backend, linear, unitVectors, { scale: 'sum', gradients: true });
    // residual r = theta - sum = [-2, 4]; d/dlambda_i = -2 y_i r.x_i, d/dx_i = -2 lambda_i y_i r
    expect([...result.gradLambda!.data]).toEqual([4, 8]);
    expect([...result.gradX!.data]).toEqual([12, -24, -8, 16]);
    expect((await evaluateKkt(backend, linear, unitVectors)).gradX).toBeUndefined();
  });

  it('slackness is that of the multipliers s lambda, margin the smallest of the candidates', async () => {
    // margins 1 and -2; p = -2
    const sum = await evaluateKkt(backend, linear, unitVectors, { scale: 'sum' });
    expect(sum.margins).toEqual({ min: -2, median: -0.5, max: 1 });
    expect(sum.slackness).toBe(3 * (1 + 2));
    const mean = await evaluateKkt(backend, linear, unitVectors, { scale: 'mean' });
    expect(mean.slackness).toBe(1.5 * (1 + 2));
  });

  it('a KKT point has no stationarity, and loses it with its pattern', async () => {
    const exact = await evaluateKkt(backend, planted, plantedSet, { scale: 'sum' });
    expect(exact.stationarity).toBeLessThan(1e-28);
    const flipped = {
      ...plantedSet,
      x: fromNested([
        [-3, -4],
        [-6, -8],
      ]),
    };
    expect((await evaluateKkt(backend, planted, flipped, { scale: 'sum' })).stationarity).toBeGreaterThan(1);
  });

  it('float32 rounds', async () => {
    const wide = await evaluateKkt(backend, twoNeurons, onePoint, { alpha: 0.3, dtype: 'float64' });
    const narrow = await evaluateKkt(backend, twoNeurons, onePoint, { alpha: 0.3, dtype: 'float32' });
    expect(narrow.stationarity).not.toBe(wide.stationarity);
    expect(narrow.stationarity / wide.stationarity).toBeCloseTo(1, 5);
  });
});

describe('refuses', () => {
  const cases: [
    string,
    ReluNetwork,
    Partial<typeof onePoint>,
    EvaluateKktOptions,
    typeof DomainError | typeof ShapeError,
    RegExp,
  ][] = [
    ['x of another size', twoNeurons, { x: fromNested([[1, 0, 0]]) }, {}, ShapeError, /x has shape \[1, 3\].*\[n, 2\]/],
    ['x of rank 1', twoNeurons, { x: fromNested([1, 0]) }, {}, ShapeError, /x has shape \[2\]/],
    ['lambda of another length', twoNeurons, { lambda: fromNested([1, 2]) }, {}, ShapeError, /lambda has shape \[2\]/],
    ['y of another length', twoNeurons, { y: fromNested([1, -1]) }, {}, ShapeError, /y has shape \[2\]/],
    ['other labels', twoNeurons, { y: fromNested([0]) }, {}, DomainError, /y\[0\] is 0/],
    [
      'NaN in x',
      twoNeurons,
      { x: fromNested([[1, Number.NaN]]) },
      {},
      DomainError,
      /x has the value NaN at position 1/,
    ],
    ['infinite lambda', twoNeurons, { lambda: fromNested([Number.POSITIVE_INFINITY]) }, {}, DomainError, /Infinity/],
    ['alpha 0', twoNeurons, {}, { alpha: 0 }, DomainError, /alpha must be a positive number, got 0/],
    ['alpha NaN', twoNeurons, {}, { alpha: Number.NaN }, DomainError, /alpha must be a positive number, got NaN/],
    ['floor NaN', twoNeurons, {}, { lambdaMin: Number.NaN }, DomainError, /lambdaMin must be finite/],
    ['an empty box', twoNeurons, {}, { box: { low: 1, high: 0 } }, DomainError, /\[1, 0\] at coordinate 0/],
    [
      'a box of another size',
      twoNeurons,
      {},
      { box: { low: fromNested([0]), high: 1 } },
      ShapeError,
      /low has shape \[1\].*\[2\]/,
    ],
    [
      'a network that is not finite',
      { layers: [{ weight: fromNested([[Number.NaN, 0]]) }] },
      {},
      {},
      DomainError,
      /layers\.0\.weight/,
    ],
  ];
  it.each(cases)('%s', async (_, network, change, options, type, message) => {
    const attempt = evaluateKkt(backend, network, { ...onePoint, ...change }, options);
    await expect(attempt).rejects.toThrow(type);
    await expect(evaluateKkt(backend, network, { ...onePoint, ...change }, options)).rejects.toThrow(message);
  });

  it('a dtype that the backend lacks', async () => {
    const narrow = { ...backend, dtypes: ['float32'] as const, compile: refuseFloat64 };
    await expect(evaluateKkt(narrow, twoNeurons, onePoint)).rejects.toThrow(DtypeError);
  });
});

function refuseFloat64(): Promise<never> {
  return Promise.reject(new DtypeError('float32 only'));
}

it('a result has no gradients unless asked for', async () => {
  const result: KktEvaluation = await evaluateKkt(backend, linear, unitVectors);
  expect(Object.keys(result)).not.toContain('gradX');
});
