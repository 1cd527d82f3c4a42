/** Course of the step sizes: constant, or constant for the first half and then down to 0 along half a cosine. */
export type StepSchedule = 'constant' | 'cosine-tail';

/** Sharpness of the surrogate derivative: a number, or geometric interpolation from one to another over the run. */
export type AlphaSchedule = number | { readonly from: number; readonly to: number };

/** Factor on the step sizes at an iteration, 0-based: 1 throughout, or 1 for the first half of the run and
 * (1 + cos(pi u)) / 2 for u from 0 to 1 over the second.
 *
 * @example stepFactor('cosine-tail', 75, 100) // => 0.5
 */
export function stepFactor(schedule: StepSchedule, iteration: number, maxIterations: number): number {
  if (schedule === 'constant') return 1;
  const progress = (2 * iteration) / maxIterations - 1;
  return progress <= 0 ? 1 : (1 + Math.cos(Math.PI * progress)) / 2;
}

/** Sharpness at an iteration, 0-based: from (to/from)^u for u from 0 to 1 over the run.
 *
 * @example alphaAt({ from: 10, to: 1000 }, 50, 101) // => 100
 */
export function alphaAt(alpha: AlphaSchedule, iteration: number, maxIterations: number): number {
  if (typeof alpha === 'number') return alpha;
  const progress = maxIterations === 1 ? 0 : iteration / (maxIterations - 1);
  return alpha.from * (alpha.to / alpha.from) ** progress;
}
