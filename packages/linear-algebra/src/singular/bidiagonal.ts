import { addRange, dotRange } from './row-kernels.ts';

/** A matrix between two orthogonal ones: M [p, q] = U B V^T, B [p, p] lower bidiagonal. */
export interface Bidiagonal {
  /** [p] */
  readonly diagonal: Float64Array;
  /** [p - 1] */
  readonly below: Float64Array;
  /** U u, [p] */
  toLeft(u: Float64Array): Float64Array;
  /** V v, [q], for v [p] */
  toRight(v: Float64Array): Float64Array;
}

/** A reflection I - factor v v^T, v zero before `from`. */
interface Reflection {
  readonly vector: Float64Array;
  readonly factor: number;
  readonly from: number;
}

/** Beyond this ratio of the sides it pays to make the matrix square first. */
const wideRatio = 1.5;

/** Bidiagonal form of a matrix that is no taller than wide, by Householder reflections: orthogonal throughout, so that small
 * singular values are as accurate, absolutely, as large ones; those of a Gram matrix are not.
 *
 * A matrix much wider than tall is made square by reflections from the right first, M = L Q.
 *
 * @param rows  p rows of length q >= p; overwritten
 * @see Golub and Kahan 1965, Calculating the singular values and pseudo-inverse of a matrix; Chan 1982, An improved algorithm
 *   for computing the singular value decomposition
 */
export function toBidiagonal(rows: readonly Float64Array[]): Bidiagonal {
  const p = rows.length;
  const q = rows[0]!.length;
  if (q <= wideRatio * p) return reduceBothSides(rows);
  const reflections: Reflection[] = [];
  const square = rows.map(() => new Float64Array(p));
  for (let k = 0; k < p; k++) {
    const row = rows[k]!;
    square[k]!.set(row.subarray(0, k));
    const { reflection, value } = reflectionOf(row, k);
    square[k]![k] = value;
    reflections.push(reflection);
    for (let i = k + 1; i < p; i++) reflect(rows[i]!, reflection, q);
  }
  const inner = reduceBothSides(square);
  return {
    ...inner,
    toRight(v) {
      const vector = new Float64Array(q);
      vector.set(inner.toRight(v));
      for (const reflection of reflections.toReversed()) reflect(vector, reflection, q);
      return vector;
    },
  };
}

function reduceBothSides(rows: readonly Float64Array[]): Bidiagonal {
  const p = rows.length;
  const q = rows[0]!.length;
  const diagonal = new Float64Array(p);
  const below = new Float64Array(Math.max(0, p - 1));
  const fromRight: Reflection[] = [];
  const fromLeft: Reflection[] = [];
  for (let k = 0; k < p; k++) {
    const right = reflectionOf(rows[k]!, k);
    diagonal[k] = right.value;
    fromRight.push(right.reflection);
    const column = new Float64Array(p);
    for (let i = k + 1; i < p; i++) {
      reflect(rows[i]!, right.reflection, q);
      column[i] = rows[i]![k]!;
    }
    if (k + 1 === p) break;
    const left = reflectionOf(column, k + 1);
    below[k] = left.value;
    fromLeft.push(left.reflection);
    const { vector, factor } = left.reflection;
    if (factor === 0) continue;
    const combined = new Float64Array(q);
    for (let i = k + 1; i < p; i++) addRange(combined, vector[i]!, rows[i]!, k + 1, q);
    for (let i = k + 1; i < p; i++) addRange(rows[i]!, -factor * vector[i]!, combined, k + 1, q);
  }
  const applied = (vector: Float64Array, reflections: readonly Reflection[]) => {
    for (const reflection of reflections.toReversed()) reflect(vector, reflection, vector.length);
    return vector;
  };
  return {
    diagonal,
    below,
    toLeft: (u) => applied(Float64Array.from(u), fromLeft),
    toRight(v) {
      const vector = new Float64Array(q);
      vector.set(v);
      return applied(vector, fromRight);
    },
  };
}

/** The reflection that takes a vector from index `from` on to (value, 0, ..., 0). */
function reflectionOf(source: Float64Array, from: number): { readonly reflection: Reflection; readonly value: number } {
  const end = source.length;
  const vector = new Float64Array(end);
  let largest = 0;
  for (let k = from; k < end; k++) largest = Math.max(largest, Math.abs(source[k]!));
  if (largest === 0) return { reflection: { vector, factor: 0, from }, value: 0 };
  // Scaled, so that squares neither overflow nor vanish.
  for (let k = from; k < end; k++) vector[k] = source[k]! / largest;
  const head = vector[from]!;
  const length = Math.sqrt(dotRange(vector, vector, from, end));
  const value = head > 0 ? -length : length;
  vector[from] = head - value;
  return { reflection: { vector, factor: 2 / dotRange(vector, vector, from, end), from }, value: value * largest };
}

function reflect(target: Float64Array, { vector, factor, from }: Reflection, end: number): void {
  if (factor === 0) return;
  addRange(target, -factor * dotRange(vector, target, from, end), vector, from, end);
}
