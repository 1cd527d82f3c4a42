import type { ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { Matrix, SVD } from 'ml-matrix';

/** A network and points in coordinates of the span of the data, with the way back. */
export interface ReducedProblem {
  /** The same outputs at the points; its first layer has no bias, its dtype is float64. */
  readonly network: ReluNetwork;
  /** [n, r] coordinates of the points (with 1 appended, if the first layer has a bias) in an orthonormal basis. */
  readonly x: HostTensor;
  /** r */
  readonly rank: number;
  /** Squared norm of what the first layer has orthogonal to the span: it changes no output at any point. */
  readonly orthogonalNormSquared: number;
  /** A reduced network in the original coordinates. */
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
  const first = network.layers[0]!;
  const [count = 0, d = 0] = x.shape;
  const columns = first.bias === undefined ? d : d + 1;
  const units = first.weight.shape[0]!;
  const points = new Matrix(count, columns);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < d; c++) points.set(i, c, x.data[i * d + c]!);
    if (columns > d) points.set(i, d, 1);
  }
  const rows = new Matrix(units, columns);
  for (let j = 0; j < units; j++) {
    for (let c = 0; c < d; c++) rows.set(j, c, first.weight.data[j * d + c]!);
    if (columns > d) rows.set(j, d, first.bias!.data[j]!);
  }
  const basis = spanBasis(points);
  const coordinates = points.mmul(basis);
  const reduced = rows.mmul(basis);
  const orthogonalNormSquared = Math.max(0, rows.dot(rows) - reduced.dot(reduced));
  const [, ...above] = network.layers;
  const layers = [{ weight: toTensor(reduced) }, ...above];
  return {
    network: { ...network, layers: layers.map(toFloat64) },
    x: toTensor(coordinates),
    rank: basis.columns,
    orthogonalNormSquared,
    expand(solved) {
      const [bottom, ...rest] = solved.layers;
      const expanded = toMatrix(bottom!.weight).mmul(basis.transpose());
      const weight = toTensor(columns > d ? expanded.subMatrix(0, units - 1, 0, d - 1) : expanded);
      const expandedFirst =
        columns > d ? { weight, bias: makeHostTensor(Float64Array.from(expanded.getColumn(d)), [units]) } : { weight };
      return { ...network, layers: [expandedFirst, ...rest] };
    },
  };
}

/** Orthonormal columns that span the rows. */
function spanBasis(points: Matrix): Matrix {
  const svd = new SVD(points, { computeLeftSingularVectors: false, autoTranspose: true });
  const rank = Math.max(1, svd.rank);
  return svd.rightSingularVectors.subMatrix(0, points.columns - 1, 0, rank - 1);
}

function toFloat64({ weight, bias }: ReluNetwork['layers'][number]): ReluNetwork['layers'][number] {
  const copy = ({ data, shape }: HostTensor): HostTensor => makeHostTensor(Float64Array.from(data), shape);
  return bias === undefined ? { weight: copy(weight) } : { weight: copy(weight), bias: copy(bias) };
}

function toMatrix({ data, shape }: HostTensor): Matrix {
  return Matrix.from1DArray(shape[0]!, shape[1]!, data);
}

function toTensor(matrix: Matrix): HostTensor {
  return makeHostTensor(Float64Array.from(matrix.to1DArray()), [matrix.rows, matrix.columns]);
}
