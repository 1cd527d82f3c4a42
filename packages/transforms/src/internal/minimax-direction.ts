import { dot, largestOf, norm, projectOntoComplement, spanOf } from '@noprior/linear-algebra';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** Unit coefficients c with a small `max_j |(A c)_j|`, subject to `F c = 0`.
 *
 * Lawson's method, for a sphere instead of an affine space: the minimiser of sum_j w_j (A c)_j^2 among unit vectors is the
 * eigenvector of the smallest eigenvalue of A^T diag(w) A, found by inverse iteration; weights are multiplied by
 * 1 + |A c| / max |A c|, so that the rows that stick out count for more; the best c on the way is kept. (Lawson multiplies by
 * |A c| alone; rows that a round has held still would then be free in the next.) The problem is not convex: a local answer.
 *
 * @param rows    [rows][k] A
 * @param held    [m, k] F
 * @param rounds  reweightings
 * @returns       [k], or `undefined` if F has rank k
 * @see Lawson 1961, Contributions to the theory of linear least maximum approximation
 */
export function minimaxDirection(
  rows: readonly Float64Array[],
  held: HostTensor,
  rounds: number,
): Float64Array | undefined {
  const size = held.shape[1]!;
  const fixed = held.shape[0] === 0 ? held : spanOf(held, { tolerance: 1e-12 }).basis;
  if (fixed.shape[0] === size) return undefined;
  let weights = new Float64Array(rows.length).fill(1);
  let best: Float64Array | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < Math.max(1, rounds); round++) {
    const found = smallestEigenvector(weightedGram(rows, weights, size), fixed);
    const heights = rows.map((row) => Math.abs(dot(found, row)));
    const value = largestOf(heights);
    if (value < least) {
      least = value;
      best = found;
    }
    if (value === 0) break;
    weights = weights.map((weight, j) => weight * (1 + heights[j]! / value));
    const largest = largestOf(weights);
    if (!(largest > 0)) break;
    weights = weights.map((weight) => weight / largest);
  }
  return best;
}

/** A^T diag(w) A, [k, k]. */
function weightedGram(rows: readonly Float64Array[], weights: Float64Array, size: number): Float64Array {
  const gram = new Float64Array(size * size);
  rows.forEach((row, j) => {
    const weight = weights[j]!;
    if (weight === 0) return;
    for (let a = 0; a < size; a++) {
      const factor = weight * row[a]!;
      if (factor === 0) continue;
      const offset = a * size;
      for (let b = 0; b <= a; b++) gram[offset + b]! += factor * row[b]!;
    }
  });
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) gram[b * size + a] = gram[a * size + b]!;
  return gram;
}

/** Unit vector orthogonal to `fixed` with the smallest quadratic form, by inverse iteration. */
function smallestEigenvector(gram: Float64Array, fixed: HostTensor): Float64Array {
  const [rank, size] = fixed.shape as readonly [number, number];
  let matrix = Matrix.from1DArray(size, size, gram);
  const scale = matrix.trace() || 1;
  if (rank > 0) {
    // What is held still gets the largest eigenvalue, the rest stays as it is.
    const basis = Matrix.from1DArray(rank, size, fixed.data);
    const onto = basis.transpose().mmul(basis);
    const off = Matrix.eye(size).sub(onto);
    const kept = off.mmul(matrix).mmul(off).add(onto.mul(scale));
    matrix = Matrix.add(kept, kept.transpose()).mul(0.5);
  }
  let vector = Matrix.columnVector(Array.from({ length: size }, (_, k) => 1 + 0.1 * Math.cos(k)));
  for (let ridge = 1e-16; ; ridge *= 100) {
    const factor = new CholeskyDecomposition(Matrix.add(matrix, Matrix.eye(size).mul(ridge * scale)));
    if (!factor.isPositiveDefinite()) continue;
    for (let pass = 0; pass < 6; pass++) {
      vector = factor.solve(vector);
      vector.div(vector.norm());
    }
    break;
  }
  const found = projectOntoComplement({ basis: fixed }, makeHostTensor(vector.to1DArray(), [1, size])).data;
  const length = norm(found);
  return Float64Array.from(found, (value) => value / length);
}
