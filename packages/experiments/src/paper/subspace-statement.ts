import type { Estimate } from '@noprior/metrics';
import { meanEstimate } from '@noprior/metrics';
import type { GridPoint, PointResult, Statement } from '../engine/experiment.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import { describe, estimateAt, numberAt } from '../engine/read-values.ts';

const found = ['corrected', 'aboveHeldOutMax'] as const;
const cosine = ['corrected', 'medianCosine'] as const;

/** What stands beside an attack within a subspace: `subspace`, points of it that no network was needed for; `ceiling`, the training images
 * moved into it. As results whose score is theirs. */
export function besideSubspace<Point extends GridPoint>(
  results: readonly PointResult<Point>[],
  part: 'subspace' | 'ceiling',
): PointResult<Point>[] {
  return results.flatMap(({ point, seed, stages: { score } }) => {
    const corrected = score?.values[part];
    return score === undefined || !isObject(corrected)
      ? []
      : [{ point, seed, stages: { score: { ...score, values: { corrected } } } }];
  });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Does it help to know the subspace? Images of a subspace resemble each other, so that points of it resemble training images without any
 * network; what the network adds is told apart from that.
 *
 * @param rank     that was asked for
 * @param without  the same attack without a subspace
 */
export function subspaceStatement(
  name: string,
  rank: number,
  without: readonly PointResult[],
  own: readonly PointResult[],
): Statement {
  const drawn = besideSubspace(own, 'subspace');
  const words = (results: readonly PointResult[]): string =>
    `${describe(estimateAt(results, 'score', ...found))} images and ${describe(estimateAt(results, 'score', ...cosine))}`;
  const gain = differenceBySeed(own, without);
  const beyond = differenceBySeed(own, drawn);
  const there = estimateAt(own, 'attack', 'subspaceRank')?.value;
  const capped =
    there === undefined || there >= rank ? '' : ` Only ${describe(there)} of ${rank} directions are there.`;
  return {
    claim: `Knowing the subspace helps: ${name}.`,
    measured:
      `Images found and median cosine: ${words(own)}; without the subspace ${words(without)}; as many points of the subspace, drawn without the network, ${words(drawn)}; ` +
      `the training images themselves, moved into it, ${words(besideSubspace(own, 'ceiling'))}.${capped} Differences of the median cosine by seed: ${describe(gain)} to the attack without it, ` +
      `${describe(beyond)} to the points without the network. Agrees if both intervals lie above 0, disagrees if one of them lies below.`,
    verdict: subspaceVerdict(gain, beyond),
  };
}

function subspaceVerdict(...differences: readonly (Estimate | null)[]): Statement['verdict'] {
  const intervals = differences.map((difference) => difference?.interval ?? null);
  if (intervals.some((interval) => interval !== null && interval.high < 0)) return 'disagrees';
  return intervals.every((interval) => interval !== null && interval.low > 0) ? 'agrees' : 'undecided';
}

/** Mean difference of the median cosine over the seeds that both have. */
function differenceBySeed(own: readonly PointResult[], other: readonly PointResult[]): Estimate | null {
  const differences = own.flatMap((result) => {
    const partner = other.find(({ seed }) => seed === result.seed);
    const mine = numberAt(result, 'score', ...cosine);
    const theirs = partner && numberAt(partner, 'score', ...cosine);
    return mine === undefined || theirs === undefined ? [] : [mine - theirs];
  });
  return differences.length === 0 ? null : meanEstimate(differences);
}
