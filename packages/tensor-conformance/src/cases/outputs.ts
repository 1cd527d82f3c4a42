import {
  add,
  constant,
  fill,
  fromNested,
  makeHostTensor,
  mul,
  reshape,
  scalar,
  stopGradient,
  sum,
} from '@noprior/tensor';
import type { ValueCase } from '../conformance-case.ts';

/** Inputs and outputs in every role: unused, passed through, constant, twice the same, without elements, oddly named. */
export const outputCases: readonly ValueCase[] = [
  {
    id: 'outputs/an input, passed through',
    inputs: { x: fromNested([1, 2]) },
    program: ({ x }) => ({ x: x!, same: x!, stopped: stopGradient(x!), reshaped: reshape(x!, [2, 1]) }),
    expected: {
      x: fromNested([1, 2]),
      same: fromNested([1, 2]),
      stopped: fromNested([1, 2]),
      reshaped: fromNested([[1], [2]]),
    },
  },
  {
    id: 'outputs/constants, and an input that nothing uses',
    inputs: { unused: fromNested([5, 6, 7]) },
    program: (_, dtype) => {
      const c = constant(fromNested([[1, 2]]), dtype);
      return { c, again: c, number: scalar(0.1, dtype), fill: fill(3, [2, 2], dtype) };
    },
    expected: {
      c: fromNested([[1, 2]]),
      again: fromNested([[1, 2]]),
      number: fromNested(0.1),
      fill: fromNested([
        [3, 3],
        [3, 3],
      ]),
    },
  },
  {
    id: 'outputs/no input at all',
    inputs: {},
    program: (_, dtype) => ({ y: add(scalar(1, dtype), scalar(2, dtype)) }),
    expected: { y: fromNested(3) },
  },
  {
    id: 'outputs/one value under two names, and read on',
    inputs: { x: fromNested([1, 2]) },
    program: ({ x }) => {
      const y = mul(x!, 3);
      return { first: y, second: y, total: sum(y), further: add(y, 1) };
    },
    expected: {
      first: fromNested([3, 6]),
      second: fromNested([3, 6]),
      total: fromNested(9),
      further: fromNested([4, 7]),
    },
  },
  {
    id: 'outputs/none has elements',
    inputs: { x: makeHostTensor([], [0, 2]) },
    program: ({ x }) => ({ y: add(x!, 1) }),
    expected: { y: makeHostTensor([], [0, 2]) },
  },
  {
    id: 'outputs/some without elements',
    inputs: { none: makeHostTensor([], [2, 0]), x: fromNested([1, 2]) },
    program: ({ none, x }) => ({ none: mul(none!, 2), x: mul(x!, 2), total: add(sum(none!), sum(x!)) }),
    expected: { none: makeHostTensor([], [2, 0]), x: fromNested([2, 4]), total: fromNested(3) },
  },
  {
    id: 'outputs/names of every kind',
    inputs: {
      'loss/x': fromNested(1),
      λ: fromNested(2),
      'a b': fromNested(3),
      x0: fromNested(4),
      y1: fromNested(5),
      v0: fromNested(6),
    },
    program: (given) => ({
      'loss/λ': add(given['loss/x']!, given.λ!),
      x0: add(given['a b']!, given.x0!),
      v0: given.y1!,
      c0: mul(given.v0!, 2),
      '': given.v0!,
    }),
    expected: { 'loss/λ': fromNested(3), x0: fromNested(7), v0: fromNested(5), c0: fromNested(12), '': fromNested(6) },
  },
];
