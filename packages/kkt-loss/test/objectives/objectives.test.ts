import {
  checkObjective,
  evaluateKkt,
  multiplierShape,
  type ObjectiveKind,
  oracleLoss,
  parameterNormSquared,
} from '@noprior/kkt-loss';
import { makeNetwork, outputs, trainNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';

const backend = openReference();
const x = fromNested([
  [1, 0],
  [0, 2],
]);
/** f(x) = W x with three classes. */
const linear = {
  layers: [
    {
      weight: fromNested([
        [1, -1],
        [-0.5, 2],
        [-0.5, -1],
      ]),
    },
  ],
};

describe('by hand, a linear network of three classes', () => {
  // Rows of W: sum_i x_i (weights of class c), weights +sum lambda for the own class and -lambda_ic for the others.
  it('is explained exactly per class', async () => {
    const y = fromNested([0, 1]);
    const { loss, lambda } = await oracleLoss(backend, linear, { x, y }, { objective: 'per-class', scale: 'sum' });
    expect(loss).toBeLessThan(1e-20);
    const expected = [0, 0.5, 0.5, 0.5, 0, 0.5];
    for (const [at, value] of expected.entries()) expect(lambda.data[at]).toBeCloseTo(value, 9);
  });

  it('margins, slackness and the floor', async () => {
    const candidates = {
      x,
      y: fromNested([0, 1]),
      lambda: fromNested([
        [9, 0.5, -0.1],
        [0.5, -9, 0.5],
      ]),
    };
    const options = { objective: 'per-class', scale: 'sum', lambdaMin: 0.6 } as const;
    const { margins, slackness, dualFeasibility } = await evaluateKkt(backend, linear, candidates, options);
    // Margins of the first point 1.5 to both, of the second 6 to both.
    expect(margins).toEqual({ min: 1.5, median: 3.75, max: 6 });
    expect(slackness).toBeCloseTo(0.5 * 4.5, 12);
    // Own classes do not count; -0.1 is below 0, and 0.4 below 0.6.
    expect(dualFeasibility).toBeCloseTo(5 * (0.01 + 0.04), 12);
  });

  it('classes that tie as runner-up share its derivative', async () => {
    const y = fromNested([0, 1]);
    const { loss, lambda } = await oracleLoss(backend, linear, { x, y }, { objective: 'runner-up', scale: 'sum' });
    expect(lambda.shape).toEqual([2]);
    expect(loss).toBeLessThan(1e-20);
    expect(lambda.data[0]).toBeCloseTo(1, 9);
    expect(lambda.data[1]).toBeCloseTo(1, 9);
  });
});

describe('regression', () => {
  it('finds the multipliers of a linear network, of either sign', async () => {
    const network = { layers: [{ weight: fromNested([[0.7, -0.6]]) }] };
    const y = fromNested([3, 4]);
    const { loss, lambda } = await oracleLoss(backend, network, { x, y }, { objective: 'regression', scale: 'sum' });
    expect(loss).toBeLessThan(1e-20);
    expect(lambda.data[0]).toBeCloseTo(0.7, 12);
    expect(lambda.data[1]).toBeCloseTo(-0.3, 12);
  });

  it('a network trained with a decay of the weights is explained by -loss_i / (n decay)', async () => {
    const random = makeRandom(3);
    const data = { x: random.normalTensor([3, 4], 1), y: fromNested([1, -0.5, 0.8]) };
    const weightDecay = 0.05;
    const options = { objective: 'regression', scale: 'sum' } as const;
    const oracleAfter = async (hiddenSizes: number[], maxIterations: number) => {
      const start = makeNetwork({ inputSize: 4, hiddenSizes, seed: 1, bias: 'first', dtype: 'float64' });
      const { network } = await trainNetwork(backend, start, data, {
        loss: 'squared',
        weightDecay,
        schedule: 'constant',
        stepSize: 0.1,
        maxIterations,
        evaluateEvery: 1000,
        dtype: 'float64',
      });
      const predicted = await outputs(backend, network, data.x);
      return { network, predicted, ...(await oracleLoss(backend, network, data, options)) };
    };
    const { loss, lambda, predicted } = await oracleAfter([], 4000);
    expect(loss).toBeLessThan(1e-12);
    for (let i = 0; i < 3; i++) {
      expect(lambda.data[i]).toBeCloseTo((data.y.data[i]! - predicted.data[i]!) / (3 * weightDecay), 6);
    }
    // With hidden units samples come to lie on kinks, where the hard derivative leaves something.
    const before = await oracleAfter([8], 0);
    const after = await oracleAfter([8], 2000);
    expect(before.loss / parameterNormSquared(before.network)).toBeGreaterThan(0.3);
    expect(after.loss / parameterNormSquared(after.network)).toBeLessThan(0.01);
  });
});

it('shapes of multipliers', () => {
  expect(multiplierShape('per-class', 5, 3)).toEqual([5, 3]);
  for (const kind of ['binary', 'runner-up', 'regression'] as const) expect(multiplierShape(kind, 5, 3)).toEqual([5]);
});

describe('what does not fit is refused', () => {
  const single = { layers: [{ weight: fromNested([[1, 1]]) }] };
  const lambda = makeHostTensor(Float64Array.of(1, 1), [2]);

  it.each<[string, typeof linear, ObjectiveKind, number[], new (message: string) => Error, RegExp]>([
    ['binary, three outputs', linear, 'binary', [1, -1], ShapeError, /3 output units.* Use runner-up or per-class/],
    ['regression, three outputs', linear, 'regression', [1, -1], ShapeError, /3 output units/],
    ['runner-up, one output', single, 'runner-up', [0, 0], ShapeError, /one output unit.*binary or regression/],
    ['per class with lambda [n]', linear, 'per-class', [0, 1], ShapeError, /lambda has shape \[2\], expected \[2, 3\]/],
    ['a class that is none', linear, 'runner-up', [0, 3], DomainError, /classes from 0 to 2, but y\[1\] is 3/],
    ['half a class', linear, 'runner-up', [0.5, 1], DomainError, /y\[0\] is 0\.5/],
  ])('%s', async (_, network, objective, y, error, message) => {
    const given = { x, y: fromNested(y), lambda };
    await expect(evaluateKkt(backend, network, given, { objective })).rejects.toThrow(error);
    await expect(evaluateKkt(backend, network, given, { objective })).rejects.toThrow(message);
  });

  it('an unknown objective', () => {
    // @ts-expect-error: not one of the kinds
    expect(() => checkObjective(single, 'ternary')).toThrow(/expected one of binary, runner-up, per-class, regression/);
  });

  it('a Gram system per class has no one gradient a point', async () => {
    const { gramSystem } = await import('@noprior/kkt-loss');
    const { constantLayers } = await import('@noprior/relu-models');
    const { constant } = await import('@noprior/tensor');
    const points = { x: constant(x, 'float64'), y: constant(fromNested([0, 1]), 'float64') };
    expect(() => gramSystem(constantLayers(linear), points, { objective: 'per-class' })).toThrow(DomainError);
  });
});
