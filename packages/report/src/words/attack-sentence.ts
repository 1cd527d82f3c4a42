import { attackReasons } from './attack-reasons.ts';

/** What of an attack's result its sentence says. */
export interface AttackSentenceFacts {
  readonly method: string;
  /** Number of points that it found. */
  readonly points: number;
  readonly predictedMembers: number;
  /** Of the points; absent where there are none. */
  readonly evaluation?: { readonly total: number } | undefined;
  readonly iterations: number;
  readonly seconds: number;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The result of an attack in one sentence.
 *
 * @example attackSentence(facts) // => '80 points by kkt, 0 of them predicted to be training samples, L_KKT 0.123456, after 2500 iterations in 12.3 s'
 */
export function attackSentence(facts: AttackSentenceFacts): string {
  const { method, points, predictedMembers, evaluation, iterations, seconds } = facts;
  const reasons = attackReasons(facts.details);
  const verdict = reasons === undefined ? '' : ` (${reasons.reason})`;
  const loss = evaluation === undefined ? '' : `, L_KKT ${evaluation.total.toPrecision(6)}`;
  return `${points} points by ${method}, ${predictedMembers} of them predicted to be training samples${verdict}${loss}, after ${iterations} iterations in ${seconds.toFixed(1)} s`;
}
