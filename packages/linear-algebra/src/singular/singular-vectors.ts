import { gramMatrix } from '../gram-matrix.ts';
import { largestOf, orthonormalBasis } from '../vectors.ts';
import { toBidiagonal } from './bidiagonal.ts';
import { bidiagonalValues, bidiagonalVectors } from './bidiagonal-singular.ts';
import { powerOfTwo } from './power-of-two.ts';
import { addRange } from './row-kernels.ts';
import { toTridiagonal } from './tridiagonal.ts';
import { tridiagonalValues } from './tridiagonal-values.ts';
import { tridiagonalVectors } from './tridiagonal-vectors.ts';

/** Singular values of a matrix, largest first, and its right singular vectors. */
export interface SingularVectors {
  /** [min(rows, columns)] */
  readonly values: Float64Array;
  /** The first `count` right singular vectors, orthonormal, [columns] each.
   *
   * @param count  at most the number of values above 0 */
  vectors(count: number): Float64Array[];
}

/** Singular values, and right singular vectors of the largest; as accurate as those of the matrix itself, to 1e-11 of the largest value.
 *
 * A large matrix goes through the Gram matrix of its shorter side, which is four times faster. That squares the values, so the smallest is
 * accurate to about 1e-16 (largest / smallest) of the largest. Where one of them is below 1e-5 of the largest, as in a
 * matrix of low rank, the matrix itself is decomposed by reflections, which are as accurate for small values as for large ones.
 *
 * The matrix is divided by a power of two first, so that its size, as far as float64 holds the singular values, makes no difference to the
 * bit. Only the vectors that are asked for are computed.
 *
 * @param entry  element at row i and column k
 */
export function singularVectors(
  rows: number,
  columns: number,
  entry: (i: number, k: number) => number,
): SingularVectors {
  const wide = columns >= rows;
  const [shorter, longer] = wide ? [rows, columns] : [columns, rows];
  const matrix = Array.from({ length: shorter }, (_, i) =>
    Float64Array.from({ length: longer }, (_, k) => (wide ? entry(i, k) : entry(k, i))),
  );
  const unit = powerOfTwo(largestOf(matrix.map(largestOf)));
  for (const row of matrix) for (let k = 0; k < longer; k++) row[k]! /= unit;
  const { values, vectors } =
    (shorter >= leastForGram ? byGram(matrix, wide) : undefined) ?? byReflections(matrix, wide);
  return { values: values.map((value) => value * unit), vectors };
}

/** Shorter matrices take milliseconds either way. */
const leastForGram = 64;

/** Least ratio of the smallest to the largest singular value at which the Gram matrix keeps enough digits. */
const leastRatio = 1e-5;

/** By the eigenvalues of M M^T; `undefined` where that loses small values.
 *
 * @param matrix  the shorter side as rows
 * @param wide    whether the right singular vectors are those of the longer side */
function byGram(matrix: readonly Float64Array[], wide: boolean): SingularVectors | undefined {
  const { diagonal, beside, fromTridiagonal } = toTridiagonal(gramMatrix(matrix), matrix.length);
  const squares = tridiagonalValues(diagonal, beside);
  if (squares === undefined || !(squares.at(-1)! > leastRatio ** 2 * squares[0]!)) return undefined;
  return {
    values: squares.map(Math.sqrt),
    vectors(count) {
      const short = tridiagonalVectors(diagonal, beside, squares.subarray(0, count)).map(fromTridiagonal);
      return orthonormalBasis(wide ? short.map((vector) => combineRows(matrix, vector)) : short);
    },
  };
}

/** M^T u, [q] */
function combineRows(rows: readonly Float64Array[], weights: Float64Array): Float64Array {
  const total = new Float64Array(rows[0]!.length);
  for (const [i, row] of rows.entries()) addRange(total, weights[i]!, row, 0, row.length);
  return total;
}

/** By the bidiagonal form of the matrix, which is overwritten. */
function byReflections(matrix: readonly Float64Array[], wide: boolean): SingularVectors {
  const { diagonal, below, toLeft, toRight } = toBidiagonal(matrix);
  const beside = new Float64Array(2 * diagonal.length - 1);
  for (let k = 0; k < diagonal.length; k++) {
    beside[2 * k] = diagonal[k]!;
    if (k + 1 < diagonal.length) beside[2 * k + 1] = below[k]!;
  }
  const values = bidiagonalValues(beside);
  return {
    values,
    vectors: (count) =>
      bidiagonalVectors(beside, values.subarray(0, count)).map(({ left, right }) =>
        wide ? toRight(right) : toLeft(left),
      ),
  };
}
