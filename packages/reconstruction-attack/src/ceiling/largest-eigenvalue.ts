/** Largest eigenvalue of a symmetric positive semidefinite matrix, by power iteration from a fixed start.
 *
 * @param matrix  [n * n] row-major
 * @returns       from below, to about 1e-12 relative or what 1,000 steps give; 0 for the zero matrix
 */
export function largestEigenvalue(matrix: ArrayLike<number>, size: number): number {
  // An uneven start: symmetric matrices of interest have no eigenvector that is orthogonal to it by symmetry.
  let vector = Float64Array.from({ length: size }, (_, i) => 1 + Math.sin(i + 1) / 2);
  let value = 0;
  for (let step = 0; step < 1000; step++) {
    const length = Math.sqrt(vector.reduce((total, entry) => total + entry ** 2, 0));
    if (length === 0) return 0;
    const unit = vector.map((entry) => entry / length);
    vector = unit.map((_, i) => {
      let total = 0;
      for (let k = 0; k < size; k++) total += matrix[i * size + k]! * unit[k]!;
      return total;
    });
    const next = vector.reduce((total, entry, i) => total + entry * unit[i]!, 0);
    if (Math.abs(next - value) <= 1e-12 * next) return next;
    value = next;
  }
  return value;
}
