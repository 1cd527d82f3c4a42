import { type RefineOptions, type RefineResult, refineToKkt } from '@noprior/max-margin';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import type { Progress } from './progress.ts';

/** Options of {@link refineNetwork}. */
export interface RefineNetworkOptions
  extends Pick<RefineOptions, 'targetResidual' | 'maxIterations' | 'maxSeconds' | 'signal'> {
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
export async function refineNetwork(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: RefineNetworkOptions,
  progress: Progress,
): Promise<RefineResult> {
  const { kinkTolerance, ...limits } = options;
  try {
    return await refineToKkt(backend, network, data, {
      ...limits,
      kinkTolerance: Math.max(wideTolerance, kinkTolerance),
      finalKinkTolerance: kinkTolerance,
      onProgress: ({ iteration, residual, secondsLeft }) =>
        progress.iterations(iteration, undefined, `residual ${residual.toExponential(2)}`, secondsLeft),
    });
  } finally {
    progress.done();
  }
}
