import { cosine, type HostTensor, rowOf } from '@noprior/tensor';

/** A corner that directions led to. */
export interface DistinctCorner {
  /** [d] */
  readonly point: Float64Array;
  /** Number of coordinates at an end of the box. */
  readonly tight: number;
  /** Directions that led to it. */
  readonly hits: number;
}

/** What corners of chance are like. */
export interface ChanceCorners {
  /** Median of their numbers of tight coordinates. */
  readonly median: number;
  /** From the median down to the lower sixth, one standard deviation of a normal law; at least {@link countDeviation}. What lies above the
   * median may be no chance, for some of the samples are found in any direction. */
  readonly deviation: number;
}

/** Fewer different corners of chance are no law: no first point is accepted by them. */
export const leastChance = 8;

/** Different corners by falling number of tight coordinates; points above a cosine are one, that with the most.
 *
 * @param x      [n, d]
 * @param tight  [n]
 * @param known  points that are left out
 */
export function distinctCorners(
  x: HostTensor,
  tight: readonly number[],
  known: readonly Float64Array[],
  sameCosine: number,
): DistinctCorner[] {
  const groups: { readonly point: Float64Array; readonly tight: number; hits: number }[] = [];
  for (const i of tight.map((_, index) => index).sort((a, b) => tight[b]! - tight[a]!)) {
    const point = rowOf(x, i);
    if (known.some((other) => cosine(other, point) > sameCosine)) continue;
    const same = groups.find((group) => cosine(group.point, point) > sameCosine);
    if (same === undefined) groups.push({ point, tight: tight[i]!, hits: 1 });
    else same.hits++;
  }
  return groups;
}

/** The law of the numbers of tight coordinates among different corners, those in directions drawn at random.
 *
 * @param corners  by falling number, as `distinctCorners` has them; if there are none, the least demanding law
 * @param least    tight coordinates that every corner has: the dimension of what its faces meet in
 */
export function chanceCorners(corners: readonly Pick<DistinctCorner, 'tight'>[], least: number): ChanceCorners {
  const at = (share: number) => corners[Math.min(corners.length - 1, Math.floor(share * corners.length))]?.tight ?? 0;
  const median = at(0.5);
  return { median, deviation: Math.max(countDeviation(median - least), median - at(0.841)) };
}

/** Least deviation of a count of mean mu, 0.7 + sqrt(0.5 + 0.7 mu).
 *
 * Where few coordinates happen to be at an end, the numbers of most corners are the same, and their spread says nothing of those far
 * above. By Bernstein's inequality a count of independent events is 6 such deviations or more above its mean with a probability of at most
 * 3e-6, and hundreds of corners are judged in a round.
 */
function countDeviation(mean: number): number {
  return 0.7 + Math.sqrt(0.5 + 0.7 * Math.max(0, mean));
}

/** How many corners of chance are points that are judged by them.
 *
 * @param chance  different corners in directions drawn at random
 * @param judged  different corners that are judged
 */
export function sharedCorners(
  chance: readonly Pick<DistinctCorner, 'point'>[],
  judged: readonly Pick<DistinctCorner, 'point'>[],
  sameCosine: number,
): number {
  return chance.filter(({ point }) => judged.some((other) => cosine(other.point, point) > sameCosine)).length;
}
