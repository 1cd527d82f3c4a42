/** More iterations for one eigenvalue do not happen; two are usual. */
const mostIterations = 60;

/** Eigenvalues of a symmetric tridiagonal matrix, largest first, by the QL iteration with implicit shifts; each is accurate to rounding of
 * the largest.
 *
 * @param diagonal  [p]
 * @param beside    [p - 1]
 * @returns         `undefined` where the iteration does not end, as for values that are not finite
 * @see Dubrulle, Martin and Wilkinson 1968, The implicit QL algorithm
 */
export function tridiagonalValues(diagonal: Float64Array, beside: Float64Array): Float64Array | undefined {
  const size = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = new Float64Array(size);
  e.set(beside);
  for (let first = 0; first < size; first++) {
    for (let iteration = 0; ; iteration++) {
      const last = endOfBlock(d, e, first);
      if (last === first) break;
      if (iteration === mostIterations || Number.isNaN(d[first]!)) return undefined;
      sweep(d, e, first, last);
    }
  }
  return d.sort().reverse();
}

/** The last row that is connected to `first`. */
function endOfBlock(d: Float64Array, e: Float64Array, first: number): number {
  let last = first;
  while (
    last + 1 < d.length &&
    Math.abs(e[last]!) > Number.EPSILON * (Math.abs(d[last]!) + Math.abs(d[last + 1]!)) &&
    Math.abs(e[last]!) > 1e-300
  ) {
    last++;
  }
  return last;
}

/** One sweep of plane rotations over rows first to last, with Wilkinson's shift. */
function sweep(d: Float64Array, e: Float64Array, first: number, last: number): void {
  const ratio = (d[first + 1]! - d[first]!) / (2 * e[first]!);
  const root = Math.hypot(ratio, 1);
  let g = d[last]! - d[first]! + e[first]! / (ratio + (ratio >= 0 ? root : -root));
  let [sine, cosine, moved] = [1, 1, 0];
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      // The matrix falls apart here.
      d[i + 1]! -= moved;
      e[last] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1]! - moved;
    const next = (d[i]! - g) * sine + 2 * cosine * b;
    moved = sine * next;
    d[i + 1] = g + moved;
    g = cosine * next - b;
  }
  d[first]! -= moved;
  e[first] = g;
  e[last] = 0;
}
