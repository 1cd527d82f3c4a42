import type { SpanEstimate } from '@noprior/first-layer-spectrum';

/** What of a span estimate a run keeps in its record. */
export type SpanRecord = Pick<SpanEstimate, 'noise' | 'edge' | 'rank' | 'misfit' | 'verdict' | 'reason'>;

/** The numbers of a span estimate, without its arrays. */
export function spanRecord({ noise, edge, rank, misfit, verdict, reason }: SpanEstimate): SpanRecord {
  return { noise, edge, rank, misfit, verdict, reason };
}
