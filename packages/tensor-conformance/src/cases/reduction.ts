import {
  fromNested,
  type HostTensor,
  logSumExp,
  makeHostTensor,
  makeRandom,
  max,
  mean,
  square,
  sum,
  type Tensor,
} from '@noprior/tensor';
import type { ValueCase } from '../conformance-case.ts';
import { coordinates } from './map-elements.ts';

const combine = {
  sum: (values: readonly number[]) => values.reduce((total, value) => total + value, 0),
  mean: (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length,
  max: (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  logSumExp: (values: readonly number[]) => {
    const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    if (!Number.isFinite(largest)) return largest;
    return largest + Math.log(values.reduce((total, value) => total + Math.exp(value - largest), 0));
  },
} as const;

type Reduction = keyof typeof combine;

const ops: Readonly<
  Record<Reduction, (x: Tensor, options: { axes?: readonly number[]; keepdims?: boolean }) => Tensor>
> = { sum, mean, max, logSumExp };

/** Reduction by collecting the elements of every group. */
function reduced(x: HostTensor, op: Reduction, axes: readonly number[], keepdims: boolean): HostTensor {
  const shape = x.shape.flatMap((extent, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [extent]));
  const size = shape.reduce((total, extent) => total * extent, 1);
  const groups = Array.from({ length: size }, (): number[] => []);
  x.data.forEach((value, index) => {
    let group = 0;
    coordinates(index, x.shape).forEach((position, axis) => {
      if (!axes.includes(axis)) group = group * x.shape[axis]! + position;
    });
    groups[group]!.push(value);
  });
  return makeHostTensor(groups.map(combine[op]), shape);
}

const cube = makeRandom(11).normalTensor([2, 3, 5], 2);
const axesOfCube = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2], []] as const;

/** Every choice of axes, kept and dropped. */
const everyAxes = (Object.keys(ops) as Reduction[]).map(
  (op): ValueCase => ({
    id: `${op}/every choice of axes`,
    inputs: { x: cube },
    program: ({ x }) =>
      Object.fromEntries(
        axesOfCube.flatMap((axes) =>
          [false, true].map((keepdims) => [`${axes.join('')} ${keepdims}`, ops[op](x!, { axes, keepdims })]),
        ),
      ),
    expected: ({ x }) =>
      Object.fromEntries(
        axesOfCube.flatMap((axes) =>
          [false, true].map((keepdims) => [`${axes.join('')} ${keepdims}`, reduced(x!, op, axes, keepdims)]),
        ),
      ),
    tolerance: { float32: { rtol: 1e-6, atol: 2e-6 }, float64: { rtol: 2e-15, atol: 4e-15 } },
  }),
);

const large = (shape: readonly number[]) => () => ({ x: makeRandom(13).uniformTensor(shape, 0, 1) });

/** Sum of squares in float64, four accumulators, so that the expected value is good to 1e-13. */
function sumOfSquares(data: HostTensor['data']): number {
  const totals = [0, 0, 0, 0];
  data.forEach((value, index) => {
    totals[index % 4]! += value * value;
  });
  return totals.reduce((a, b) => a + b);
}

/** Float32 must not lose more than 2e-6 over a million terms; one running sum loses 1e-5 and more. */
const accurate = ([rows, columns]: readonly [number, number]): ValueCase => ({
  id: `sum/accuracy of the sum of ${rows}x${columns} squares`,
  inputs: large([rows, columns]),
  program: ({ x }) => ({ y: sum(square(x!)) }),
  expected: ({ x }) => ({ y: fromNested(sumOfSquares(x!.data)) }),
  tolerance: { float32: { rtol: 2e-6, atol: 0 }, float64: { rtol: 1e-12, atol: 0 } },
});

/** Reductions: values, axes, nothing to reduce, accuracy of large ones, extremes. */
export const reductionCases: readonly ValueCase[] = [
  ...everyAxes,
  accurate([1000, 1000]),
  accurate([1, 1_000_000]),
  accurate([1_000_000, 1]),
  accurate([50_000, 20]),
  accurate([3, 200_003]),
  {
    id: 'sum/accuracy along the first of two axes',
    inputs: large([300_007, 2]),
    program: ({ x }) => ({ y: sum(square(x!), { axes: 0 }) }),
    expected: ({ x }) => ({
      y: fromNested([0, 1].map((column) => sumOfSquares(x!.data.filter((_, index) => index % 2 === column)))),
    }),
    tolerance: { float32: { rtol: 2e-6, atol: 0 }, float64: { rtol: 1e-12, atol: 0 } },
  },
  {
    id: 'sum/accuracy of a vector of a million squares',
    inputs: large([1_000_000]),
    program: ({ x }) => ({ y: sum(square(x!)) }),
    expected: ({ x }) => ({ y: fromNested(sumOfSquares(x!.data)) }),
    tolerance: { float32: { rtol: 2e-6, atol: 0 }, float64: { rtol: 1e-12, atol: 0 } },
  },
  {
    id: 'reduction/scalar',
    inputs: { x: fromNested(-2.5) },
    program: ({ x }) => ({ sum: sum(x!), max: max(x!), logSumExp: logSumExp(x!), mean: mean(x!) }),
    expected: { sum: fromNested(-2.5), max: fromNested(-2.5), logSumExp: fromNested(-2.5), mean: fromNested(-2.5) },
  },
  {
    id: 'reduction/over nothing',
    inputs: { x: makeHostTensor([], [2, 0]) },
    program: ({ x }) => ({
      sum: sum(x!, { axes: 1 }),
      max: max(x!, { axes: 1 }),
      logSumExp: logSumExp(x!, { axes: 1 }),
      all: sum(x!),
      other: sum(x!, { axes: 0, keepdims: true }),
    }),
    expected: {
      sum: fromNested([0, 0]),
      max: fromNested([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]),
      logSumExp: fromNested([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]),
      all: fromNested(0),
      other: makeHostTensor([], [1, 0]),
    },
  },
  {
    id: 'max/ties and negative numbers',
    inputs: {
      x: fromNested([
        [-3, -1, -1],
        [2, 2, -7],
      ]),
    },
    program: ({ x }) => ({ rows: max(x!, { axes: 1 }), all: max(x!) }),
    expected: { rows: fromNested([-1, 2]), all: fromNested(2) },
  },
  {
    id: 'logSumExp/far from 0',
    inputs: {
      x: fromNested([
        [1000, 1000],
        [-1000, -1001],
        [0, -90],
        [5000, -5000],
      ]),
    },
    program: ({ x }) => ({ y: logSumExp(x!, { axes: 1 }), all: logSumExp(x!) }),
    expected: {
      y: fromNested([1000 + Math.LN2, -1000 + Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(-90)), 5000]),
      all: fromNested(5000),
    },
    tolerance: { float32: { rtol: 2e-7, atol: 1e-30 }, float64: { rtol: 4e-16, atol: 1e-30 } },
  },
];
