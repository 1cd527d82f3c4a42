import {
  abs,
  add,
  broadcastTo,
  concat,
  div,
  exp,
  fromNested,
  gradients,
  log,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  relu,
  reshape,
  sigmoid,
  slice,
  softplus,
  sqrt,
  square,
  step,
  stopGradient,
  sub,
  sum,
  surrogateRelu,
  type Tensor,
  transpose,
  where,
} from '@noprior/tensor';
import type { ValueCase } from '../conformance-case.ts';
import { centralDifferences } from './central-differences.ts';
import { mapPairs } from './map-elements.ts';

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Operation, first and second derivative in closed form. */
const unary: readonly (readonly [string, (x: Tensor) => Tensor, (x: number) => number, (x: number) => number])[] = [
  ['neg', neg, () => -1, () => 0],
  ['abs', abs, Math.sign, () => 0],
  ['square', square, (x) => 2 * x, () => 2],
  ['sqrt', (x) => sqrt(add(x, 4)), (x) => 0.5 / Math.sqrt(x + 4), (x) => -0.25 * (x + 4) ** -1.5],
  ['exp', exp, Math.exp, Math.exp],
  ['log', (x) => log(add(x, 4)), (x) => 1 / (x + 4), (x) => -1 / (x + 4) ** 2],
  ['relu', relu, (x) => Number(x > 0), () => 0],
  ['step', step, () => 0, () => 0],
  [
    'sigmoid',
    sigmoid,
    (x) => logistic(x) * logistic(-x),
    (x) => logistic(x) * logistic(-x) * (logistic(-x) - logistic(x)),
  ],
  ['softplus', softplus, logistic, (x) => logistic(x) * logistic(-x)],
  ['stopGradient', stopGradient, () => 0, () => 0],
  ['surrogateRelu', (z) => surrogateRelu(z, 3), (x) => logistic(3 * x), (x) => 3 * logistic(3 * x) * logistic(-3 * x)],
];

const points = fromNested([-2.5, -1, -0.25, 0, 0.25, 1, 3]);
const weights = fromNested([1, -2, 0.5, 3, -1, 2, 0.25]);

const unaryGradients = unary.map(
  ([name, op, first, second]): ValueCase => ({
    id: `gradient/${name}, and of its gradient`,
    inputs: { x: points, w: weights },
    program: ({ x, w }) => {
      const [derivative] = gradients(sum(mul(op(x!), w!)), [x!]);
      const [again] = gradients(sum(mul(derivative!, w!)), [x!]);
      return { derivative: derivative!, again: again! };
    },
    expected: ({ x, w }) => ({
      derivative: mapPairs(x!, w!, (value, weight) => weight * first(value)),
      again: mapPairs(x!, w!, (value, weight) => weight ** 2 * second(value)),
    }),
    tolerance: { float32: { rtol: 4e-6, atol: 6e-6 }, float64: { rtol: 1e-13, atol: 1e-13 } },
  }),
);

const a = fromNested([
  [1, -2, 0.5],
  [3, 0.25, -1],
]);
const row = fromNested([2, -1, 0.5]);

/** Gradients by both operands, the second one broadcast. */
const binary: readonly (readonly [string, (a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number])[] = [
  ['add', add, (x, y) => x + y],
  ['sub', sub, (x, y) => x - y],
  ['mul', mul, (x, y) => x * y],
  ['div', div, (x, y) => x / y],
  ['maximum', (x, y) => maximum(x, mul(1.01, y)), (x, y) => Math.max(x, 1.01 * y)],
  ['minimum', (x, y) => minimum(x, mul(1.01, y)), (x, y) => Math.min(x, 1.01 * y)],
  ['where', (x, y) => where(step(x), mul(x, y), sub(y, x)), (x, y) => (x > 0 ? x * y : y - x)],
];

const binaryGradients = binary.map(
  ([name, op, f]): ValueCase => ({
    id: `gradient/${name} with broadcasting`,
    inputs: { a, b: row },
    program: (inputs) => {
      const [byA, byB] = gradients(sum(square(op(inputs.a!, inputs.b!))), [inputs.a!, inputs.b!]);
      return { byA: byA!, byB: byB! };
    },
    expected: (inputs) => {
      const total = (x: Float64Array, y: Float64Array): number =>
        x.reduce((sofar, value, index) => sofar + f(value, y[index % 3]!) ** 2, 0);
      const [byA, byB] = centralDifferences((x, y) => total(x!, y!), [inputs.a!, inputs.b!]);
      return { byA: byA!, byB: byB! };
    },
    tolerance: { float32: { rtol: 4e-6, atol: 4e-6 }, float64: { rtol: 1e-8, atol: 1e-8 } },
  }),
);

const flags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

const matmulGradients = flags.map(
  ([transposeA, transposeB]): ValueCase => ({
    id: `gradient/matmul ${transposeA ? 'a^T' : 'a'} ${transposeB ? 'b^T' : 'b'}`,
    inputs: {
      a: transposeA
        ? fromNested([
            [1, 2],
            [3, -4],
            [5, 6],
          ])
        : fromNested([
            [1, 3, 5],
            [2, -4, 6],
          ]),
      b: transposeB
        ? fromNested([
            [1, 0, -1],
            [2, 1, 0.5],
          ])
        : fromNested([
            [1, 2],
            [0, 1],
            [-1, 0.5],
          ]),
      w: fromNested([
        [1, -1],
        [2, 0.5],
      ]),
    },
    program: (inputs) => {
      const y = matmul(inputs.a!, inputs.b!, { transposeA, transposeB });
      const [byA, byB] = gradients(sum(mul(y, inputs.w!)), [inputs.a!, inputs.b!]);
      return { byA: byA!, byB: byB! };
    },
    // The form sum_ij w_ij (op(a) op(b))_ij is linear in each factor: d/d op(a) = w op(b)^T, d/d op(b) = op(a)^T w.
    expected: () => {
      const byA = [
        [-1, -0.0 + -1, -1.5],
        [3, 0.5, -1.75],
      ];
      const byB = [
        [5, 0],
        [-5, -5],
        [17, -2],
      ];
      const turn = (m: readonly (readonly number[])[]): number[][] => m[0]!.map((_, j) => m.map((r) => r[j]!));
      return {
        byA: fromNested(transposeA ? turn(byA) : byA),
        byB: fromNested(transposeB ? turn(byB) : byB),
      };
    },
  }),
);

/** First derivatives of every operation and second derivatives of every one that has them. */
export const gradientCases: readonly ValueCase[] = [
  ...unaryGradients,
  ...binaryGradients,
  ...matmulGradients,
  {
    id: 'gradient/maximum and minimum give a tie to the first operand',
    inputs: { a: fromNested([1, 2]), b: fromNested([1, 3]) },
    program: (inputs) => {
      const [maxA, maxB] = gradients(sum(maximum(inputs.a!, inputs.b!)), [inputs.a!, inputs.b!]);
      const [minA, minB] = gradients(sum(minimum(inputs.a!, inputs.b!)), [inputs.a!, inputs.b!]);
      return { maxA: maxA!, maxB: maxB!, minA: minA!, minB: minB! };
    },
    expected: {
      maxA: fromNested([1, 0]),
      maxB: fromNested([0, 1]),
      minA: fromNested([1, 1]),
      minB: fromNested([0, 0]),
    },
  },
  {
    id: 'gradient/softplus far below 0',
    inputs: { x: fromNested([-40, -20, -80]) },
    program: ({ x }) => ({ y: gradients(sum(softplus(x!)), [x!])[0]! }),
    expected: ({ x }) => ({ y: fromNested(Array.from(x!.data, Math.exp).map((u) => u / (1 + u))) }),
  },
  {
    id: 'gradient/reductions',
    inputs: {
      x: fromNested([
        [0.5, -1, 2],
        [2, 2, -3],
      ]),
      w: fromNested([3, -2]),
    },
    program: ({ x, w }) => ({
      sum: gradients(sum(mul(sum(x!, { axes: 1 }), w!)), [x!])[0]!,
      mean: gradients(mean(square(x!)), [x!])[0]!,
      max: gradients(sum(mul(max(x!, { axes: 1 }), w!)), [x!])[0]!,
      logSumExp: gradients(sum(mul(logSumExp(x!, { axes: 1, keepdims: true }), reshape(w!, [2, 1]))), [x!])[0]!,
    }),
    expected: ({ x, w }) => ({
      sum: fromNested([
        [3, 3, 3],
        [-2, -2, -2],
      ]),
      mean: fromNested([
        [1 / 6, -1 / 3, 2 / 3],
        [2 / 3, 2 / 3, -1],
      ]),
      max: fromNested([
        [0, 0, 3],
        [-1, -1, 0],
      ]),
      logSumExp: fromNested(
        [0, 1].map((i) => {
          const powers = Array.from(x!.data.subarray(3 * i, 3 * i + 3), Math.exp);
          return powers.map((power) => (w!.data[i]! * power) / powers.reduce((total, one) => total + one));
        }),
      ),
    }),
    tolerance: { float32: { rtol: 2e-6, atol: 1e-6 }, float64: { rtol: 4e-15, atol: 1e-15 } },
  },
  {
    id: 'gradient/second derivatives of logSumExp',
    inputs: { x: fromNested([0.5, -1, 2]), v: fromNested([1, 2, -1]) },
    program: ({ x, v }) => {
      const [softmax] = gradients(logSumExp(x!), [x!]);
      return { y: gradients(sum(mul(softmax!, v!)), [x!])[0]! };
    },
    // d/dx_j sum_i v_i p_i = p_j (v_j - sum_i v_i p_i)
    expected: ({ x, v }) => {
      const powers = Array.from(x!.data, Math.exp);
      const p = powers.map((power) => power / powers.reduce((total, one) => total + one));
      const mean = p.reduce((total, one, i) => total + one * v!.data[i]!, 0);
      return { y: fromNested(p.map((one, j) => one * (v!.data[j]! - mean))) };
    },
    tolerance: { float32: { rtol: 4e-6, atol: 1e-6 }, float64: { rtol: 1e-14, atol: 1e-15 } },
  },
  {
    id: 'gradient/layout',
    inputs: {
      x: fromNested([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      w: fromNested([
        [1, -1, 2],
        [3, 0.5, -2],
      ]),
      r: fromNested([7, 8, 9]),
    },
    program: ({ x, w, r }) => ({
      reshape: gradients(sum(mul(reshape(x!, [3, 2]), reshape(w!, [3, 2]))), [x!])[0]!,
      transpose: gradients(sum(mul(transpose(x!), transpose(w!))), [x!])[0]!,
      slice: gradients(sum(mul(slice(x!, [0, 1], [2, 1]), 5)), [x!])[0]!,
      broadcastTo: gradients(sum(mul(broadcastTo(r!, [2, 3]), w!)), [r!])[0]!,
      concat: gradients(sum(mul(concat([x!, x!], 0), concat([w!, mul(2, w!)], 0))), [x!])[0]!,
      unused: gradients(sum(x!), [r!])[0]!,
    }),
    expected: {
      reshape: fromNested([
        [1, -1, 2],
        [3, 0.5, -2],
      ]),
      transpose: fromNested([
        [1, -1, 2],
        [3, 0.5, -2],
      ]),
      slice: fromNested([
        [0, 5, 0],
        [0, 5, 0],
      ]),
      broadcastTo: fromNested([4, -0.5, 0]),
      concat: fromNested([
        [3, -3, 6],
        [9, 1.5, -6],
      ]),
      unused: fromNested([0, 0, 0]),
    },
  },
];
