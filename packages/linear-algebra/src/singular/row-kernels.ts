/** sum of a_k b_k over [from, to); four sums side by side, for speed. */
export function dotRange(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = from;
  for (const last = to - 3; k < last; k += 4) {
    s0 += a[k]! * b[k]!;
    s1 += a[k + 1]! * b[k + 1]!;
    s2 += a[k + 2]! * b[k + 2]!;
    s3 += a[k + 3]! * b[k + 3]!;
  }
  for (; k < to; k++) s0 += a[k]! * b[k]!;
  return s0 + s1 + (s2 + s3);
}

/** a_k += factor b_k over [from, to). */
export function addRange(a: Float64Array, factor: number, b: Float64Array, from: number, to: number): void {
  for (let k = from; k < to; k++) a[k]! += factor * b[k]!;
}
