import { DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';
import { solvePositiveDefinite } from './solve-positive-definite.ts';

/** Minimiser of c^T K c - 2 t^T c over c >= 0, with the number that certifies it. */
export interface NonnegativeSolution {
  /** [n] minimiser */
  readonly coefficients: Float64Array;
  /** c^T K c - 2 t^T c there */
  readonly value: number;
  /** Largest violation of optimality: |g_i| where c_i > 0, max(0, -g_i) where c_i = 0, with g = 2 (K c - t). */
  readonly projectedGradient: number;
  readonly iterations: number;
}

/** Non-negative least squares on the normal equations: the multipliers lambda >= 0 that explain a network best, given
 * the Gram matrix of its sample gradients.
 *
 * Coordinate descent finds the support, then a primal active-set method solves on it exactly; a nearly singular block
 * is regularised by 1e-13 of its largest diagonal entry. Deterministic.
 *
 * @param gram    [n, n] K, symmetric, positive semidefinite
 * @param target  [n] t
 * @throws {ShapeError} unless K is square and t fits
 * @throws {DomainError} for values that are not finite
 * @see Lawson and Hanson 1974, chapter 23
 * @example nonnegativeLeastSquares(fromNested([[1, 0], [0, 1]]), fromNested([2, -1])).coefficients // => [2, 0]
 */
export function nonnegativeLeastSquares(gram: HostTensor, target: HostTensor): NonnegativeSolution {
  const count = target.shape[0] ?? 0;
  if (target.shape.length !== 1 || gram.shape.length !== 2 || gram.shape[0] !== count || gram.shape[1] !== count) {
    throw new ShapeError(
      `nonnegativeLeastSquares: expected [n, n] and [n], got ${formatShape(gram.shape)} and ${formatShape(target.shape)}`,
    );
  }
  const K = Float64Array.from(gram.data);
  const t = Float64Array.from(target.data);
  if (![...K, ...t].every(Number.isFinite)) {
    throw new DomainError('nonnegativeLeastSquares: the Gram matrix or the target has values that are not finite');
  }
  const c = new Float64Array(count);
  coordinateDescent(K, t, c, 300);
  const iterations = activeSet(K, t, c, 10 * count + 50);
  const half = halfGradient(K, t, c);
  let value = 0;
  let projectedGradient = 0;
  for (let i = 0; i < count; i++) {
    value += c[i]! * (half[i]! - t[i]!);
    const g = 2 * half[i]!;
    projectedGradient = Math.max(projectedGradient, c[i]! > 0 ? Math.abs(g) : Math.max(0, -g));
  }
  return { coefficients: c, value, projectedGradient, iterations };
}

/** K c - t. */
function halfGradient(K: Float64Array, t: Float64Array, c: Float64Array): Float64Array {
  const count = t.length;
  const result = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let total = -t[i]!;
    for (let j = 0; j < count; j++) total += K[i * count + j]! * c[j]!;
    result[i] = total;
  }
  return result;
}

/** Exact minimisation along one coordinate after the other, clipped at 0. */
function coordinateDescent(K: Float64Array, t: Float64Array, c: Float64Array, sweeps: number): void {
  const count = t.length;
  const half = halfGradient(K, t, c);
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
    if (moved < 1e-14) return;
  }
}

/** Lawson and Hanson's method from a feasible start: solve on the support, step to the boundary where the solution
 * leaves the orthant, drop what arrives there, add the most violated coordinate. */
function activeSet(K: Float64Array, t: Float64Array, c: Float64Array, maxIterations: number): number {
  const count = t.length;
  let size = 0;
  for (let i = 0; i < count; i++) size = Math.max(size, K[i * count + i]!, Math.abs(t[i]!));
  const tolerance = 1e-12 * size;
  let support = [...c.keys()].filter((i) => c[i]! > 0);
  // A coordinate that enters and leaves at once, which only rounding can cause, waits until another has made progress.
  const waiting = new Set<number>();
  let entering = -1;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    for (let inner = 0; inner <= count && support.length > 0; inner++) {
      const solution = solveOn(K, t, support);
      let length = 1;
      support.forEach((i, position) => {
        const target = solution[position]!;
        if (target <= 0) length = Math.min(length, c[i]! / (c[i]! - target));
      });
      support.forEach((i, position) => {
        c[i]! += length * (solution[position]! - c[i]!);
      });
      if (length === 1) break;
      const kept = support.filter((i, position) => {
        if (solution[position]! > 0 || c[i]! > 1e-14 * Math.abs(solution[position]!)) return true;
        c[i] = 0;
        return false;
      });
      if (kept.length === support.length) break;
      support = kept;
    }
    if (entering >= 0 && c[entering]! > 0) waiting.clear();
    else if (entering >= 0) waiting.add(entering);
    const half = halfGradient(K, t, c);
    entering = -1;
    for (let i = 0; i < count; i++) {
      if (c[i]! > 0 || waiting.has(i) || half[i]! >= -tolerance) continue;
      if (entering < 0 || half[i]! < half[entering]!) entering = i;
    }
    if (entering < 0) return iteration;
    support = [...support.filter((i) => c[i]! > 0), entering];
  }
  return maxIterations;
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
