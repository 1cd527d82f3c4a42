import { estimateShift, estimateSpan } from '@noprior/first-layer-spectrum';
import type { StepKind } from '../engine/step-kind.ts';
import { loadStepNetwork } from './load-parts.ts';

/** What `span` finds: what the first layer alone reveals. */
export type SpanValues = {
  /** Dimension of the estimated span of the training set. */
  readonly rank: number;
  /** Whether the singular values are those of samples and noise; `none` where there is no span to estimate. */
  readonly verdict: string;
  /** Standard deviation of the initial weights, as estimated. */
  readonly noise: number;
  /** Constant that was added to every coordinate, as estimated; `null` for a first layer without bias. */
  readonly shift: number | null;
};

/** `span`: reads `network`; the span of the training set, the noise of the start and a shift of the data, estimated from the first layer. */
export const spanKind: StepKind<Readonly<Record<string, never>>, SpanValues> = {
  name: 'span',
  version: 1,
  async run(_, context) {
    const network = await loadStepNetwork(context);
    const span = estimateSpan(network);
    const { rank, verdict, noise } = span;
    const hasBias = network.layers[0]!.bias !== undefined;
    return { rank, verdict, noise, shift: hasBias ? estimateShift(network, span).shift : null };
  },
};

/** Whether there is a span of which points can be looked for: one direction is one point. */
export function hasSpan({ rank, verdict }: SpanValues): boolean {
  return verdict !== 'none' && rank >= 2;
}
