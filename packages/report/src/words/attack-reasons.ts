import type { BoxVertexDetails, BoxVertexReason } from '@noprior/reconstruction-attack';
import { boxVertexReason } from './box-vertex-reason.ts';
import { spanReason } from './span-reason.ts';

/** What decided the verdict of an attack, and that on the span it worked in, as clauses. */
export interface AttackReasons {
  readonly reason: string;
  readonly span: BoxVertexDetails['span'] & { readonly reason: string };
}

/** The reasons in the details of a result; `undefined` for a method that gives no verdict. */
export function attackReasons(details: Readonly<Record<string, unknown>>): AttackReasons | undefined {
  if (!hasVerdict(details)) return undefined;
  const { span } = details;
  return {
    reason: boxVertexReason(details, span.rank),
    span: { ...span, reason: spanReason(span.because) },
  };
}

const codes: Readonly<Record<BoxVertexReason['code'], true>> = {
  'members-predicted': true,
  'no-round': true,
  'none-above-threshold': true,
  'few-null-vertices': true,
  'threshold-out-of-reach': true,
  'shared-vertices': true,
};

/** Whether details are those of vertices of the box, as the attack of that name and the cascade have them. */
function hasVerdict(details: object): details is BoxVertexDetails {
  const { because, span }: Partial<Record<string, unknown>> = { ...details };
  return (
    Array.isArray(because) &&
    because.every((reason: { readonly code?: unknown }) => Object.hasOwn(codes, String(reason.code))) &&
    typeof span === 'object' &&
    span !== null &&
    'because' in span
  );
}
