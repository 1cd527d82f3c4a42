import type { AlternativeSet } from './alternative-set.ts';
import type { KktMeasurement } from './measure-kkt.ts';

/** Largest share of the weights, eps / ||theta|| with Clarke's derivatives, that the training set may leave unexplained for a
 * certificate to say anything.
 *
 * theta is the sum of what the best multipliers explain and of a residual at a right angle to it. At 1/sqrt(2) both are of one length, and
 * L_stationary of the training set, ||theta||^2 / 2, is as far from that of a KKT point, 0, as from that of no points at all, ||theta||^2.
 * docs/decisions/018 has the measurements. */
export const premiseThreshold: number = Math.SQRT1_2;

/** Whether the premise of a certificate holds: weights near a KKT point of their training set. */
export interface Premise {
  readonly holds: boolean;
  /** eps / ||theta|| with Clarke's derivatives. */
  readonly unexplained: number;
  /** {@link premiseThreshold} */
  readonly threshold: number;
}

/** The answer, of three kinds:
 *
 * - `not-identifiable`: another set at the distance asked for;
 * - none was found there: `not-identifiable-nearby` (another set, nearer), `no-free-direction`, `not-certified` (none that float64 carries);
 * - `no-statement`: the premise does not hold, or these are not the samples that the model was trained on; whatever was found.
 */
export type Verdict =
  | 'not-identifiable'
  | 'not-identifiable-nearby'
  | 'no-free-direction'
  | 'not-certified'
  | 'no-statement';

/** Hold the residual of a training set against the threshold; a residual that is no number fails. */
export function toPremise({ clarke }: Pick<KktMeasurement, 'clarke'>): Premise {
  return { holds: clarke.relative <= premiseThreshold, unexplained: clarke.relative, threshold: premiseThreshold };
}

/** The verdict of a network.
 *
 * @param otherSamples  whether the model's files say that it was trained on other samples; default no
 */
export function toVerdict({
  kkt,
  alternative,
  otherSamples = false,
}: {
  readonly kkt: Pick<KktMeasurement, 'clarke'>;
  readonly alternative: Pick<AlternativeSet, 'kind' | 'tried' | 'asked'>;
  readonly otherSamples?: boolean;
}): Verdict {
  const { kind, tried, asked } = alternative;
  if (otherSamples || !toPremise(kkt).holds) return 'no-statement';
  if (kind === 'free') return tried === asked ? 'not-identifiable' : 'not-identifiable-nearby';
  if (kind === 'bounded') return 'not-identifiable-nearby';
  return kind === 'full-span' ? 'no-free-direction' : 'not-certified';
}
