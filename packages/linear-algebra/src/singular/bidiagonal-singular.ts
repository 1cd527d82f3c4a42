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

const steps = 4;

/** Singular vectors of given singular values of a lower bidiagonal matrix, by inverse iteration, each orthogonal to those
 * before.
 *
 * @param beside  [2 p - 1], as for {@link bidiagonalValues}
 * @param values  the largest ones, largest first, none of them 0
 */
export function bidiagonalVectors(beside: Float64Array, values: Float64Array): BidiagonalVectors[] {
  const size = beside.length + 1;
  const p = size / 2;
  const found: Float64Array[] = [];
  for (const value of values) {
    let vector = startVector(size, found.length);
    const solve = shiftedSolver(beside, value);
    for (let step = 0; step < steps; step++) {
      vector = solve(vector);
      for (let twice = 0; twice < 2; twice++) {
        for (const other of found) {
          let inner = 0;
          for (let k = 0; k < size; k++) inner += vector[k]! * other[k]!;
          for (let k = 0; k < size; k++) vector[k]! -= inner * other[k]!;
        }
        normalise(vector);
      }
    }
    found.push(vector);
  }
  // (u_0, v_0, u_1, v_1, ...) / sqrt(2)
  return found.map((vector) => {
    const left = Float64Array.from({ length: p }, (_, k) => vector[2 * k]!);
    const right = Float64Array.from({ length: p }, (_, k) => vector[2 * k + 1]!);
    normalise(left);
    normalise(right);
    return { left, right };
  });
}

/** A vector without a preferred direction, another one for each index. */
function startVector(size: number, index: number): Float64Array {
  let state = (index * 2654435761 + 12345) >>> 0;
  const vector = Float64Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
  normalise(vector);
  return vector;
}

function normalise(vector: Float64Array): void {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return;
  let square = 0;
  for (const value of vector) square += (value / largest) ** 2;
  const length = largest * Math.sqrt(square);
  for (let k = 0; k < vector.length; k++) vector[k]! /= length;
}

/** Solves (T - shift I) z = right for the tridiagonal T, by elimination with row exchanges. */
function shiftedSolver(beside: Float64Array, shift: number): (right: Float64Array) => Float64Array {
  const size = beside.length + 1;
  const diagonal = new Float64Array(size).fill(-shift);
  const lower = Float64Array.from(beside);
  const upper = Float64Array.from(beside);
  const second = new Float64Array(size);
  const exchanged = new Uint8Array(size);
  const least = Math.abs(shift) * Number.EPSILON;
  for (let k = 0; k + 1 < size; k++) {
    if (Math.abs(diagonal[k]!) >= Math.abs(lower[k]!)) {
      if (Math.abs(diagonal[k]!) < least) diagonal[k] = least;
      const factor = lower[k]! / diagonal[k]!;
      lower[k] = factor;
      diagonal[k + 1]! -= factor * upper[k]!;
      continue;
    }
    const factor = diagonal[k]! / lower[k]!;
    exchanged[k] = 1;
    diagonal[k] = lower[k]!;
    lower[k] = factor;
    const above = upper[k]!;
    upper[k] = diagonal[k + 1]!;
    diagonal[k + 1] = above - factor * upper[k]!;
    if (k + 2 < size) {
      second[k] = upper[k + 1]!;
      upper[k + 1] = -factor * second[k]!;
    }
  }
  if (Math.abs(diagonal[size - 1]!) < least) diagonal[size - 1] = least;
  return (right) => {
    const z = Float64Array.from(right);
    for (let k = 0; k + 1 < size; k++) {
      if (exchanged[k] === 0) {
        z[k + 1]! -= lower[k]! * z[k]!;
      } else {
        const held = z[k]!;
        z[k] = z[k + 1]!;
        z[k + 1] = held - lower[k]! * z[k]!;
      }
    }
    for (let k = size - 1; k >= 0; k--) {
      let total = z[k]!;
      if (k + 1 < size) total -= upper[k]! * z[k + 1]!;
      if (k + 2 < size) total -= second[k]! * z[k + 2]!;
      z[k] = total / diagonal[k]!;
    }
    return z;
  };
}
