import { halfGradient } from '../half-gradient.ts';

/** Minimise c^T K c - 2 t^T c over c >= 0 along one coordinate after the other, each time exactly, clipped at 0.
 *
 * Ends once a sweep moves nothing by more than 1e-14 of the longest move so far, measured in the norm of K. Coordinates
 * with K_ii <= 0 stay where they are.
 *
 * @param K       [n * n] row-major, symmetric
 * @param t       [n]
 * @param c       [n] start, >= 0; changed in place
 * @param sweeps  at most so many passes over all coordinates
 */
export function coordinateDescent(K: Float64Array, t: Float64Array, c: Float64Array, sweeps: number): void {
  const count = t.length;
  const half = halfGradient(K, t, c);
  let longest = 0;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0;
    for (let i = 0; i < count; i++) {
      const diagonal = K[i * count + i]!;
      if (diagonal <= 0) continue;
      const next = Math.max(0, c[i]! - half[i]! / diagonal);
      const change = next - c[i]!;
      if (change === 0) continue;
      c[i] = next;
      moved = Math.max(moved, Math.abs(change) * Math.sqrt(diagonal));
      for (let j = 0; j < count; j++) half[j]! += K[i * count + j]! * change;
    }
    longest = Math.max(longest, moved);
    if (moved <= 1e-14 * longest) return;
  }
}
