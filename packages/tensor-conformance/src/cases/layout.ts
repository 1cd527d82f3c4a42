import { broadcastTo, concat, fromNested, makeHostTensor, reshape, slice, transpose } from '@noprior/tensor';
import type { ValueCase } from '../conformance-case.ts';

const matrix = fromNested([
  [1, 2, 3],
  [4, 5, 6],
]);
const cube = makeHostTensor(
  Array.from({ length: 24 }, (_, index) => index),
  [2, 3, 4],
);

/** Element (i, j, k) of the cube is 12 i + 4 j + k. */
const cubeAt = (i: number, j: number, k: number): number => 12 * i + 4 * j + k;

/** Operations that move elements and compute nothing. */
export const layoutCases: readonly ValueCase[] = [
  {
    id: 'reshape/row-major order',
    inputs: { x: matrix },
    program: ({ x }) => ({ flat: reshape(x!, [6]), tall: reshape(x!, [3, 2]), cube: reshape(x!, [1, 6, 1]) }),
    expected: {
      flat: fromNested([1, 2, 3, 4, 5, 6]),
      tall: fromNested([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      cube: fromNested([[[1], [2], [3], [4], [5], [6]]]),
    },
  },
  {
    id: 'reshape/scalar and nothing',
    inputs: { s: fromNested(4), none: makeHostTensor([], [0, 3]) },
    program: ({ s, none }) => ({ matrix: reshape(s!, [1, 1]), none: reshape(none!, [5, 0]) }),
    expected: { matrix: fromNested([[4]]), none: makeHostTensor([], [5, 0]) },
  },
  {
    id: 'broadcastTo/new axes and extents of 1',
    inputs: { row: fromNested([1, 2]), column: fromNested([[1], [2]]), s: fromNested(3) },
    program: ({ row, column, s }) => ({
      row: broadcastTo(row!, [3, 2]),
      column: broadcastTo(column!, [2, 3]),
      both: broadcastTo(column!, [2, 2, 2]),
      s: broadcastTo(s!, [2, 2]),
      none: broadcastTo(column!, [2, 0]),
    }),
    expected: {
      row: fromNested([
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
      column: fromNested([
        [1, 1, 1],
        [2, 2, 2],
      ]),
      both: fromNested([
        [
          [1, 1],
          [2, 2],
        ],
        [
          [1, 1],
          [2, 2],
        ],
      ]),
      s: fromNested([
        [3, 3],
        [3, 3],
      ]),
      none: makeHostTensor([], [2, 0]),
    },
  },
  {
    id: 'transpose/matrix, vector, scalar',
    inputs: { x: matrix, v: fromNested([1, 2]), s: fromNested(5), none: makeHostTensor([], [0, 2]) },
    program: ({ x, v, s, none }) => ({ x: transpose(x!), v: transpose(v!), s: transpose(s!), none: transpose(none!) }),
    expected: {
      x: fromNested([
        [1, 4],
        [2, 5],
        [3, 6],
      ]),
      v: fromNested([1, 2]),
      s: fromNested(5),
      none: makeHostTensor([], [2, 0]),
    },
  },
  {
    id: 'transpose/three axes',
    inputs: { x: cube },
    program: ({ x }) => ({ cyclic: transpose(x!, [2, 0, 1]), last: transpose(x!, [0, 2, 1]), reversed: transpose(x!) }),
    expected: {
      cyclic: makeHostTensor(
        Array.from({ length: 24 }, (_, p) => cubeAt(Math.floor(p / 3) % 2, p % 3, Math.floor(p / 6))),
        [4, 2, 3],
      ),
      last: makeHostTensor(
        Array.from({ length: 24 }, (_, p) => cubeAt(Math.floor(p / 12), p % 3, Math.floor(p / 3) % 4)),
        [2, 4, 3],
      ),
      reversed: makeHostTensor(
        Array.from({ length: 24 }, (_, p) => cubeAt(p % 2, Math.floor(p / 2) % 3, Math.floor(p / 6))),
        [4, 3, 2],
      ),
    },
  },
  {
    id: 'concat/both axes, one part, parts without elements',
    inputs: { a: matrix, b: fromNested([[7, 8, 9]]), c: fromNested([[0], [-1]]), none: makeHostTensor([], [2, 0]) },
    program: ({ a, b, c, none }) => ({
      rows: concat([a!, b!], 0),
      columns: concat([c!, a!, c!], -1),
      one: concat([a!], 0),
      withNone: concat([none!, a!, none!], 1),
      onlyNone: concat([none!, none!], 0),
      chain: concat([concat([none!, c!], 1), a!], 1),
    }),
    expected: {
      rows: fromNested([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ]),
      columns: fromNested([
        [0, 1, 2, 3, 0],
        [-1, 4, 5, 6, -1],
      ]),
      one: matrix,
      withNone: matrix,
      onlyNone: makeHostTensor([], [4, 0]),
      chain: fromNested([
        [0, 1, 2, 3],
        [-1, 4, 5, 6],
      ]),
    },
  },
  {
    id: 'slice/boxes',
    inputs: { x: matrix, c: cube, s: fromNested(5) },
    program: ({ x, c, s }) => ({
      whole: slice(x!, [0, 0], [2, 3]),
      corner: slice(x!, [1, 1], [1, 2]),
      inner: slice(c!, [1, 1, 1], [1, 2, 2]),
      none: slice(x!, [2, 0], [0, 3]),
      scalar: slice(s!, [], []),
    }),
    expected: {
      whole: matrix,
      corner: fromNested([[5, 6]]),
      inner: fromNested([
        [
          [cubeAt(1, 1, 1), cubeAt(1, 1, 2)],
          [cubeAt(1, 2, 1), cubeAt(1, 2, 2)],
        ],
      ]),
      none: makeHostTensor([], [0, 3]),
      scalar: fromNested(5),
    },
  },
];
