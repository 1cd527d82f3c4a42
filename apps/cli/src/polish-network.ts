import { type PolishOptions, type PolishResult, polish } from '@noprior/max-margin';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import type { Progress } from './progress.ts';

/** How a polish ended. */
export interface PolishedNetwork
  extends Pick<
    PolishResult,
    'network' | 'residual' | 'slackness' | 'norm' | 'iterations' | 'stopped' | 'seconds' | 'lambda'
  > {
  /** Cosine within which units counted as on their kinks at the end. */
  readonly kinkTolerance: number;
}

/** Options of {@link polishNetwork}. */
export interface PolishNetworkOptions
  extends Pick<PolishOptions, 'targetResidual' | 'maxIterations' | 'maxSeconds' | 'signal'> {
  /** Cosine within which a unit counts as on its kink in the end. */
  readonly kinkTolerance: number;
}

/** With more units to choose derivatives for, the way is shorter. */
const wideTolerance = 0.01;

/** Polish with progress: first with kinks taken widely, which is fast, and, if that reached the target in time, from there with
 * the tolerance asked for. A point that is KKT with wide kinks may be far from it with narrow ones.
 *
 * @throws {DomainError | ShapeError | DtypeError} as `polish` does
 */
export async function polishNetwork(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: PolishNetworkOptions,
  progress: Progress,
): Promise<PolishedNetwork> {
  const { kinkTolerance, ...limits } = options;
  const run = (from: ReluNetwork, rest: PolishOptions): Promise<PolishResult> =>
    polish(backend, from, data, {
      ...rest,
      onProgress: ({ iteration, residual, secondsLeft }) =>
        progress.iterations(iteration, undefined, `residual ${residual.toExponential(2)}`, secondsLeft),
    });
  try {
    const first = Math.max(wideTolerance, kinkTolerance);
    const wide = await run(network, { ...limits, kinkTolerance: first });
    const secondsLeft = (limits.maxSeconds ?? Number.POSITIVE_INFINITY) - wide.seconds;
    if (wide.stopped !== 'targetResidual' || kinkTolerance === first || secondsLeft <= 0) {
      return { ...wide, kinkTolerance: first };
    }
    const narrow = await run(wide.network, {
      ...limits,
      kinkTolerance,
      ...(Number.isFinite(secondsLeft) ? { maxSeconds: secondsLeft } : {}),
      ...(limits.maxIterations === undefined
        ? {}
        : { maxIterations: Math.max(0, limits.maxIterations - wide.iterations) }),
    });
    return {
      ...narrow,
      iterations: wide.iterations + narrow.iterations,
      seconds: wide.seconds + narrow.seconds,
      kinkTolerance,
    };
  } finally {
    progress.done();
  }
}
