import { spanOf } from '@noprior/linear-algebra';
import { type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { Matrix } from 'ml-matrix';

/** A network and points in coordinates of the span of the data, with the way back. */
export interface ReducedProblem {
  /** The same outputs at the points; its first layer has no bias, its dtype is float64. */
  readonly network: ReluNetwork;
  /** [n, r] coordinates of the points (with 1 appended, if the first layer has a bias) in an orthonormal basis. */
  readonly x: HostTensor;
  /** Dimension of the span; r is 1 where that is 0. */
  readonly rank: number;
  /** Squared norm of what the first layer has orthogonal to the span: it changes no output at any point. */
  readonly orthogonalNormSquared: number;
  /** A reduced network in the original coordinates; exactly 0 at coordinates that are 0 in all points. */
  expand(network: ReluNetwork): ReluNetwork;
}

/** Write the first layer in an orthonormal basis of the span of the rows (x_i, 1), or x_i where it has no bias.
 *
 * At a KKT point the rows of the first layer lie in that span (subspace theorem), so a solver loses nothing by leaving out
 * the rest, which changes no output and only adds to the norm. With n points it has at most n columns instead of d.
 *
 * @param x  [n, d]
 */
export function reduceToSpan(network: ReluNetwork, x: HostTensor): ReducedProblem {
  const [bottom, ...above] = toNetworkDtype(network, 'float64').layers;
  const { weight, bias } = bottom!;
  const [units, d] = weight.shape as readonly [number, number];
  const points = toMatrix(x);
  const rows = toMatrix(weight);
  if (bias !== undefined) {
    points.addColumn(new Array<number>(points.rows).fill(1));
    rows.addColumn(Array.from(bias.data));
  }
  const { rank, basis: found } = spanOf(toTensor(points));
  const basis = rank > 0 ? toMatrix(found) : Matrix.zeros(1, points.columns);
  const reduced = rows.mmul(basis.transpose());
  return {
    network: { ...network, layers: [{ weight: toTensor(reduced) }, ...above] },
    x: toTensor(points.mmul(basis.transpose())),
    rank,
    orthogonalNormSquared: Math.max(0, rows.dot(rows) - reduced.dot(reduced)),
    expand(solved) {
      const [first, ...rest] = solved.layers;
      const expanded = toMatrix(first!.weight).mmul(basis);
      const columns = toTensor(expanded.subMatrix(0, units - 1, 0, d - 1));
      const last = bias === undefined ? {} : { bias: makeHostTensor(expanded.getColumn(d), [units]) };
      return { ...network, layers: [{ weight: columns, ...last }, ...rest] };
    },
  };
}

function toMatrix({ data, shape }: HostTensor): Matrix {
  return Matrix.from1DArray(shape[0]!, shape[1]!, data);
}

function toTensor(matrix: Matrix): HostTensor {
  return makeHostTensor(matrix.to1DArray(), [matrix.rows, matrix.columns]);
}
