import { dotRange } from './row-kernels.ts';

/** A symmetric matrix between two orthogonal ones: S [p, p] = Q T Q^T, T tridiagonal. */
export interface Tridiagonal {
  /** [p] */
  readonly diagonal: Float64Array;
  /** [p - 1] */
  readonly beside: Float64Array;
  /** Q z, [p] */
  fromTridiagonal(z: Float64Array): Float64Array;
}

/** A reflection I - v v^T / half, of the first coordinates. */
interface Reflection {
  readonly vector: Float64Array;
  readonly half: number;
}

/** Tridiagonal form of a symmetric matrix by Householder reflections, from the last row up; every element of what is left is read and
 * written once for each reflection.
 *
 * @param matrix  [p * p] row-major; only the lower triangle is read
 * @see Martin, Reinsch and Wilkinson 1968, Householder's tridiagonalization of a symmetric matrix
 */
export function toTridiagonal(matrix: Float64Array, p: number): Tridiagonal {
  const rows = Array.from({ length: p }, (_, i) => matrix.slice(i * p, i * p + i + 1));
  const beside = new Float64Array(Math.max(0, p - 1));
  const reflections: Reflection[] = [];
  for (let i = p - 1; i >= 1; i--) {
    const source = rows[i]!.subarray(0, i);
    const { reflection, value } = reflectionOf(source);
    beside[i - 1] = value;
    if (reflection === undefined) continue;
    reflections.push(reflection);
    reflectBothSides(rows, reflection);
  }
  return {
    diagonal: Float64Array.from(rows, (row, i) => row[i]!),
    beside,
    fromTridiagonal(z) {
      const result = Float64Array.from(z);
      for (const { vector, half } of reflections.toReversed()) {
        const share = dotRange(vector, result, 0, vector.length) / half;
        for (let k = 0; k < vector.length; k++) result[k]! -= share * vector[k]!;
      }
      return result;
    },
  };
}

/** The reflection that takes a vector to (0, ..., 0, value); none where it has that form. */
function reflectionOf(source: Float64Array): { readonly reflection: Reflection | undefined; readonly value: number } {
  const last = source.length - 1;
  let largest = 0;
  for (let k = 0; k < last; k++) largest = Math.max(largest, Math.abs(source[k]!));
  if (largest === 0) return { reflection: undefined, value: source[last]! };
  largest = Math.max(largest, Math.abs(source[last]!));
  const vector = Float64Array.from(source, (value) => value / largest);
  const square = dotRange(vector, vector, 0, vector.length);
  const head = vector[last]!;
  const value = head > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  vector[last] = head - value;
  return { reflection: { vector, half: square - head * value }, value: value * largest };
}

/** S <- H S H for the leading rows: S - v w^T - w v^T with w = S v / half - v (v^T S v) / (2 half^2). */
function reflectBothSides(rows: readonly Float64Array[], { vector: v, half }: Reflection): void {
  const size = v.length;
  const w = multiply(rows, v);
  for (let k = 0; k < size; k++) w[k]! /= half;
  const share = dotRange(w, v, 0, size) / (2 * half);
  for (let k = 0; k < size; k++) w[k]! -= share * v[k]!;
  for (let j = 0; j < size; j++) {
    const row = rows[j]!;
    const [left, right] = [v[j]!, w[j]!];
    for (let k = 0; k <= j; k++) row[k]! -= left * w[k]! + right * v[k]!;
  }
}

/** S v from the lower triangle, two rows at a time. */
function multiply(rows: readonly Float64Array[], v: Float64Array): Float64Array {
  const size = v.length;
  const result = new Float64Array(size);
  for (let j = size % 2; j < size; j += 2) {
    const [r0, r1] = [rows[j]!, rows[j + 1]!];
    const [v0, v1] = [v[j]!, v[j + 1]!];
    let [t0, t1] = [0, 0];
    for (let k = 0; k < j; k++) {
      const x = r0[k]!;
      const y = r1[k]!;
      t0 += x * v[k]!;
      t1 += y * v[k]!;
      result[k]! += x * v0 + y * v1;
    }
    result[j]! += t0 + r0[j]! * v0 + r1[j]! * v1;
    result[j + 1]! += t1 + r1[j]! * v0 + r1[j + 1]! * v1;
  }
  if (size % 2 === 1) result[0]! += rows[0]![0]! * v[0]!;
  return result;
}
