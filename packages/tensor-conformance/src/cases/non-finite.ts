import {
  abs,
  add,
  clip,
  definedOnly,
  div,
  equal,
  exp,
  fromNested,
  greater,
  greaterEqual,
  type HostTensor,
  log,
  logSumExp,
  matmul,
  max,
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
  sub,
  sum,
  surrogateRelu,
  type Tensor,
  where,
} from '@noprior/tensor';
import type { ValueCase } from '../conformance-case.ts';

const nan = Number.NaN;
const inf = Number.POSITIVE_INFINITY;

/** Twenty rows of it, so that vectorised loops and their remainders both see every value. */
const copies = (row: readonly number[]): HostTensor => fromNested(Array.from({ length: 20 }, () => row));

const unary = (
  name: string,
  op: (x: Tensor) => Tensor,
  x: readonly number[],
  y: readonly number[],
  tolerance: ValueCase['tolerance'] = undefined,
): ValueCase => ({
  id: `${name}/NaN and infinity`,
  inputs: { x: copies(x) },
  program: (inputs) => ({ y: op(inputs.x!) }),
  expected: { y: copies(y) },
  ...definedOnly({ tolerance }),
});

const binary = (
  name: string,
  op: (a: Tensor, b: Tensor) => Tensor,
  rows: readonly (readonly [a: number, b: number, y: number])[],
): ValueCase => ({
  id: `${name}/NaN and infinity`,
  inputs: { a: copies(rows.map(([a]) => a)), b: copies(rows.map(([, b]) => b)) },
  program: (inputs) => ({ y: op(inputs.a!, inputs.b!) }),
  expected: { y: copies(rows.map(([, , y]) => y)) },
});

/** NaN and infinities go the way IEEE 754 sends them: a NaN is never lost, a mask of NaN is 0. */
export const nonFiniteCases: readonly ValueCase[] = [
  unary('neg', neg, [nan, inf, -inf], [nan, -inf, inf]),
  unary('abs', abs, [nan, inf, -inf], [nan, inf, inf]),
  unary('square', square, [nan, inf, -inf, 1e200], [nan, inf, inf, inf], {
    float64: { rtol: 0, atol: 0 },
    float32: { rtol: 0, atol: 0 },
  }),
  unary('sqrt', sqrt, [nan, inf, -1, 0], [nan, inf, nan, 0]),
  unary('exp', exp, [nan, inf, -inf, 1000, -1000], [nan, inf, 0, inf, 0]),
  unary('log', log, [nan, inf, -1, 0, -inf], [nan, inf, nan, -inf, nan]),
  unary('relu', relu, [nan, inf, -inf], [nan, inf, 0]),
  unary('surrogateRelu', (z) => surrogateRelu(z, 10), [nan, inf, -inf], [nan, inf, 0]),
  unary('step', step, [nan, inf, -inf], [0, 1, 0]),
  unary('sigmoid', sigmoid, [nan, inf, -inf, 1000, -1000], [nan, 1, 0, 1, 0], {
    float32: { rtol: 0, atol: 3e-7 },
    float64: { rtol: 0, atol: 1e-14 },
  }),
  unary('softplus', softplus, [nan, inf, -inf, 1000, -1000], [nan, inf, 0, 1000, 0]),
  binary('add', add, [
    [inf, -inf, nan],
    [nan, 1, nan],
    [inf, 1, inf],
  ]),
  binary('sub', sub, [
    [inf, inf, nan],
    [1, nan, nan],
    [1, inf, -inf],
  ]),
  binary('mul', mul, [
    [0, inf, nan],
    [nan, 0, nan],
    [-2, inf, -inf],
  ]),
  binary('div', div, [
    [1, 0, inf],
    [-1, 0, -inf],
    [0, 0, nan],
    [1, inf, 0],
    [inf, inf, nan],
    [nan, 1, nan],
  ]),
  binary('maximum', maximum, [
    [nan, 1, nan],
    [1, nan, nan],
    [inf, 1, inf],
    [-inf, 1, 1],
    [nan, inf, nan],
    [-inf, nan, nan],
  ]),
  binary('minimum', minimum, [
    [nan, 1, nan],
    [1, nan, nan],
    [inf, 1, 1],
    [-inf, 1, -inf],
    [nan, -inf, nan],
    [inf, nan, nan],
  ]),
  binary('greater', greater, [
    [nan, 1, 0],
    [1, nan, 0],
    [nan, nan, 0],
    [inf, 1, 1],
    [-inf, inf, 0],
  ]),
  binary('greaterEqual', greaterEqual, [
    [nan, 1, 0],
    [1, nan, 0],
    [nan, nan, 0],
    [inf, inf, 1],
    [-inf, inf, 0],
  ]),
  binary('equal', equal, [
    [nan, nan, 0],
    [inf, inf, 1],
    [inf, -inf, 0],
    [nan, 1, 0],
  ]),
  {
    id: 'maximum/NaN against a number',
    inputs: { x: copies([nan, -1, 2]) },
    program: ({ x }) => ({ right: maximum(x!, 0), left: maximum(0, x!), clipped: clip(x!, -0.5, 1) }),
    expected: { right: copies([nan, 0, 2]), left: copies([nan, 0, 2]), clipped: copies([nan, -0.5, 1]) },
  },
  {
    id: 'minimum/NaN against a number',
    inputs: { x: copies([nan, -1, 2]) },
    program: ({ x }) => ({ right: minimum(x!, 0), left: minimum(0, x!) }),
    expected: { right: copies([nan, -1, 0]), left: copies([nan, -1, 0]) },
  },
  {
    id: 'where/no leak from the other branch',
    inputs: { c: fromNested([1, 0, nan]), a: fromNested([1, nan, 3]), b: fromNested([inf, 2, -inf]) },
    program: ({ c, a, b }) => ({ y: where(c!, a!, b!) }),
    expected: { y: fromNested([1, 2, 3]) },
  },
  {
    id: 'surrogateRelu/NaN and infinity, alpha an input',
    inputs: { z: copies([nan, inf, -inf, 2, -2]), alpha: fromNested(10) },
    program: ({ z, alpha }) => ({ y: surrogateRelu(z!, alpha!) }),
    expected: { y: copies([nan, inf, 0, 2, 0]) },
  },
  {
    id: 'surrogateRelu/alpha NaN',
    inputs: { z: fromNested([-1, 2]), alpha: fromNested(nan) },
    program: ({ z, alpha }) => ({ y: surrogateRelu(z!, alpha!) }),
    expected: { y: fromNested([nan, nan]) },
  },
  {
    id: 'sum/NaN and infinity',
    inputs: {
      x: fromNested([
        [1, nan, 2],
        [inf, 1, 2],
        [inf, -inf, 0],
        [-inf, 1, 2],
      ]),
    },
    program: ({ x }) => ({ rows: sum(x!, { axes: 1 }), columns: sum(x!, { axes: 0 }) }),
    expected: { rows: fromNested([nan, inf, nan, -inf]), columns: fromNested([nan, nan, 6]) },
  },
  {
    id: 'max/infinity',
    inputs: {
      x: fromNested([
        [1, inf, 2],
        [-inf, -inf, -inf],
        [-inf, -3, -inf],
      ]),
    },
    program: ({ x }) => ({ rows: max(x!, { axes: 1 }), all: max(x!) }),
    expected: { rows: fromNested([inf, -inf, -3]), all: fromNested(inf) },
  },
  {
    id: 'max/NaN',
    inputs: {
      x: fromNested([
        [1, nan, 2],
        [nan, 1, inf],
        [3, 2, nan],
      ]),
    },
    program: ({ x }) => ({ rows: max(x!, { axes: 1 }), columns: max(x!, { axes: 0 }), all: max(x!) }),
    expected: { rows: fromNested([nan, nan, nan]), columns: fromNested([nan, nan, nan]), all: fromNested(nan) },
  },
  {
    id: 'logSumExp/infinity',
    inputs: {
      x: fromNested([
        [1, inf, 2],
        [-inf, -inf, -inf],
        [-inf, -3, -inf],
        [inf, -inf, 0],
      ]),
    },
    program: ({ x }) => ({ rows: logSumExp(x!, { axes: 1 }) }),
    expected: { rows: fromNested([inf, -inf, -3, inf]) },
  },
  {
    id: 'logSumExp/NaN',
    inputs: {
      x: fromNested([
        [1, nan, 2],
        [nan, 0, 1],
      ]),
    },
    program: ({ x }) => ({ rows: logSumExp(x!, { axes: 1 }) }),
    expected: { rows: fromNested([nan, nan]) },
  },
  {
    id: 'matmul/NaN and infinity',
    inputs: {
      a: fromNested([
        [0, 1],
        [1, 2],
        [nan, 0],
      ]),
      b: fromNested([
        [inf, 1],
        [2, 3],
      ]),
    },
    program: ({ a, b }) => ({ y: matmul(a!, b!) }),
    expected: {
      y: fromNested([
        [nan, 3],
        [inf, 7],
        [nan, nan],
      ]),
    },
  },
];
