import {
  abs,
  add,
  div,
  exp,
  fromNested,
  gradients,
  log,
  maximum,
  minimum,
  mul,
  neg,
  relu,
  sigmoid,
  softplus,
  sqrt,
  square,
  step,
  stopGradient,
  sub,
  sum,
  surrogateRelu,
  type Tensor,
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

/** First and second derivatives of the elementwise operations, against closed forms and central differences. */
export const elementwiseGradientCases: readonly ValueCase[] = [...unaryGradients, ...binaryGradients];
