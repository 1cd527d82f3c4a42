import { cosine, rowOf } from '@noprior/linear-algebra';
import type { HostTensor } from '@noprior/tensor';

/** A vertex that directions led to. */
export interface DistinctVertex {
  /** [d] */
  readonly point: Float64Array;
  /** Number of coordinates at an end of the box. */
  readonly active: number;
  /** Directions that led to it. */
  readonly hits: number;
}

/** What vertices of chance are like. */
export interface NullDistribution {
  /** Median of their numbers of active coordinates. */
  readonly median: number;
  /** From the median down to the lower sixth, one standard deviation of a normal law; at least {@link countDeviation}. What lies above the
   * median may be no chance, for some of the samples are found in any direction. */
  readonly deviation: number;
}

/** Fewer different vertices of chance are no law: no first point is predictedMembers by them. */
export const leastChance = 8;

/** Different vertices by falling number of active coordinates; points above a cosine are one, that with the most.
 *
 * @param x      [n, d]
 * @param active  [n]
 * @param known  points that are left out
 */
export function distinctVertices(
  x: HostTensor,
  active: readonly number[],
  known: readonly Float64Array[],
  sameCosine: number,
): DistinctVertex[] {
  const groups: { readonly point: Float64Array; readonly active: number; hits: number }[] = [];
  for (const i of active.map((_, index) => index).sort((a, b) => active[b]! - active[a]!)) {
    const point = rowOf(x, i);
    if (known.some((other) => cosine(other, point) > sameCosine)) continue;
    const same = groups.find((group) => cosine(group.point, point) > sameCosine);
    if (same === undefined) groups.push({ point, active: active[i]!, hits: 1 });
    else same.hits++;
  }
  return groups;
}

/** The law of the numbers of active coordinates among different vertices, those in directions drawn at random.
 *
 * @param vertices  by falling number, as `distinctVertices` has them; if there are none, the least demanding law
 * @param least    active coordinates that every vertex has: the dimension of what its faces meet in
 */
export function nullDistribution(vertices: readonly Pick<DistinctVertex, 'active'>[], least: number): NullDistribution {
  const at = (share: number) =>
    vertices[Math.min(vertices.length - 1, Math.floor(share * vertices.length))]?.active ?? 0;
  const median = at(0.5);
  return { median, deviation: Math.max(countDeviation(median - least), median - at(0.841)) };
}

/** Least deviation of a count of mean mu, 0.7 + sqrt(0.5 + 0.7 mu).
 *
 * Where few coordinates happen to be at an end, the numbers of most vertices are the same, and their spread says nothing of those far
 * above. By Bernstein's inequality a count of independent events is 6 such deviations or more above its mean with a probability of at most
 * 3e-6, and hundreds of vertices are judged in a round.
 */
function countDeviation(mean: number): number {
  return 0.7 + Math.sqrt(0.5 + 0.7 * Math.max(0, mean));
}

/** How many vertices of chance are points that are judged by them.
 *
 * @param chance  different vertices in directions drawn at random
 * @param judged  different vertices that are judged
 */
export function sharedVertices(
  chance: readonly Pick<DistinctVertex, 'point'>[],
  judged: readonly Pick<DistinctVertex, 'point'>[],
  sameCosine: number,
): number {
  return chance.filter(({ point }) => judged.some((other) => cosine(other.point, point) > sameCosine)).length;
}
