import type { AttackResult } from '@noprior/reconstruction-attack';
import { knowledgeRecord } from './knowledge-record.ts';

/** What is printed and recorded of a result: plain data, without its arrays. */
export function attackResults(result: AttackResult, preset: string | undefined): Readonly<Record<string, unknown>> {
  const { gradX: _x, gradLambda: _lambda, ...evaluation } = result.evaluation ?? {};
  return {
    method: result.method,
    preset: preset ?? null,
    points: result.candidates.x.shape[0]!,
    predictedMembers: result.predictedMembers,
    iterations: result.iterations,
    ended: result.ended,
    seconds: result.seconds,
    knowledge: knowledgeRecord(result.knowledge),
    ...result.details,
    ...evaluation,
  };
}
