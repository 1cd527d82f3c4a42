/** What is left of a vector outside of orthonormal ones. */
export function without(vector: Float64Array, orthonormalVectors: readonly Float64Array[]): Float64Array {
  const left = Float64Array.from(vector);
  for (const direction of orthonormalVectors) {
    const product = inner(left, direction);
    for (let k = 0; k < left.length; k++) left[k]! -= product * direction[k]!;
  }
  return left;
}

/** An orthonormal basis of what vectors span (modified Gram-Schmidt, twice); those that add nothing are left out. */
export function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const left = without(without(vector, basis), basis);
    const norm = Math.sqrt(inner(left, left));
    if (norm > 1e-9 * Math.sqrt(inner(vector, vector))) basis.push(left.map((value) => value / norm));
  }
  return basis;
}

/** Cosine of the angle between two vectors; 0 if one of them is 0. */
export function cosine(a: Float64Array, b: Float64Array): number {
  const size = Math.sqrt(inner(a, a) * inner(b, b));
  return size === 0 ? 0 : inner(a, b) / size;
}

/** Inner product. */
export function inner(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
  return total;
}
