import {
  boxPrior,
  checkBox,
  checkCandidates,
  checkPoints,
  dualFeasibility,
  fromScaleSum,
  gramSystem,
  kktObjective,
  parameterNormSquared,
  scaleFactor,
  slackness,
  stationarity,
  stationarityGram,
  summarizeMargins,
  toScaleSum,
} from '@noprior/kkt-loss';
import { constantLayers } from '@noprior/relu-models';
import {
  constant,
  DomainError,
  evaluate,
  fill,
  fromNested,
  gradients,
  type NestedNumbers,
  ShapeError,
  type Tensor,
  trace,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { linear, twoNeurons } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';

const backend = openReference();

/** Value and gradient of a scalar program at one tensor. */
async function at(values: NestedNumbers, program: (tensor: Tensor) => Tensor): Promise<[number, number[]]> {
  const given = fromNested(values);
  const graph = trace({ given: { shape: given.shape, dtype: 'float64' } }, (inputs) => {
    const value = program(inputs.given!);
    return { value, gradient: gradients(value, [inputs.given!])[0]! };
  });
  const { value, gradient } = await evaluate(backend, graph, { given });
  return [value!.data[0]!, [...gradient!.data]];
}

describe('boxPrior', () => {
  const x = [
    [2, -3],
    [0.5, 1],
  ];

  it('squares what is outside of one interval', async () => {
    const [value, gradient] = await at(x, (points) => boxPrior(points, { low: -1, high: 1 }));
    expect(value).toBe(1 + 4);
    expect(gradient).toEqual([2, -4, 0, 0]);
  });

  it('takes bounds pixel by pixel', async () => {
    const low = constant(fromNested([0, -4]), 'float64');
    const high = constant(fromNested([1, 0.25]), 'float64');
    const [value, gradient] = await at(x, (points) => boxPrior(points, { low, high }));
    expect(value).toBe(1 + 0 + 0 + 0.75 ** 2);
    expect(gradient).toEqual([2, 0, 0, 1.5]);
  });

  it('refuses bounds of another size', async () => {
    const low = constant(fromNested([0, 0, 0]), 'float64');
    await expect(at(x, (points) => boxPrior(points, { low, high: 1 }))).rejects.toThrow(ShapeError);
  });
});

describe('checkBox', () => {
  it('takes numbers and vectors, degenerate intervals too', () => {
    expect(() => checkBox({ low: -1, high: -1 }, 3)).not.toThrow();
    expect(() => checkBox({ low: fromNested([0, 0]), high: 1 }, 2)).not.toThrow();
  });

  it.each([
    [{ low: fromNested([0]), high: 1 }, ShapeError, /low has shape \[1\].*\[2\]/],
    [{ low: 0, high: fromNested([[1, 1]]) }, ShapeError, /high has shape \[1, 2\]/],
    [{ low: fromNested([0, 2]), high: 1 }, DomainError, /\[2, 1\] at coordinate 1/],
    [{ low: Number.NEGATIVE_INFINITY, high: 1 }, DomainError, /not an interval/],
    [{ low: 0, high: Number.NaN }, DomainError, /not an interval/],
  ])('refuses %#', (box, type, message) => {
    expect(() => checkBox(box, 2)).toThrow(type);
    expect(() => checkBox(box, 2)).toThrow(message);
  });
});

it('dualFeasibility: squared distance below the floor', async () => {
  const [value, gradient] = await at([0.2, 1, -0.5], (lambda) => dualFeasibility(lambda, 0.5));
  expect(value).toBeCloseTo(0.09 + 1, 14);
  expect(gradient.map((entry) => Number(entry.toFixed(12)))).toEqual([-0.6, 0, -2]);
});

it('slackness: lambda (q - p), element by element', async () => {
  const margins = constant(fromNested([1, 1.5]), 'float64');
  const [first] = await at([2, 3], (lambda) => {
    const products = slackness(lambda, margins, 1);
    expect(products.shape).toEqual([2]);
    return stationarity(
      [{ weight: constant(fromNested([[0]]), 'float64') }],
      {
        // The sum of the products, written as the residual of a linear model without weight.
        x: constant(fromNested([[1], [1]]), 'float64'),
        lambda: products,
        y: fill(1, [2], 'float64'),
      },
      { scale: 'sum' },
    ).total;
  });
  expect(first).toBe(1.5 ** 2);
});

it('multipliers of the reference code are n times those of the KKT conditions, there and back', () => {
  const candidates = {
    x: fromNested([[1], [2], [3], [4]]),
    lambda: fromNested([4, 2, 0.5, 0.3]),
    y: fromNested([1, 1, -1, -1]),
  };
  expect([...toScaleSum(candidates, 'mean').lambda.data]).toEqual([1, 0.5, 0.125, 0.075]);
  expect(toScaleSum(candidates, 'sum')).toBe(candidates);
  expect(fromScaleSum(toScaleSum(candidates, 'mean'), 'mean')).toEqual(candidates);
});

it('scaleFactor', () => {
  expect([scaleFactor('mean', 4), scaleFactor('sum', 4)]).toEqual([0.25, 1]);
});

it('toScaleSum divides multipliers by the number of candidates, also where there is one for every class', () => {
  const x = fromNested([[1], [2]]);
  const y = fromNested([0, 2]);
  const lambda = fromNested([
    [0, 2, 4],
    [6, 8, 0],
  ]);
  const inSum = toScaleSum({ x, y, lambda }, 'mean');
  expect(inSum.x).toBe(x);
  expect(inSum.lambda).toEqual(
    fromNested([
      [0, 1, 2],
      [3, 4, 0],
    ]),
  );
  const given = { x, y, lambda };
  expect(toScaleSum(given, 'sum')).toBe(given);
});

describe('summarizeMargins', () => {
  it('odd and even counts, negative numbers in order of size', () => {
    expect(summarizeMargins([3, -10, 2])).toEqual({ min: -10, median: 2, max: 3 });
    expect(summarizeMargins(new Float32Array([3, 1, 2, 8]))).toEqual({ min: 1, median: 2.5, max: 8 });
  });
  it('refuses none', () => {
    expect(() => summarizeMargins([])).toThrow(DomainError);
  });
});

it('parameterNormSquared counts weights and biases', () => {
  expect(parameterNormSquared(twoNeurons)).toBe(7 + 1 + 13);
});

describe('kktObjective', () => {
  const point = { x: [[3, 0]], lambda: [0.5], y: [1] };
  const total = (options: Parameters<typeof kktObjective>[2]) =>
    at(point.lambda, (lambda) => {
      const x = constant(fromNested(point.x), 'float64');
      const y = constant(fromNested(point.y), 'float64');
      return kktObjective(constantLayers(linear), { x, lambda, y }, options).total;
    });

  it('weights the floor by 5 and the box by 1, unless told otherwise', async () => {
    // theta - lambda x = [1 - 1.5, 2]
    expect((await total({}))[0]).toBeCloseTo(4.25, 14);
    expect((await total({ lambdaMin: 0.6 }))[0]).toBeCloseTo(4.25 + 0.05, 14);
    expect((await total({ lambdaMin: 0.6, lambdaWeight: 100 }))[0]).toBeCloseTo(4.25 + 1, 14);
    expect((await total({ box: { low: -1, high: 1 } }))[0]).toBeCloseTo(4.25 + 4, 14);
    expect((await total({ box: { low: -1, high: 1 }, boxWeight: 0.25 }))[0]).toBeCloseTo(4.25 + 1, 14);
    expect((await total({ form: 'gram' }))[0]).toBeCloseTo(4.25, 14);
  });
});

describe('programs refuse candidates that disagree on n, instead of broadcasting them', () => {
  const tensor = (values: NestedNumbers) => constant(fromNested(values), 'float64');
  const layers = constantLayers(linear);
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const pair = tensor([1, 1]);
  const single = tensor([1]);

  it.each([stationarity, stationarityGram])('%o', (program) => {
    expect(() => program(layers, { x, lambda: pair, y: pair })).not.toThrow();
    expect(() => program(layers, { x, lambda: single, y: pair })).toThrow(/lambda has shape \[1\], expected \[2\]/);
    expect(() => program(layers, { x, lambda: pair, y: single })).toThrow(/y has shape \[1\], expected \[2\]/);
    expect(() => program(layers, { x: tensor([1, 2]), lambda: pair, y: pair })).toThrow(ShapeError);
    expect(() => program(layers, { x: tensor([[1], [2]]), lambda: pair, y: pair })).toThrow(ShapeError);
  });

  it('gramSystem', () => {
    expect(() => gramSystem(layers, { x, y: single })).toThrow(/gramSystem: y has shape \[1\]/);
  });
});

describe('checkCandidates and checkPoints', () => {
  const x = fromNested([[1, 2]]);
  const y = fromNested([-1]);
  const lambda = fromNested([0.5]);

  it('take what fits', () => {
    expect(() => checkCandidates(linear, { x, y, lambda })).not.toThrow();
    expect(() => checkPoints(linear, x, y)).not.toThrow();
  });

  it.each([
    [{ x: fromNested([[1]]) }, ShapeError, /x has shape \[1, 1\], the network expects \[n, 2\]/],
    [{ x: fromNested([]) }, ShapeError, /n >= 1/],
    [{ y: fromNested([[1]]) }, ShapeError, /y has shape \[1, 1\], expected \[1\]/],
    [{ y: fromNested([0.5]) }, DomainError, /y\[0\] is 0.5/],
    [{ x: fromNested([[Number.POSITIVE_INFINITY, 0]]) }, DomainError, /x has the value Infinity at position 0/],
    [{ lambda: fromNested([1, 1]) }, ShapeError, /lambda has shape \[2\], expected \[1\]/],
    [{ lambda: fromNested([Number.NaN]) }, DomainError, /lambda has the value NaN/],
  ])('refuse %#', (change, type, message) => {
    const candidates = { x, y, lambda, ...change };
    expect(() => checkCandidates(linear, candidates)).toThrow(type);
    expect(() => checkCandidates(linear, candidates)).toThrow(message);
  });
});

it('a squared norm that float64 does not hold is refused, not 0 and not infinite', () => {
  const at = (size: number) => ({ layers: [{ weight: fromNested([[size, 0]]) }] });
  for (const size of [1e-310, 1e-200, 1e160, 1e300]) {
    expect(() => parameterNormSquared(at(size))).toThrow(DomainError);
    expect(() => parameterNormSquared(at(size))).toThrow(/largest parameter of the network is 1.*power of two/);
  }
  expect(parameterNormSquared(at(0))).toBe(0);
  expect(parameterNormSquared(at(1e-100))).toBeCloseTo(1e-200, 210);
  expect(parameterNormSquared(at(1e150)) / 1e300).toBeCloseTo(1, 12);
});
