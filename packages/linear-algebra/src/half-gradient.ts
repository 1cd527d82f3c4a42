/** K c - t, half the gradient of c^T K c - 2 t^T c.
 *
 * @param K  [n * n] row-major
 * @param t  [n]
 * @param c  [n]
 * @returns  [n]
 */
export function halfGradient(K: Float64Array, t: Float64Array, c: Float64Array): Float64Array {
  const count = t.length;
  const result = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let total = -t[i]!;
    for (let j = 0; j < count; j++) total += K[i * count + j]! * c[j]!;
    result[i] = total;
  }
  return result;
}
