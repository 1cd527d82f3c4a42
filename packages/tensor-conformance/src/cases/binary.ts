import {
  add,
  clip,
  div,
  equal,
  fromNested,
  greater,
  greaterEqual,
  maximum,
  minimum,
  mul,
  sub,
  surrogateRelu,
  type Tensor,
  where,
} from '@noprior/tensor';
import type { ValueCase } from '../conformance-case.ts';
import { mapPairs } from './map-elements.ts';

interface Binary {
  readonly name: string;
  readonly op: (a: Tensor, b: Tensor) => Tensor;
  readonly closedForm: (a: number, b: number) => number;
}

const binary: readonly Binary[] = [
  { name: 'add', op: add, closedForm: (a, b) => a + b },
  { name: 'sub', op: sub, closedForm: (a, b) => a - b },
  { name: 'mul', op: mul, closedForm: (a, b) => a * b },
  { name: 'div', op: div, closedForm: (a, b) => a / b },
  { name: 'maximum', op: maximum, closedForm: Math.max },
  { name: 'minimum', op: minimum, closedForm: Math.min },
  { name: 'greater', op: greater, closedForm: (a, b) => Number(a > b) },
  { name: 'greaterEqual', op: greaterEqual, closedForm: (a, b) => Number(a >= b) },
  { name: 'equal', op: equal, closedForm: (a, b) => Number(a === b) },
  { name: 'surrogateRelu with alpha', op: surrogateRelu, closedForm: (a) => Math.max(a, 0) },
];

const matrix = fromNested([
  [-2, 0, 1.5],
  [3, -0.25, 7],
]);

/** Shapes that broadcast in every way: ranks that differ, extents of 1 on either side, scalars, no elements. */
const operands = {
  same: [
    matrix,
    fromNested([
      [-2, 1, 1.5],
      [0.5, -0.25, -7],
    ]),
  ],
  'row and matrix': [fromNested([1.5, -2, 3]), matrix],
  'matrix and row': [matrix, fromNested([[1.5, -2, 3]])],
  'matrix and column': [matrix, fromNested([[-2], [7]])],
  'column and row': [fromNested([[1], [-2], [0.5]]), fromNested([[1, 4, -2, 8]])],
  'scalar and matrix': [fromNested(1.5), matrix],
  'matrix and scalar': [matrix, fromNested(-0.25)],
  scalars: [fromNested(3), fromNested(2)],
  'three axes': [fromNested([[[1, 2]], [[3, 4]], [[-5, 6]]]), fromNested([[[1], [-2]]])],
  empty: [fromNested([[], []]), fromNested([[1], [2]])],
} as const;

const arithmetic: readonly ValueCase[] = binary.flatMap(({ name, op, closedForm }) =>
  Object.entries(operands).map(
    ([shapes, [a, b]]): ValueCase => ({
      id: `${name}/${shapes}`,
      inputs: { a, b },
      program: (inputs) => ({ y: op(inputs.a!, inputs.b!) }),
      expected: (inputs) => ({ y: mapPairs(inputs.a!, inputs.b!, closedForm) }),
    }),
  ),
);

/** Values of the operations of two and three operands. */
export const binaryCases: readonly ValueCase[] = [
  ...arithmetic,
  {
    id: 'sub/number operands',
    inputs: { x: fromNested([1, -2]) },
    program: ({ x }) => ({ left: sub(1, x!), right: sub(x!, 1) }),
    expected: { left: fromNested([0, 3]), right: fromNested([0, -3]) },
  },
  {
    id: 'clip/box from pixel to pixel',
    inputs: { x: fromNested([[-3, 0.25, 9]]), low: fromNested([-1, -1, 0]), high: fromNested([[1], [0]]) },
    program: ({ x, low, high }) => ({ y: clip(x!, low!, high!) }),
    expected: {
      y: fromNested([
        [-1, 0.25, 1],
        [-1, 0, 0],
      ]),
    },
  },
  {
    id: 'where/a comparison',
    inputs: { x: fromNested([-1, 0, 2]), y: fromNested([10, 20, 30]) },
    program: ({ x, y }) => ({ y: where(greater(x!, 0), y!, -5) }),
    expected: { y: fromNested([-5, -5, 30]) },
  },
  {
    id: 'where/any number but 0 chooses a',
    inputs: { c: fromNested([-1, 0, 0.25, 1, -0]), a: fromNested([1, 2, 3, 4, 5]), b: fromNested(9) },
    program: ({ c, a, b }) => ({ y: where(c!, a!, b!) }),
    expected: { y: fromNested([1, 9, 3, 4, 9]) },
  },
  {
    id: 'where/broadcasting all three',
    inputs: { c: fromNested([[1], [0]]), a: fromNested([1, 2]), b: fromNested([[[5]], [[6]]]) },
    program: ({ c, a, b }) => ({ y: where(c!, a!, b!) }),
    expected: {
      y: fromNested([
        [
          [1, 2],
          [5, 5],
        ],
        [
          [1, 2],
          [6, 6],
        ],
      ]),
    },
  },
  {
    id: 'equal/used as a number and as a condition',
    inputs: { a: fromNested([1, 2, 3]), b: fromNested([1, 0, 3]) },
    program: ({ a, b }) => {
      const same = equal(a!, b!);
      return { count: add(same, same), chosen: where(same, a!, 0) };
    },
    expected: { count: fromNested([2, 0, 2]), chosen: fromNested([1, 0, 3]) },
  },
];
