import { type KktSummary, summarizeKkt } from '@noprior/certificate';
import { type RefineResult, refineToKkt } from '@noprior/max-margin';
import { describeProgress } from '../commands/certify.ts';
import { refineProgress } from '../max-margin-command.ts';
import { openBackend } from '../open-backend.ts';
import type { Terminal } from '../terminal.ts';
import type { DemoScale } from './demo-scale.ts';
import type { DemoContext, ImageDemo } from './image-demo.ts';

/** The third part of the demo: the network of the first part near KKT, and a set far away that explains it equally well. */
export interface FarDemo {
  readonly refinement: RefineResult;
  readonly summary: KktSummary;
}

/** Refine for a limited time, then split every image. Computed in float64, on the backend of the demo if that offers it.
 *
 * @throws {DOMException} AbortError if the run was interrupted
 */
export async function runFarDemo(
  scale: DemoScale['far'],
  { split, training }: Pick<ImageDemo, 'split' | 'training'>,
  { seed, signal, progress, ...context }: DemoContext,
  terminal: Terminal,
): Promise<FarDemo> {
  const own = context.backend.dtypes.includes('float64') ? undefined : await openBackend('auto', 'float64', terminal);
  const backend = own ?? context.backend;
  try {
    const data = split.training;
    const first = progress('far set: towards KKT');
    const limits = { maxSeconds: scale.refineSeconds, onProgress: refineProgress(first), signal };
    const refinement = await refineToKkt(backend, training.network, data, limits).finally(() => first.done());
    signal.throwIfAborted();
    const line = progress('far set');
    try {
      const { clarkeSeconds, distance } = scale;
      const summary = await summarizeKkt(backend, refinement.network, data, {
        ...{ clarkeSeconds, distance, seed },
        onProgress: (state) => {
          signal.throwIfAborted();
          line.state(describeProgress(state), state.secondsLeft);
        },
      });
      return { refinement, summary };
    } finally {
      line.done();
    }
  } finally {
    await own?.dispose();
  }
}
