import { DomainError, formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { stackRows } from './host-rows.ts';
import { projectOntoComplement } from './project.ts';
import { norm, orthonormalBasis } from './vectors.ts';

/** A direction with what the data do along it. */
export interface SingularDirection {
  /** ||X v|| */
  readonly value: number;
  /** [d] unit vector v */
  readonly vector: HostTensor;
}

/** The subspace that points span. */
export interface DataSpan {
  /** n */
  readonly count: number;
  /** d */
  readonly dimension: number;
  /** Number of singular values above `tolerance` times the largest. */
  readonly rank: number;
  /** Relative tolerance that was applied. */
  readonly tolerance: number;
  /** Singular values of the matrix of points, largest first; zeros that follow from coordinates that are 0 in all points
   * are left out. */
  readonly singularValues: Float64Array;
  /** [rank, d] orthonormal rows, by falling singular value */
  readonly basis: HostTensor;
  /** Whether the span is not all of R^d, so that directions orthogonal to all points exist. */
  readonly isProper: boolean;
  /** The unit vector along which the data are smallest: value 0 and orthogonal to the span if that is proper, otherwise the
   * right singular vector of the smallest singular value. */
  readonly smallest: SingularDirection;
  /** The same inside the span; `undefined` if the span is {0}. */
  readonly smallestInside: SingularDirection | undefined;
}

/** How the rank is decided. */
export interface SpanOptions {
  /** Singular values up to this fraction of the largest count as 0; default max(n, d) 2^-52. */
  readonly tolerance?: number;
}

/** Subspace spanned by points, by a singular value decomposition of the matrix of points (not of a Gram matrix, which would
 * lose half of the digits).
 *
 * Coordinates that are 0 in every point take no part, so that basis and projections are exactly 0 there; the
 * decomposition works on the remaining matrix, transposed if it has more coordinates than points. Points that are all 0
 * have rank 0, and every direction is free.
 *
 * @param x  [n, d]
 * @throws {ShapeError} unless x is a matrix with at least one element
 * @throws {DomainError} for values that are not finite, or a tolerance outside [0, 1)
 * @see Golub and Reinsch 1970, Singular value decomposition and least squares solutions
 * @example spanOf(fromNested([[3, 4, 0]])).rank // => 1
 */
export function spanOf(x: HostTensor, options: SpanOptions = {}): DataSpan {
  const [count, dimension] = x.shape as readonly [number, number];
  if (x.shape.length !== 2 || x.data.length === 0) {
    throw new ShapeError(`spanOf: x must be [n, d] with n, d >= 1, got ${formatShape(x.shape)}`);
  }
  const index = x.data.findIndex((value: number) => !Number.isFinite(value));
  if (index >= 0) throw new DomainError(`spanOf: x has the value ${x.data[index]} at position ${index}`);
  const tolerance = options.tolerance ?? Math.max(count, dimension) * Number.EPSILON;
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new DomainError(`spanOf: tolerance must be in [0, 1), got ${tolerance}; it is relative`);
  }
  const used = Array.from({ length: dimension }, (_, j) => j).filter((j) => {
    for (let i = 0; i < count; i++) if (x.data[i * dimension + j] !== 0) return true;
    return false;
  });
  const { values, vectors } = rightSingularVectors(x, used);
  const largest = values[0] ?? 0;
  const rank = values.filter((value) => value > tolerance * largest).length;
  // The decomposition leaves inner products of up to 1e-13, this leaves rounding.
  const basis = stackRows(orthonormalBasis(vectors.slice(0, rank)), dimension);
  const isProper = rank < dimension;
  const inside = rank === 0 ? undefined : singular(values[rank - 1]!, vectors[rank - 1]!);
  return {
    count,
    dimension,
    rank,
    tolerance,
    singularValues: values,
    basis,
    isProper,
    smallest: isProper ? singular(0, complementVector(basis)) : inside!,
    smallestInside: inside,
  };
}

function singular(value: number, vector: Float64Array): SingularDirection {
  return { value, vector: makeHostTensor(vector, [vector.length]) };
}

function rightSingularVectors(x: HostTensor, used: readonly number[]) {
  const [count, dimension] = x.shape as readonly [number, number];
  if (used.length === 0) return { values: new Float64Array(0), vectors: [] };
  const tall = used.length > count;
  const matrix = tall
    ? new Matrix(used.map((j) => Array.from({ length: count }, (_, i) => x.data[i * dimension + j]!)))
    : new Matrix(Array.from({ length: count }, (_, i) => used.map((j) => x.data[i * dimension + j]!)));
  const decomposition = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: tall,
    computeRightSingularVectors: !tall,
    autoTranspose: false,
  });
  const right = tall ? decomposition.leftSingularVectors : decomposition.rightSingularVectors;
  const values = Float64Array.from(decomposition.diagonal.slice(0, Math.min(count, used.length)));
  const vectors = Array.from(values, (_, k) => {
    const vector = new Float64Array(dimension);
    used.forEach((j, row) => {
      vector[j] = right.get(row, k);
    });
    return vector;
  });
  return { values, vectors };
}

/** A unit vector orthogonal to the rows: the coordinate direction that they explain least, projected. */
function complementVector(basis: HostTensor): Float64Array {
  const [rank, dimension] = basis.shape as readonly [number, number];
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let j = 0; j < dimension; j++) {
    let explained = 0;
    for (let k = 0; k < rank; k++) explained += basis.data[k * dimension + j]! ** 2;
    if (explained < least) {
      least = explained;
      best = j;
    }
  }
  const start = new Float64Array(dimension);
  start[best] = 1;
  const { data } = projectOntoComplement({ basis }, makeHostTensor(start, [1, dimension]));
  const length = norm(data);
  return Float64Array.from(data, (value) => value / length);
}
