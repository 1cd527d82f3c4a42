import { estimateShift, type ShiftEstimate, type SpanEstimate } from '@noprior/first-layer-spectrum';
import type { ReluNetwork } from '@noprior/relu-models';

/** What a run tells of a constant in all samples. */
export interface ShiftRecord extends Pick<ShiftEstimate, 'shift' | 'constant'> {
  /** `null` where the bias is no larger than the initial weights explain. */
  readonly deviation: number | null;
}

/** The constant that the samples may share, by the first layer; `null` where its noise is not told, or it has no bias. */
export function shiftRecord(network: ReluNetwork, span: SpanEstimate): ShiftRecord | null {
  if (!span.hasBias || span.verdict === 'none') return null;
  const { shift, constant, deviation } = estimateShift(network, span);
  return { shift, constant, deviation: Number.isFinite(deviation) ? deviation : null };
}

/** A shift in words. */
export function describeShift({ shift, constant, deviation }: ShiftRecord): string {
  if (deviation === null) return 'not told: the bias of the first layer is no larger than its noise';
  if (constant === 0)
    return `not told: no coordinate is constant (median of averages of the samples ${shift.toFixed(4)})`;
  return `${shift.toFixed(4)} (deviation ${deviation.toPrecision(2)}), by ${constant} constant coordinate${constant === 1 ? '' : 's'}`;
}
