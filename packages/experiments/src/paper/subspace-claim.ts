import type { Estimate } from '@noprior/metrics';
import type { Claim, Fact } from '@noprior/report';
import type { GridPoint } from '../engine/experiment.ts';
import { estimateOf } from '../engine/read-values.ts';
import { foundBy, type ReconstructionResult } from './reconstruction-table.ts';

/** What stands beside an attack within a subspace: `subspace`, points of it that no network was needed for; `oracleBound`, the training images
 * moved into it. As results whose score is theirs. */
export function besideSubspace<Point extends GridPoint>(
  results: readonly ReconstructionResult<Point>[],
  part: 'subspace' | 'oracleBound',
): ReconstructionResult<Point>[] {
  return results.flatMap(({ point, seed, stages: { score } }) => {
    const corrected = score?.values[part];
    return score === undefined || corrected === undefined
      ? []
      : [{ point, seed, stages: { score: { ...score, values: { ...score.values, corrected } } } }];
  });
}

/** Does it help to know the subspace? Images of a subspace resemble each other, so that points of it resemble training images without any
 * network; what the network adds is seen beside that.
 *
 * @param rank     that was asked for
 * @param without  the same attack without a subspace
 */
export function subspaceClaim(
  name: string,
  rank: number,
  without: readonly ReconstructionResult[],
  own: readonly ReconstructionResult[],
): Claim {
  const drawn = besideSubspace(own, 'subspace');
  const gain = differenceBySeed(own, without);
  const beyond = differenceBySeed(own, drawn);
  return {
    claim: 'Knowing the subspace helps.',
    case: [{ name: 'subspace', value: name }],
    rule:
      'Differences of the median cosine by seed: to the attack without the subspace, and to as many points of it that were drawn without the network. ' +
      'Agrees if both intervals lie above 0, disagrees if one of them lies below.',
    measured: [
      ...scoreFacts('within the subspace', own),
      ...scoreFacts('without it', without),
      ...scoreFacts('of its points without the network', drawn),
      ...scoreFacts('of the training images moved into it', besideSubspace(own, 'oracleBound')),
      { name: 'directions asked for', value: rank },
      { name: 'directions', value: estimateOf(own, ({ stages }) => stages.attack?.values.subspaceRank)?.value ?? null },
      { name: 'difference to the attack without it', value: gain },
      { name: 'difference to its points without the network', value: beyond },
    ],
    verdict: subspaceVerdict(gain, beyond),
  };
}

function scoreFacts(where: string, results: readonly ReconstructionResult[]): Fact[] {
  return [
    { name: `images found ${where}`, value: foundBy('kkt', results) },
    {
      name: `median cosine ${where}`,
      value: estimateOf(results, ({ stages }) => stages.score?.values.corrected.medianCosine),
    },
  ];
}

function subspaceVerdict(...differences: readonly (Estimate | null)[]): Claim['verdict'] {
  const intervals = differences.map((difference) => difference?.interval ?? null);
  if (intervals.some((interval) => interval !== null && interval.high < 0)) return 'disagrees';
  return intervals.every((interval) => interval !== null && interval.low > 0) ? 'agrees' : 'undecided';
}

/** Mean difference of the median cosine over the seeds that both have. */
function differenceBySeed(
  own: readonly ReconstructionResult[],
  other: readonly ReconstructionResult[],
): Estimate | null {
  const cosineOf = (result: ReconstructionResult | undefined): number | undefined =>
    result?.stages.score?.values.corrected.medianCosine;
  return estimateOf(own, (result) => {
    const mine = cosineOf(result);
    const theirs = cosineOf(other.find(({ seed }) => seed === result.seed));
    return mine === undefined || theirs === undefined ? undefined : mine - theirs;
  });
}
