import type { PolishOptions } from './polish-options.ts';
import type { PolishRecord } from './polish-result.ts';

/** Seconds until a polish ends: ln(residual) over the last half of its iterations is continued as a line to the target; the
 * limits bound the result.
 *
 * @returns `undefined` with fewer than four iterations, or if the residual does not fall and nothing limits it
 */
export function estimateSecondsLeft(
  records: readonly PolishRecord[],
  { targetResidual = 1e-6, maxIterations = 2000, maxSeconds = Number.POSITIVE_INFINITY }: PolishOptions,
): number | undefined {
  const now = records.at(-1);
  const first = records[0];
  const middle = records[records.length >> 1];
  if (now === undefined || first === undefined || middle === undefined || records.length < 4) return undefined;
  const secondsPerStep = (now.seconds - first.seconds) / (now.iteration - first.iteration);
  const slope = Math.log(now.residual / middle.residual) / (now.iteration - middle.iteration);
  let steps = maxIterations - now.iteration;
  if (slope < 0) steps = Math.min(steps, Math.log(targetResidual / now.residual) / slope);
  const left = Math.min(steps * secondsPerStep, maxSeconds - now.seconds);
  return Number.isFinite(left) ? Math.max(0, left) : undefined;
}
