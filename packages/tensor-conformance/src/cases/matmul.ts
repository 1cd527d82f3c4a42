import {
  add,
  constant,
  fromNested,
  gatherRows,
  type HostTensor,
  makeHostTensor,
  makeRandom,
  matmul,
  mul,
  neg,
  sub,
  transpose,
} from '@noprior/tensor';
import type { Tolerance } from '../close.ts';
import type { ValueCase } from '../conformance-case.ts';
import { mapElements, mapPairs } from './map-elements.ts';
import { transposeFlags } from './transpose-flags.ts';

const random = (name: string, shape: readonly number[]): HostTensor => makeRandom(7).fork(name).normalTensor(shape, 1);

/** Product by three loops. */
function product(a: HostTensor, b: HostTensor, transposeA: boolean, transposeB: boolean): HostTensor {
  const [aRows, aColumns] = a.shape as readonly [number, number];
  const [bRows, bColumns] = b.shape as readonly [number, number];
  const [n, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const m = transposeB ? bRows : bColumns;
  const data = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      for (let l = 0; l < k; l++) {
        const left = a.data[transposeA ? l * aColumns + i : i * aColumns + l]!;
        const right = b.data[transposeB ? j * bColumns + l : l * bColumns + j]!;
        data[i * m + j]! += left * right;
      }
    }
  }
  return makeHostTensor(data, [n, m]);
}

const sizes = [
  [3, 5, 7],
  [65, 130, 33],
  [1, 6, 1],
  [4, 1, 5],
  [1, 9, 17],
  [17, 9, 1],
] as const;

/** Sums of a hundred normal products cancel: the error is measured against their size, about 10. */
const tolerance: Readonly<Record<'float32' | 'float64', Tolerance>> = {
  float32: { rtol: 2e-6, atol: 1e-5 },
  float64: { rtol: 4e-15, atol: 2e-14 },
};

const allFlags = sizes.flatMap(([n, k, m]) =>
  transposeFlags.map(([transposeA, transposeB]): ValueCase => {
    const a = random('a', transposeA ? [k, n] : [n, k]);
    const b = random('b', transposeB ? [m, k] : [k, m]);
    return {
      id: `matmul/${transposeA ? 'a^T' : 'a'} ${transposeB ? 'b^T' : 'b'} ${n}x${k}x${m}`,
      inputs: { a, b },
      program: (inputs, dtype) => ({
        y: matmul(inputs.a!, inputs.b!, { transposeA, transposeB }),
        constantRight: matmul(inputs.a!, constant(b, dtype), { transposeA, transposeB }),
        constantLeft: matmul(constant(a, dtype), inputs.b!, { transposeA, transposeB }),
      }),
      expected: (inputs) => {
        const y = product(inputs.a!, inputs.b!, transposeA, transposeB);
        return { y, constantRight: y, constantLeft: y };
      },
      tolerance,
    };
  }),
);

/** Matrix products: every pair of transposeFlags at odd sizes, and the sums and multiples that a backend may fuse with them. */
export const matmulCases: readonly ValueCase[] = [
  ...allFlags,
  {
    id: 'matmul/by hand',
    inputs: {
      a: fromNested([
        [1, 2],
        [3, 4],
      ]),
      b: fromNested([
        [5, 6],
        [7, 8],
      ]),
    },
    program: ({ a, b }) => ({ y: matmul(a!, b!), transposed: matmul(transpose(a!), b!) }),
    expected: {
      y: fromNested([
        [19, 22],
        [43, 50],
      ]),
      transposed: fromNested([
        [26, 30],
        [38, 44],
      ]),
    },
  },
  {
    id: 'matmul/inner extent 0',
    inputs: { a: fromNested([[], []]), b: makeHostTensor([], [0, 3]), c: fromNested([1, 2, 3]) },
    program: ({ a, b, c }) => ({ y: matmul(a!, b!), sum: add(matmul(a!, b!), c!), scaled: mul(2, matmul(a!, b!)) }),
    expected: {
      y: fromNested([
        [0, 0, 0],
        [0, 0, 0],
      ]),
      sum: fromNested([
        [1, 2, 3],
        [1, 2, 3],
      ]),
      scaled: fromNested([
        [0, 0, 0],
        [0, 0, 0],
      ]),
    },
  },
  {
    id: 'matmul/no rows',
    inputs: {
      a: makeHostTensor([], [0, 2]),
      b: fromNested([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    },
    program: ({ a, b }) => ({ y: matmul(a!, b!) }),
    expected: { y: makeHostTensor([], [0, 3]) },
  },
  {
    id: 'matmul/gatherRows',
    inputs: {
      x: fromNested([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    },
    program: ({ x }) => ({ y: gatherRows(x!, [2, 0, 2]) }),
    expected: {
      y: fromNested([
        [5, 6],
        [1, 2],
        [5, 6],
      ]),
    },
  },
  {
    id: 'matmul/sums and multiples',
    inputs: {
      a: random('a', [5, 4]),
      b: random('b', [3, 4]),
      c: random('c', [5, 3]),
      row: random('row', [3]),
      column: random('column', [5, 1]),
      s: fromNested(-1.5),
    },
    program: ({ a, b, c, row, column, s }) => {
      const p = () => matmul(a!, b!, { transposeB: true });
      return {
        plusRow: add(p(), row!),
        rowPlus: add(row!, p()),
        minus: sub(p(), c!),
        from: sub(c!, p()),
        scaled: mul(p(), 0.1),
        scaledFrom: sub(column!, mul(-2.5, p())),
        byScalar: sub(c!, mul(s!, p())),
        negative: neg(p()),
        negativeScaled: neg(mul(0.25, p())),
        plusScalar: add(s!, neg(p())),
        plusOne: add(p(), 1),
        ofScaledSum: mul(-2, add(mul(0.5, c!), p())),
        twice: sub(mul(2, p()), p()),
        third: add(add(p(), c!), row!),
      };
    },
    expected: ({ a, b, c, row, column, s }) => {
      const p = product(a!, b!, false, true);
      const times = (factor: number): HostTensor => mapElements(p, (value) => factor * value);
      const plus = (x: HostTensor, y: HostTensor): HostTensor => mapPairs(x, y, (u, v) => u + v);
      const minus = (x: HostTensor, y: HostTensor): HostTensor => mapPairs(x, y, (u, v) => u - v);
      return {
        plusRow: plus(p, row!),
        rowPlus: plus(p, row!),
        minus: minus(p, c!),
        from: minus(c!, p),
        scaled: times(0.1),
        scaledFrom: minus(column!, times(-2.5)),
        byScalar: minus(c!, times(s!.data[0]!)),
        negative: times(-1),
        negativeScaled: times(-0.25),
        plusOne: mapElements(p, (value) => value + 1),
        ofScaledSum: mapPairs(p, c!, (u, v) => -2 * u - v),
        plusScalar: minus(s!, p),
        twice: p,
        third: plus(plus(p, c!), row!),
      };
    },
    tolerance: { float32: { rtol: 2e-6, atol: 2e-6 }, float64: { rtol: 4e-15, atol: 4e-15 } },
  },
  {
    id: 'matmul/one product, many readers',
    inputs: { a: random('a', [3, 4]), b: random('b', [4, 3]) },
    program: ({ a, b }) => {
      const p = matmul(a!, b!);
      return { p, sum: add(p, p), squared: mul(p, p), nested: matmul(p, p), scaled: mul(3, p) };
    },
    expected: ({ a, b }) => {
      const p = product(a!, b!, false, false);
      return {
        p,
        sum: mapElements(p, (value) => 2 * value),
        squared: mapElements(p, (value) => value ** 2),
        nested: product(p, p, false, false),
        scaled: mapElements(p, (value) => 3 * value),
      };
    },
    tolerance: { float32: { rtol: 4e-6, atol: 1e-5 }, float64: { rtol: 8e-15, atol: 2e-14 } },
  },
];
