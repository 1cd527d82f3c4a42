import type { ShiftEstimate, SpanEstimate, SpanMembership } from '@noprior/first-layer-spectrum';
import { spanReason } from './span-reason.ts';
import type { TextRow } from './text-row.ts';

/** A constant that the samples may share. */
export interface ShiftFacts extends Pick<ShiftEstimate, 'shift' | 'constant'> {
  /** `null` where the bias is no larger than the initial weights explain. */
  readonly deviation: number | null;
}

/** What the first layer says of the samples, one row for each number.
 *
 * @param shift       `null` where none is estimated
 * @param membership  `null` without data
 */
export function spanRows(span: SpanEstimate, shift: ShiftFacts | null, membership: SpanMembership | null): TextRow[] {
  const { rank, noise, edge, gap, alignment, hasBias, dimension, singularValues } = span;
  const times = (value: number | undefined): string => (value === undefined ? '-' : `${value.toPrecision(3)} x edge`);
  const space = hasBias ? `(x, 1) in ${dimension + 1} dimensions` : `x in ${dimension} dimensions`;
  const largest = (singularValues[0] ?? 0).toPrecision(4);
  return [
    ['verdict', `${span.verdict}: ${spanReason(span.because)}`],
    ['samples, at least', `${rank} (directions of ${space})`],
    ['noise of the first layer', noise.toPrecision(4)],
    ['edge of the noise', `${edge.toPrecision(4)} (largest singular value ${largest})`],
    ['last value above, first below', `${times(gap.above)}, ${times(gap.below)}`],
    ['weakest alignment', rank === 0 ? '-' : alignment[rank - 1]!.toFixed(3)],
    ...(shift === null ? [] : [['constant in all samples', describeShift(shift)] satisfies TextRow]),
    ...(membership === null ? [] : membershipRows(membership)),
  ];
}

function membershipRows({ training, heldOut, auc, aucInterval, tprAt1PercentFpr }: SpanMembership): TextRow[] {
  const interval = `[${aucInterval.low.toFixed(3)}, ${aucInterval.high.toFixed(3)}]`;
  return [
    [
      'span share, training',
      `median ${training.median.toFixed(4)}, ${training.aboveHeldOutMax} of ${training.count} above the held-out maximum`,
    ],
    ['span share, held-out', `median ${heldOut.median.toFixed(4)}, maximum ${heldOut.max.toFixed(4)}`],
    [
      'in the span (cosine 0.99)',
      `${training.inSpan} of ${training.count} training samples, ${heldOut.inSpan} of ${heldOut.count} held-out ones`,
    ],
    ['membership', `AUC ${auc.toFixed(3)} ${interval}, TPR at 1 % FPR ${tprAt1PercentFpr.toFixed(3)}`],
  ];
}

function describeShift({ shift, constant, deviation }: ShiftFacts): string {
  if (deviation === null) return 'not estimated: the bias of the first layer is no larger than its noise';
  if (constant === 0)
    return `not estimated: no coordinate is constant (median of averages of the samples ${shift.toFixed(4)})`;
  return `${shift.toFixed(4)} (deviation ${deviation.toPrecision(2)}), by ${constant} constant coordinate${constant === 1 ? '' : 's'}`;
}
