import { dotRange } from './row-kernels.ts';

const steps = 4;

/** Unit eigenvectors of given eigenvalues of a symmetric tridiagonal matrix, by inverse iteration, each orthogonal to those before.
 *
 * @param diagonal  [p]
 * @param beside    [p - 1]
 * @param values    the largest ones, largest first, none of them 0
 */
export function tridiagonalVectors(diagonal: Float64Array, beside: Float64Array, values: Float64Array): Float64Array[] {
  const size = diagonal.length;
  const found: Float64Array[] = [];
  for (const value of values) {
    let vector = startVector(size, found.length);
    const solve = shiftedSolver(diagonal, beside, value);
    for (let step = 0; step < steps; step++) {
      vector = solve(vector);
      for (let twice = 0; twice < 2; twice++) {
        for (const other of found) {
          const inner = dotRange(vector, other, 0, size);
          for (let k = 0; k < size; k++) vector[k]! -= inner * other[k]!;
        }
        normalise(vector);
      }
    }
    found.push(vector);
  }
  return found;
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

/** To length 1, in place, without squares that overflow; 0 stays. */
export function normalise(vector: Float64Array): void {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return;
  let square = 0;
  for (const value of vector) square += (value / largest) ** 2;
  const length = largest * Math.sqrt(square);
  for (let k = 0; k < vector.length; k++) vector[k]! /= length;
}

/** Solves (T - shift I) z = right for the tridiagonal T, by elimination with row exchanges. */
function shiftedSolver(
  ownDiagonal: Float64Array,
  beside: Float64Array,
  shift: number,
): (right: Float64Array) => Float64Array {
  const size = ownDiagonal.length;
  const diagonal = ownDiagonal.map((value) => value - shift);
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
