import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/** Singular values of a matrix, largest first, with its right singular vectors. */
export interface SingularVectors {
  /** [min(rows, columns)] */
  readonly values: Float64Array;
  /** Right singular vector k, of unit length. */
  vector(k: number): Float64Array;
}

/** Singular values and right singular vectors, from the matrix itself and not from a Gram matrix, which would lose half of
 * the digits.
 *
 * @param entry  element at row i and column k
 */
export function singularVectors(
  rows: number,
  columns: number,
  entry: (i: number, k: number) => number,
): SingularVectors {
  const wide = columns > rows;
  const [tallRows, tallColumns] = wide ? [columns, rows] : [rows, columns];
  const matrix = new Matrix(tallRows, tallColumns);
  for (let i = 0; i < tallRows; i++) {
    for (let k = 0; k < tallColumns; k++) matrix.set(i, k, wide ? entry(k, i) : entry(i, k));
  }
  const decomposition = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: wide,
    computeRightSingularVectors: !wide,
    autoTranspose: false,
  });
  const right = wide ? decomposition.leftSingularVectors : decomposition.rightSingularVectors;
  return {
    values: Float64Array.from(decomposition.diagonal.slice(0, tallColumns)),
    vector: (k) => Float64Array.from({ length: columns }, (_, j) => right.get(j, k)),
  };
}
