/** Inner product of two vectors of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

/** Euclidean norm, without care for squares that overflow. */
export function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}

/** Euclidean distance of two vectors of one length, without care for squares that overflow. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(total);
}

/** Largest absolute value; 0 for none. */
export function largestOf(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** Cosine of the angle between two vectors; 0 if one of them is 0. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = Math.sqrt(dot(a, a) * dot(b, b));
  return size === 0 ? 0 : dot(a, b) / size;
}

/** Rejection of a vector from orthonormal ones: what is left of it outside of their span. */
export function rejection(vector: ArrayLike<number>, orthonormal: readonly Float64Array[]): Float64Array {
  const left = Float64Array.from(vector);
  for (const direction of orthonormal) {
    const product = dot(left, direction);
    for (let k = 0; k < left.length; k++) left[k]! -= product * direction[k]!;
  }
  return left;
}

/** An orthonormal basis of what vectors span (modified Gram-Schmidt, twice); those that add less than 1e-10 of their norm are left out. */
export function orthonormalBasis(vectors: readonly ArrayLike<number>[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const left = rejection(rejection(vector, basis), basis);
    const length = norm(left);
    if (length > 1e-10 * norm(vector)) basis.push(left.map((value) => value / length));
  }
  return basis;
}
