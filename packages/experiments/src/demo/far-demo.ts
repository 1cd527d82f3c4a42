import { type KktSummary, summarizeKkt } from '@noprior/certificate';
import { type RefineResult, refineToKkt } from '@noprior/max-margin';
import type { Backend } from '@noprior/tensor';
import type { DemoContext } from './demo-context.ts';
import type { DemoScale } from './demo-scale.ts';
import type { ImageDemo } from './image-demo.ts';

/** The third part of the demo: the network of the first part near KKT, and a set far away that explains it equally well. */
export interface FarDemo {
  readonly refinement: RefineResult;
  readonly summary: KktSummary;
}

/** Refine for a limited time, then split every image. Computed in float64, on the backend of the demo if that offers it.
 *
 * @param openExact  opens a backend with float64; asked for where the one of the demo has none, and disposed of here
 * @throws {DOMException} AbortError if the run was interrupted
 */
export async function runFarDemo(
  scale: DemoScale['far'],
  { split, training }: Pick<ImageDemo, 'split' | 'training'>,
  { seed, signal, begin, ...context }: DemoContext,
  openExact: () => Promise<Backend>,
): Promise<FarDemo> {
  const own = context.backend.dtypes.includes('float64') ? undefined : await openExact();
  const backend = own ?? context.backend;
  try {
    const data = split.training;
    const first = begin('far set: towards KKT');
    const refinement = await refineToKkt(backend, training.network, data, {
      maxSeconds: scale.refineSeconds,
      signal,
      onProgress: ({ iteration, residual, secondsLeft }) =>
        first.show({ kind: 'refinement', iteration, residual }, secondsLeft),
    }).finally(() => first.done());
    signal.throwIfAborted();
    const second = begin('far set');
    const { clarkeSeconds, distance } = scale;
    const summary = await summarizeKkt(backend, refinement.network, data, {
      ...{ clarkeSeconds, distance, seed },
      onProgress: (state) => {
        signal.throwIfAborted();
        second.show({ kind: 'certificate', state }, state.secondsLeft);
      },
    }).finally(() => second.done());
    return { refinement, summary };
  } finally {
    await own?.dispose();
  }
}
