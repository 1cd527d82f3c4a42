import { type PolishOptions, type PolishResult, polish } from '@noprior/max-margin';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { projectOntoSpan, spanOf } from '@noprior/transforms';
import type { Progress } from './progress.ts';

/** Polish with progress.
 *
 * The first weight matrix is projected onto the span of the points once more. That moves it by rounding only, but makes it
 * exactly 0 at coordinates that are 0 in all points: along those no unit moves, however far a point goes.
 *
 * @throws {DomainError | ShapeError | DtypeError} as `polish` does
 */
export async function polishNetwork(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: Omit<PolishOptions, 'onProgress'>,
  progress: Progress,
): Promise<PolishResult> {
  try {
    const result = await polish(backend, network, data, {
      ...options,
      onProgress: ({ iteration, residual, secondsLeft }) =>
        progress.iterations(iteration, undefined, `residual ${residual.toExponential(2)}`, secondsLeft),
    });
    const [first, ...above] = result.network.layers;
    const weight = projectOntoSpan(spanOf(data.x), first!.weight);
    return { ...result, network: { ...result.network, layers: [{ ...first!, weight }, ...above] } };
  } finally {
    progress.done();
  }
}
