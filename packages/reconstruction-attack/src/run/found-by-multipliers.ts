import type { Candidates } from '@noprior/kkt-loss';
import { makeHostTensor } from '@noprior/tensor';
import type { AttackFound } from '../attack.ts';

/** What an attack found that predicts no members: every `predicted` is 0, and `memberScore` is the size of a point's
 * multipliers, sum_c |lambda_ic| in the unit of scale `sum`, which says how much of the weights the point explains.
 * It ranks the points of one run, and no more: its size depends on the network and on the number of points.
 */
export function foundByMultipliers(candidates: Candidates, details: Readonly<Record<string, unknown>>): AttackFound {
  const count = candidates.x.shape[0]!;
  const memberScore = new Float64Array(count);
  const columns = candidates.lambda.data.length / count;
  for (const [at, value] of candidates.lambda.data.entries()) memberScore[Math.floor(at / columns)]! += Math.abs(value);
  return {
    candidates,
    predicted: makeHostTensor(new Float64Array(count), [count]),
    memberScore: makeHostTensor(memberScore, [count]),
    details,
  };
}
