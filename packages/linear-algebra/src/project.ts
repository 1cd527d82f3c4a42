import { formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';

/** An orthonormal basis, such as that of a span. */
export interface OrthonormalBasis {
  /** [rank, d] orthonormal rows */
  readonly basis: HostTensor;
}

/** The part of vectors that lies in a span,  B^T B v  for an orthonormal basis B.
 *
 * @param vectors  [k, d]
 * @returns        [k, d]
 * @throws {ShapeError} unless the vectors have the span's dimension
 * @example projectOntoSpan(spanOf(fromNested([[1, 0]])), fromNested([[3, 4]])).data // => [3, 0]
 */
export function projectOntoSpan({ basis }: OrthonormalBasis, vectors: HostTensor): HostTensor {
  check('projectOntoSpan', basis, vectors);
  const within = new Float64Array(vectors.data.length);
  addParts(basis, vectors.data, within, 1);
  return makeHostTensor(within, vectors.shape);
}

/** The part of vectors that is orthogonal to a span,  v - B^T B v, taken twice, so that what is left is orthogonal to
 * rounding of its own length even where most of the vector is taken away.
 *
 * @param vectors  [k, d]
 * @returns        [k, d]
 * @throws {ShapeError} unless the vectors have the span's dimension
 * @example projectOntoComplement(spanOf(fromNested([[1, 0]])), fromNested([[3, 4]])).data // => [0, 4]
 */
export function projectOntoComplement({ basis }: OrthonormalBasis, vectors: HostTensor): HostTensor {
  check('projectOntoComplement', basis, vectors);
  const left = Float64Array.from(vectors.data);
  addParts(basis, left.slice(), left, -1);
  addParts(basis, left.slice(), left, -1);
  return makeHostTensor(left, vectors.shape);
}

/** into += sign B^T B vectors, row by row. */
function addParts(basis: HostTensor, vectors: ArrayLike<number>, into: Float64Array, sign: number): void {
  const [rank, d] = basis.shape as readonly [number, number];
  for (let row = 0; row < vectors.length; row += d) {
    for (let k = 0; k < rank; k++) {
      let part = 0;
      for (let j = 0; j < d; j++) part += basis.data[k * d + j]! * vectors[row + j]!;
      for (let j = 0; j < d; j++) into[row + j]! += sign * part * basis.data[k * d + j]!;
    }
  }
}

function check(operation: string, basis: HostTensor, vectors: HostTensor): void {
  if (vectors.shape.length !== 2 || vectors.shape[1] !== basis.shape[1]) {
    throw new ShapeError(
      `${operation}: vectors must be [k, ${basis.shape[1]}], got ${formatShape(vectors.shape)}, by the dimension of the span`,
    );
  }
}
