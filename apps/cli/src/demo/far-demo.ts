import type { RefineResult } from '@noprior/max-margin';
import { type KktSummary, outlineNetwork } from '../certify/certify-network.ts';
import { openBackend } from '../open-backend.ts';
import { refineNetwork } from '../refine-network.ts';
import type { Terminal } from '../terminal.ts';
import type { DemoScale } from './demo-scale.ts';
import type { DemoContext, ImageDemo } from './image-demo.ts';

/** The third part of the demo: the network of the first part near KKT, and a set far away that explains it equally well. */
export interface FarDemo {
  readonly polish: RefineResult;
  readonly outline: KktSummary;
}

/** Cosine within which a unit counts as on its kink. */
const kinkTolerance = 1e-3;

/** Polish for a limited time, then split every image. Computed in float64, on the backend of the demo if that offers it.
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
    const limits = { maxSeconds: scale.refineSeconds, targetResidual: 1e-6, kinkTolerance, signal };
    const polish = await refineNetwork(backend, training.network, data, limits, progress('far set: towards KKT'));
    signal.throwIfAborted();
    const line = progress('far set');
    try {
      const outline = await outlineNetwork(polish.network, {
        backend,
        data,
        alpha: 100,
        kinkTolerance,
        clarkeSeconds: scale.clarkeSeconds,
        distance: scale.distance,
        seed,
        radiusPoints: 0,
        say: (state, secondsLeft) => {
          signal.throwIfAborted();
          line.state(state, secondsLeft);
        },
      });
      return { polish, outline };
    } finally {
      line.done();
    }
  } finally {
    await own?.dispose();
  }
}
