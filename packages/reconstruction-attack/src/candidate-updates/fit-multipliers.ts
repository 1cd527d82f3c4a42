import { type Candidates, parameterNormSquared, scaleFactor } from '@noprior/kkt-loss';
import { nonnegativeLeastSquares } from '@noprior/linear-algebra';
import { makeHostTensor, toHostDtype } from '@noprior/tensor';
import { everyRow } from './candidate-rows.ts';
import type { CandidateChange, CandidateUpdate, CandidateUpdateContext } from './candidate-update.ts';
import { sampleGram } from './sample-gram.ts';

/** Weight of the multiplier floor in the objective of the attack. */
const floorWeight = 5;

/** Sweeps of coordinate descent, at most. */
const sweeps = 1000;

/** Variable projection: the multipliers that minimise the attack's objective at the current points.
 *
 *     min over lambda of  s^2 lambda^T K lambda - 2 s t^T lambda + 5 sum_i max(0, lambda_min - lambda_i)^2
 *
 * is convex. Non-negative least squares above the floor gives a start, unless the current multipliers are better; exact
 * minimisation by one coordinate after another goes on from there, so that the loss cannot rise. Points, labels and the
 * optimizer's state stay.
 *
 * @see Golub and Pereyra 1973, for variable projection; `nonnegativeLeastSquares` of kkt-loss
 */
export const fitMultipliers: CandidateUpdate = {
  apply: async (candidates: Candidates, context: CandidateUpdateContext): Promise<CandidateChange> => {
    const { scale, prior } = context.config;
    const { lambda, x } = candidates;
    const count = x.shape[0]!;
    const s = scaleFactor(scale, count);
    const { gram, target } = await sampleGram(candidates, context);
    const K = gram.map((value) => value * s * s);
    const t = target.map((value) => value * s);
    const norm = parameterNormSquared(context.network);
    const current = Float64Array.from(lambda.data);
    const before = norm + fittedValue(K, t, current, prior.lambdaMin);
    const floored = aboveFloor(K, t, prior.lambdaMin);
    const start = norm + fittedValue(K, t, floored, prior.lambdaMin) < before ? floored : current.slice();
    descendCoordinates(K, t, start, prior.lambdaMin);
    const fitted = toHostDtype(makeHostTensor(start, [count]), lambda.dtype);
    const after = norm + fittedValue(K, t, Float64Array.from(fitted.data), prior.lambdaMin);
    const origin = everyRow(count);
    // Rounding to the dtype of the state may cost more than the last sweeps gained.
    if (!(after <= before)) return { candidates, origin, loss: { before, after: before } };
    return { candidates: { ...candidates, lambda: fitted }, origin, loss: { before, after } };
  },
};

/** lambda^T K lambda - 2 t^T lambda + 5 sum_i max(0, floor - lambda_i)^2. */
function fittedValue(K: Float64Array, t: Float64Array, lambda: Float64Array, floor: number): number {
  const count = t.length;
  let value = 0;
  for (let i = 0; i < count; i++) {
    let product = 0;
    for (let j = 0; j < count; j++) product += K[i * count + j]! * lambda[j]!;
    value += lambda[i]! * (product - 2 * t[i]!) + floorWeight * Math.max(0, floor - lambda[i]!) ** 2;
  }
  return value;
}

/** Minimiser over lambda >= floor. */
function aboveFloor(K: Float64Array, t: Float64Array, floor: number): Float64Array {
  const count = t.length;
  const shifted = t.map((value, i) => {
    let product = 0;
    for (let j = 0; j < count; j++) product += K[i * count + j]! * floor;
    return value - product;
  });
  const { coefficients } = nonnegativeLeastSquares(makeHostTensor(K, [count, count]), makeHostTensor(shifted, [count]));
  return coefficients.map((value) => value + floor);
}

/** Exact minimisation along one coordinate after another, in place, until a sweep moves nothing. */
function descendCoordinates(K: Float64Array, t: Float64Array, lambda: Float64Array, floor: number): void {
  const count = t.length;
  const half = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let product = 0;
    for (let j = 0; j < count; j++) product += K[i * count + j]! * lambda[j]!;
    half[i] = product - t[i]!;
  }
  const largest = lambda.reduce((most, value) => Math.max(most, Math.abs(value)), floor);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0;
    for (let i = 0; i < count; i++) {
      const a = K[i * count + i]!;
      const b = a * lambda[i]! - half[i]!;
      const free = a > 0 ? b / a : lambda[i]!;
      const next = free >= floor ? free : (b + floorWeight * floor) / (a + floorWeight);
      const step = next - lambda[i]!;
      if (step === 0) continue;
      lambda[i] = next;
      for (let j = 0; j < count; j++) half[j]! += step * K[j * count + i]!;
      moved = Math.max(moved, Math.abs(step));
    }
    if (moved <= 1e-9 * largest) return;
  }
}
