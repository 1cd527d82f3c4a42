import {
  abs,
  type Dtype,
  definedOnly,
  exp,
  fromNested,
  log,
  neg,
  relu,
  sigmoid,
  softplus,
  sqrt,
  square,
  step,
  stopGradient,
  surrogateRelu,
  type Tensor,
} from '@noprior/tensor';
import type { Tolerance } from '../close.ts';
import type { ValueCase } from '../conformance-case.ts';
import { mapElements } from './map-elements.ts';

const everywhere = [-40, -3.25, -1, -0.5, -1e-3, 0, 1e-3, 0.5, 1, 2.75, 40];
const positive = [1e-30, 1e-3, 0.25, 0.999, 1, 1.001, 2, 10, 12345, 1e30];

const bothTolerances = (float32: Tolerance, float64: Tolerance): Readonly<Record<Dtype, Tolerance>> => ({
  float32,
  float64,
});

interface Unary {
  readonly name: string;
  readonly op: (x: Tensor) => Tensor;
  readonly closedForm: (x: number) => number;
  readonly points: readonly number[];
  readonly tolerance?: Readonly<Record<Dtype, Tolerance>>;
}

const unary: readonly Unary[] = [
  { name: 'neg', op: neg, closedForm: (x) => -x, points: everywhere },
  { name: 'abs', op: abs, closedForm: (x) => Math.max(x, -x), points: everywhere },
  { name: 'square', op: square, closedForm: (x) => x ** 2, points: everywhere },
  { name: 'sqrt', op: sqrt, closedForm: (x) => x ** 0.5, points: [0, ...positive] },
  { name: 'exp', op: exp, closedForm: Math.exp, points: [-80, ...everywhere, 80] },
  {
    name: 'log',
    op: log,
    closedForm: Math.log,
    points: positive,
    tolerance: bothTolerances({ rtol: 2e-6, atol: 1e-9 }, { rtol: 4e-15, atol: 1e-17 }),
  },
  { name: 'relu', op: relu, closedForm: (x) => Math.max(x, 0), points: everywhere },
  { name: 'step', op: step, closedForm: (x) => Number(x > 0), points: everywhere },
  {
    name: 'sigmoid',
    op: sigmoid,
    closedForm: (x) => 1 / (1 + Math.exp(-x)),
    points: [-700, -100, ...everywhere, 100, 700],
    // Absolute accuracy is what the contract asks for.
    tolerance: bothTolerances({ rtol: 0, atol: 3e-7 }, { rtol: 0, atol: 1e-14 }),
  },
  {
    name: 'softplus',
    op: softplus,
    closedForm: (x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
    points: [-80, -30, -20, -17, -16, -9, ...everywhere, 9, 16, 17, 80, 1e4],
  },
  { name: 'stopGradient', op: stopGradient, closedForm: (x) => x, points: everywhere },
  { name: 'surrogateRelu', op: (z) => surrogateRelu(z, 100), closedForm: (x) => Math.max(x, 0), points: everywhere },
];

/** Values of the operations of one operand: at chosen points, for a scalar, and without elements. */
export const unaryCases: readonly ValueCase[] = unary.flatMap(({ name, op, closedForm, points, tolerance }) => {
  const make = (what: string, values: ValueCase['inputs']): ValueCase => ({
    id: `${name}/${what}`,
    inputs: values,
    program: ({ x }) => ({ y: op(x!) }),
    expected: ({ x }) => ({ y: mapElements(x!, closedForm) }),
    ...definedOnly({ tolerance }),
  });
  return [
    make('points', { x: fromNested(points) }),
    make('matrix', { x: fromNested([points, points.toReversed()]) }),
    make('scalar', { x: fromNested(1.5) }),
    make('empty', { x: fromNested([[], []]) }),
  ];
});
