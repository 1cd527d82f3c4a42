import {
  broadcastTo,
  concat,
  fromNested,
  gradients,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  minimum,
  mul,
  reshape,
  slice,
  softplus,
  square,
  sum,
  transpose,
} from '@noprior/tensor';
import type { ValueCase } from '../conformance-case.ts';
import { transposeFlags } from './transpose-flags.ts';

const matmulGradients = transposeFlags.map(
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

/** Derivatives of products, reductions and layout operations, and at the points where conventions decide. */
export const gradientCases: readonly ValueCase[] = [
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
