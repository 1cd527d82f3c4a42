export { estimateShift, type ShiftEstimate } from './estimate-shift.ts';
export { type EstimateSpanOptions, estimateSpan, type SpanEstimate } from './estimate-span.ts';
export { type PrincipalSpan, type PrincipalSpanOptions, principalSpan } from './principal-span.ts';
export { fromSpanCoordinates, type SpanBasis, spanShare, toSpanCoordinates } from './span-coordinates.ts';
export { inSpanShare, type SpanMembership, type SpanShares, spanMembership } from './span-membership.ts';
export { type SpanReduction, spanReduction } from './span-reduction.ts';
export type { SpanReason, SpanVerdict } from './span-verdict.ts';
