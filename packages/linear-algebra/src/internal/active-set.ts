import { halfGradient } from '../half-gradient.ts';
import { solvePositiveDefinite } from '../solve-positive-definite.ts';

/** Minimise c^T K c - 2 t^T c over c >= 0 by Lawson and Hanson's method from any feasible start: minimise on the
 * support, drop what reaches 0 on the way, add the coordinate along which the form falls fastest.
 *
 * @param K              [n * n] row-major, symmetric, positive semidefinite
 * @param t              [n]
 * @param c              [n] start, >= 0; changed in place
 * @param maxIterations  at most so many coordinates are added
 * @returns              number of coordinates added
 * @see Lawson and Hanson 1974, chapter 23
 */
export function activeSet(K: Float64Array, t: Float64Array, c: Float64Array, maxIterations: number): number {
  // A coordinate that enters and leaves at once, which only rounding can cause, waits until another has made progress.
  const waiting = new Set<number>();
  let entering: number | undefined;
  for (let iteration = 0; ; iteration++) {
    minimiseOnSupport(K, t, c, entering);
    if (entering !== undefined) {
      if (c[entering]! > 0) waiting.clear();
      else waiting.add(entering);
    }
    if (iteration === maxIterations) return iteration;
    entering = steepest(K, t, c, waiting);
    if (entering === undefined) return iteration;
  }
}

/** The coordinate at 0 with the most negative derivative; `undefined` if all are at least -1e-13 of the size of the
 * terms that they are sums of. */
function steepest(K: Float64Array, t: Float64Array, c: Float64Array, waiting: ReadonlySet<number>): number | undefined {
  const count = t.length;
  let size = 0;
  for (let i = 0; i < count; i++) {
    let terms = Math.abs(t[i]!);
    for (let j = 0; j < count; j++) terms += Math.abs(K[i * count + j]!) * c[j]!;
    size = Math.max(size, terms);
  }
  const half = halfGradient(K, t, c);
  let best: number | undefined;
  for (let i = 0; i < count; i++) {
    if (c[i]! > 0 || waiting.has(i) || half[i]! >= -1e-13 * size) continue;
    if (best === undefined || half[i]! < half[best]!) best = i;
  }
  return best;
}

/** Move c to the minimiser on its support, with `entering` added to it; whatever reaches 0 first leaves the support,
 * and the rest is solved anew. Every round drops a coordinate, so there are at most n + 1. */
function minimiseOnSupport(K: Float64Array, t: Float64Array, c: Float64Array, entering: number | undefined): void {
  let support = [...c.keys()].filter((i) => c[i]! > 0 || i === entering);
  while (support.length > 0) {
    const solution = solveOn(K, t, support);
    let length = 1;
    let blocking = -1;
    support.forEach((i, position) => {
      const target = solution[position]!;
      if (target > 0) return;
      const reach = c[i]! > 0 ? c[i]! / (c[i]! - target) : 0;
      if (blocking < 0 || reach < length) {
        length = reach;
        blocking = i;
      }
    });
    support.forEach((i, position) => {
      c[i] = i === blocking ? 0 : Math.max(0, c[i]! + length * (solution[position]! - c[i]!));
    });
    if (blocking < 0) return;
    support = support.filter((i) => c[i]! > 0);
  }
}

function solveOn(K: Float64Array, t: Float64Array, support: readonly number[]): Float64Array {
  const count = t.length;
  const size = support.length;
  const block = new Float64Array(size * size);
  const right = new Float64Array(size);
  support.forEach((i, row) => {
    right[row] = t[i]!;
    support.forEach((j, column) => {
      block[row * size + column] = K[i * count + j]!;
    });
  });
  return solvePositiveDefinite(block, right);
}
