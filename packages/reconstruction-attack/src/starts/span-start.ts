import { estimateSpan } from '@noprior/first-layer-spectrum';
import { type Box, boundAt, type Candidates, type Scale } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { argument, type Backend, DomainError, type Dtype, wording } from '@noprior/tensor';
import { whyNoSpan } from '../why-no-span.ts';
import { checkStartConfig, makeStart } from './make-start.ts';
import type { LinearStartOptions, StartConfig } from './start.ts';

/** Names of the starts by the span of the first layer, after that of the prior's law. */
export const spanStartKinds = ['prior', 'row-space', 'rows', 'linear'] as const;

/** Where candidates begin: by the law of the prior, or by what the first layer reveals of the span of the samples. */
export type SpanStart = {
  readonly kind: (typeof spanStartKinds)[number];
  /** Distance from the point of the span that is nearest to 0; default a quarter of the diagonal of the box. */
  readonly radius?: number | undefined;
  /** Of the kind `linear`; see {@link LinearStartOptions}. */
} & Partial<LinearStartOptions>;

const linearDefaults: LinearStartOptions = { rounds: 100, damping: 0.1, ridge: 1e-3, most: 1.5 };

/** A start with everything that determines it; `undefined` for the law of the prior.
 *
 * @param dimension  d, for the diagonal of the box
 * @throws {DomainError} for a radius of the prior's law, a start without a radius where there is no box to take it
 *   from, and a setting out of range
 */
export function resolveSpanStart(
  { kind, radius: asked, ...linear }: SpanStart = { kind: 'prior' },
  box: Box | undefined,
  dimension: number,
): SpanStart | undefined {
  if (kind === 'prior') {
    if (asked === undefined) return undefined;
    throw new DomainError(
      wording`attack: ${argument('startRadius')} belongs to the start row-space, rows or linear; name one of them`,
    );
  }
  if (asked === undefined && box === undefined) {
    throw new DomainError(
      wording`attack: the start ${kind} takes its radius from the box, and there is none; give ${argument('startRadius')}`,
    );
  }
  const radius = asked ?? diagonal(box!, dimension) / 4;
  const start: SpanStart = kind === 'linear' ? { kind, radius, ...linearDefaults, ...linear } : { kind, radius };
  checkStartConfig(toStartConfig(start));
  return start;
}

/** Candidates of a resolved start.
 *
 * @throws {DomainError} if the first layer does not reveal the span
 */
export async function drawSpanStart(
  start: SpanStart,
  network: ReluNetwork,
  backend: Backend,
  input: { readonly candidatesPerClass: number; readonly scale: Scale; readonly seed: number; readonly dtype: Dtype },
): Promise<Candidates> {
  const span = estimateSpan(network);
  if (span.verdict === 'none') {
    throw new DomainError(
      `attack: the start ${start.kind} needs the span of the samples, which this first layer does not reveal (${whyNoSpan(span.because)}); use the start prior`,
    );
  }
  return makeStart(toStartConfig(start), { ...input, network, span, backend });
}

/** @throws {DomainError} if it is not resolved, or stands for the law of the prior */
function toStartConfig({ kind, radius, ...linear }: SpanStart): StartConfig {
  if (radius === undefined || kind === 'prior') {
    throw new DomainError('attack: the start has no radius yet; resolve the configuration first');
  }
  return kind === 'linear' ? { kind, radius, ...linearDefaults, ...linear } : { kind, radius };
}

function diagonal({ low, high }: Box, dimension: number): number {
  let square = 0;
  for (let k = 0; k < dimension; k++) square += (boundAt(high, k) - boundAt(low, k)) ** 2;
  return Math.sqrt(square);
}
