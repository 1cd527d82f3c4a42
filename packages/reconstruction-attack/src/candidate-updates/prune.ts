import { type Candidates, scaleFactor } from '@noprior/kkt-loss';
import { takeCandidates } from './candidate-rows.ts';
import type { CandidateChange, CandidateUpdate } from './candidate-update.ts';
import { sampleGram } from './sample-gram.ts';

/** Drop candidates that explain next to nothing: ||s lambda_i g_i|| below `share` of the mean over all candidates, or
 * lambda_i at most `floor` lambda_min. The heaviest candidate of each label stays in any case. The other terms of
 * stationarity stay as they are, so with scale `mean` the multipliers that are left change their unit.
 *
 * @param share  in [0, 1)
 * @param floor  0 for no such rule
 */
export function prune(share: number, floor: number): CandidateUpdate {
  return {
    apply: async (candidates: Candidates, context): Promise<CandidateChange | undefined> => {
      const { scale, prior } = context.config;
      const { lambda, y } = candidates;
      const count = y.shape[0]!;
      const { gram } = await sampleGram(candidates, context);
      const s = scaleFactor(scale, count);
      const weights = Array.from(lambda.data, (value, i) => Math.abs(s * value) * Math.sqrt(gram[i * count + i]!));
      const mean = weights.reduce((total, weight) => total + weight, 0) / count;
      const heaviest = new Map<number, number>();
      for (const [i, weight] of weights.entries()) {
        const held = heaviest.get(y.data[i]!);
        if (held === undefined || weight > weights[held]!) heaviest.set(y.data[i]!, i);
      }
      const kept: number[] = [];
      for (const [i, weight] of weights.entries()) {
        const idle = weight < share * mean || (floor > 0 && lambda.data[i]! <= floor * prior.lambdaMin);
        if (!idle || heaviest.get(y.data[i]!) === i) kept.push(i);
      }
      if (kept.length === count) return undefined;
      return { candidates: takeCandidates(candidates, kept, scale), origin: kept };
    },
  };
}
