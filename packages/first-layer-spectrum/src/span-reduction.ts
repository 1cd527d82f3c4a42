import type { Candidates } from '@noprior/kkt-loss';
import { dot, stackRows } from '@noprior/linear-algebra';
import { checkNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, formatShape, type HostTensor, makeHostTensor, ShapeError, toHostDtype } from '@noprior/tensor';
import type { SpanBasis } from './span-coordinates.ts';

/** A network in the coordinates of its samples' span, with the way there and back. */
export interface SpanReduction {
  /** r - 1 inputs and a bias where the first layer has one, r inputs otherwise; the layers above are those of the network. */
  readonly network: ReluNetwork;
  /** c, in (0, 1]: coordinates are c times distances in the span; length of the bias direction within the span. */
  readonly scale: number;
  /** [d] x_0, the point of the span that is nearest to 0; 0 without a bias. In float64, as `directions`. */
  readonly origin: HostTensor;
  /** [k, d] D, orthonormal rows: the points of the span are x_0 + D^T u. */
  readonly directions: HostTensor;
  /** Squared norm of what of the first layer lies off the span; no point of the span explains any of it. */
  readonly left: number;
  /** Candidates in coordinates, [n, r - 1] or [n, r]; points are projected to the span. Multipliers, of whatever unit, become
   * lambda / c. */
  reduce(candidates: Candidates): Candidates;
  /** Candidates as points of the input space, [n, d], all of them in the span; multipliers become c lambda. */
  expand(candidates: Candidates): Candidates;
}

/** An equivalent smaller network to attack: its points are those of the span, and no others.
 *
 * Let B = [B_x b] be the basis, c = ||b||, and D the r - 1 orthonormal directions within the span that are orthogonal to the
 * bias. Points of the span are
 *
 *     x = x_0 + D^T w / c,   x_0 = B_x^T b / c^2,   so (x, 1) = (B^T b / c + D^T w) / c,
 *
 * and the network [W_1 b_1] -> [W_1 D^T, [W_1 b_1] B^T b / c] has c times the pre-activations and outputs at w, with the same
 * activation patterns. Where no layer above the first has a bias, with lambda / c for lambda
 *
 *     L_stationary(network; x, lambda) = L_stationary(reduced; w, lambda / c) + left,
 *
 * a surrogate derivative of sharpness alpha becoming alpha / c; likewise the evidence of the first layer up to a constant.
 * For training data of mean 0 the bias direction is in their span, and c is next to 1. Without a bias x = B^T z, and c = 1.
 *
 * An attack on the smaller network is the attack with points and steps projected to the span, at smaller products: a first
 * layer of r instead of d columns. Bounds of single pixels are bounds of x_0 + D^T w / c: leave the box of the smaller network out.
 *
 * @param span  estimate of the same network; read its verdict first: samples that it misses are lost
 * @throws {ShapeError} if network and span do not fit together
 * @throws {DomainError} if the span holds no more than one point: rank 0, or 1 with a bias, or orthogonal to the bias
 * @example
 * const { network: smaller, expand } = spanReduction(network, estimateSpan(network));
 * const { candidates } = await runAttack(kktAttack, smaller, knowledge, { backend });
 * expand(candidates).x // [n, d]
 */
export function spanReduction(network: ReluNetwork, { basis, hasBias }: SpanBasis): SpanReduction {
  checkNetwork(network);
  const [first, ...above] = network.layers;
  const { weight, bias } = first!;
  const [neurons, d] = weight.shape as readonly [number, number];
  const columns = basis.shape[1]!;
  if (hasBias !== (bias !== undefined) || columns !== (hasBias ? d + 1 : d)) {
    throw new ShapeError(
      `spanReduction: the span has ${columns} columns ${hasBias ? 'with' : 'without'} a bias, the first layer is ${formatShape(weight.shape)} ${bias === undefined ? 'without' : 'with'} one; estimate the span of this network`,
    );
  }
  const { scale, origin, directions } = frame(basis, hasBias, d);
  const width = directions.length;
  const reduced = new Float64Array(neurons * width);
  const shift = new Float64Array(neurons);
  let left = 0;
  for (let j = 0; j < neurons; j++) {
    const row = weight.data.subarray(j * d, (j + 1) * d);
    const last = bias?.data[j] ?? 0;
    left += dot(row, row) + last ** 2;
    for (const [k, direction] of directions.entries()) {
      const value = dot(row, direction);
      reduced[j * width + k] = value;
      left -= value ** 2;
    }
    // [W_1 b_1] B^T b / c, since (x_0, 1) = B^T b / c^2.
    if (bias !== undefined) shift[j] = scale * (dot(row, origin) + last);
    left -= shift[j]! ** 2;
  }
  const smaller = toHostDtype(makeHostTensor(reduced, [neurons, width]), weight.dtype);
  const layer =
    bias === undefined
      ? { weight: smaller }
      : { weight: smaller, bias: toHostDtype(makeHostTensor(shift, [neurons]), weight.dtype) };
  const multiplied = ({ data, shape, dtype }: HostTensor, factor: number) =>
    toHostDtype(
      makeHostTensor(
        Float64Array.from(data, (value) => factor * value),
        shape,
      ),
      dtype,
    );
  return {
    network: { layers: [layer, ...above] },
    scale,
    origin: makeHostTensor(origin, [d]),
    directions: stackRows(directions, d),
    left: Math.max(0, left),
    reduce({ x, lambda, y }) {
      checkMatrix('x', x, d);
      const count = x.shape[0]!;
      const w = new Float64Array(count * width);
      for (let i = 0; i < count; i++) {
        const row = x.data.subarray(i * d, (i + 1) * d);
        for (const [k, direction] of directions.entries()) w[i * width + k] = scale * dot(row, direction);
      }
      return {
        x: toHostDtype(makeHostTensor(w, [count, width]), x.dtype),
        lambda: multiplied(lambda, 1 / scale),
        y,
      };
    },
    expand({ x: w, lambda, y }) {
      checkMatrix('w', w, width);
      const count = w.shape[0]!;
      const x = new Float64Array(count * d);
      for (let i = 0; i < count; i++) {
        const row = x.subarray(i * d, (i + 1) * d);
        row.set(origin);
        for (const [k, direction] of directions.entries()) {
          const value = w.data[i * width + k]! / scale;
          for (let at = 0; at < d; at++) row[at]! += value * direction[at]!;
        }
      }
      return { x: toHostDtype(makeHostTensor(x, [count, d]), w.dtype), lambda: multiplied(lambda, scale), y };
    },
  };
}

interface Frame {
  /** c */
  readonly scale: number;
  /** [d] x_0, the point of the span that is nearest to 0 */
  readonly origin: Float64Array;
  /** rows of D, [d] each */
  readonly directions: readonly Float64Array[];
}

function frame(basis: HostTensor, hasBias: boolean, d: number): Frame {
  const [rank, columns] = basis.shape as readonly [number, number];
  const row = (k: number) => Float64Array.from(basis.data.subarray(k * columns, k * columns + d));
  if (rank <= (hasBias ? 1 : 0)) {
    throw new DomainError(
      `spanReduction: a span of rank ${rank} has no directions to search in; see the verdict on the span`,
    );
  }
  const rows = Array.from({ length: rank }, (_, k) => row(k));
  if (!hasBias) return { scale: 1, origin: new Float64Array(d), directions: rows };
  const b = Float64Array.from({ length: rank }, (_, k) => basis.data[k * columns + d]!);
  const scale = Math.sqrt(dot(b, b));
  if (!(scale > 1e-12)) {
    throw new DomainError(
      'spanReduction: the span is orthogonal to the bias, so it holds no point (x, 1); see the verdict on the span',
    );
  }
  // The reflection that takes b / c to -+ the first unit vector takes the other unit vectors to a basis of its complement.
  const u = b.map((value) => value / scale);
  u[0]! += u[0]! < 0 ? -1 : 1;
  const square = dot(u, u);
  const combined = (weights: (k: number) => number): Float64Array => {
    const sum = new Float64Array(d);
    for (const [k, vector] of rows.entries()) {
      const factor = weights(k);
      for (let at = 0; at < d; at++) sum[at]! += factor * vector[at]!;
    }
    return sum;
  };
  return {
    scale,
    origin: combined((k) => b[k]! / scale ** 2),
    directions: Array.from({ length: rank - 1 }, (_, at) =>
      combined((k) => (k === at + 1 ? 1 : 0) - (2 * u[at + 1]! * u[k]!) / square),
    ),
  };
}

function checkMatrix(name: string, matrix: HostTensor, width: number): void {
  if (matrix.shape.length !== 2 || matrix.shape[1] !== width) {
    throw new ShapeError(`spanReduction: ${name} must be [n, ${width}], by the span, got ${formatShape(matrix.shape)}`);
  }
}
