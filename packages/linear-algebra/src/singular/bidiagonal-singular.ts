import { normalise, tridiagonalVectors } from './tridiagonal-vectors.ts';

/** Singular values of a lower bidiagonal matrix, largest first, by bisection.
 *
 * They are the positive eigenvalues of the symmetric tridiagonal matrix with diagonal 0 and the elements of both diagonals
 * in turn beside it; a Sturm sequence counts those below a number.
 *
 * @param beside  [2 p - 1] diagonal_0, below_0, diagonal_1, ...
 * @see Golub and Kahan 1965; Barth, Martin and Wilkinson 1967, Calculation of the eigenvalues of a symmetric tridiagonal
 *   matrix by the method of bisection
 */
export function bidiagonalValues(beside: Float64Array): Float64Array {
  const p = (beside.length + 1) / 2;
  const squares = beside.map((value) => value ** 2);
  let bound = 0;
  for (let k = 0; k <= beside.length; k++) {
    bound = Math.max(bound, Math.abs(beside[k - 1] ?? 0) + Math.abs(beside[k] ?? 0));
  }
  const values = new Float64Array(p);
  if (bound === 0) return values;
  const tiny = bound * 1e-150;
  /** How many singular values are below x > 0. */
  const countBelow = (x: number): number => {
    let pivot = -x;
    let count = 1;
    for (const square of squares) {
      pivot = -x - square / pivot;
      if (Math.abs(pivot) < tiny) pivot = -tiny;
      if (pivot < 0) count++;
    }
    // Half of all eigenvalues are not positive.
    return count - p;
  };
  // Intervals with all values in them are halved until each is as narrow as rounding allows.
  const narrow = bound * Number.EPSILON * 2;
  const pending = [{ low: 0, high: bound * (1 + 1e-10), below: 0, upTo: p }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { low, high, below, upTo } = next;
    const middle = (low + high) / 2;
    if (high - low <= narrow || middle <= low || middle >= high) {
      // Values count from the largest.
      for (let k = below; k < upTo; k++) values[p - 1 - k] = middle;
      continue;
    }
    const at = Math.min(upTo, Math.max(below, countBelow(middle)));
    if (at > below) pending.push({ low, high: middle, below, upTo: at });
    if (at < upTo) pending.push({ low: middle, high, below: at, upTo });
  }
  return values;
}

/** Left and right singular vectors of a lower bidiagonal matrix. */
export interface BidiagonalVectors {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Singular vectors of given singular values of a lower bidiagonal matrix, by inverse iteration, each orthogonal to those
 * before.
 *
 * @param beside  [2 p - 1], as for {@link bidiagonalValues}
 * @param values  the largest ones, largest first, none of them 0
 */
export function bidiagonalVectors(beside: Float64Array, values: Float64Array): BidiagonalVectors[] {
  const size = beside.length + 1;
  const p = size / 2;
  // (u_0, v_0, u_1, v_1, ...) / sqrt(2)
  return tridiagonalVectors(new Float64Array(size), beside, values).map((vector) => {
    const left = Float64Array.from({ length: p }, (_, k) => vector[2 * k]!);
    const right = Float64Array.from({ length: p }, (_, k) => vector[2 * k + 1]!);
    normalise(left);
    normalise(right);
    return { left, right };
  });
}
