import { cosine, rowOf } from '@noprior/linear-algebra';
import type { HostTensor } from '@noprior/tensor';

/** A vertex that directions led to. */
export interface DistinctVertex {
  /** [d] */
  readonly point: Float64Array;
  /** Number of coordinates at a bound of the box. */
  readonly active: number;
  /** Directions that led to it. */
  readonly hits: number;
}

/** Numbers of coordinates at bounds among vertices in random directions. */
export interface NullDistribution {
  readonly median: number;
  /** From the median down to the lower sixth, which is one standard deviation of a normal distribution; at least
   * {@link countDeviation}. The upper half does not count: random directions lead to some of the samples, too. */
  readonly deviation: number;
}

/** Fewer different vertices in random directions are no distribution: no first member is predicted by them. */
export const leastNullVertices = 8;

/** Different vertices by falling number of coordinates at bounds. Of points with a larger cosine the one with the
 * largest number stays.
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

/** The null distribution, from different vertices in random directions.
 *
 * @param vertices  as `distinctVertices` returns them; if there are none, the distribution with the smallest median
 *   and deviation
 * @param least     coordinates at bounds that every vertex has: the dimension of the set of points
 */
export function nullDistribution(vertices: readonly Pick<DistinctVertex, 'active'>[], least: number): NullDistribution {
  const at = (share: number) =>
    vertices[Math.min(vertices.length - 1, Math.floor(share * vertices.length))]?.active ?? 0;
  const median = at(0.5);
  return { median, deviation: Math.max(countDeviation(median - least), median - at(0.841)) };
}

/** Least deviation of a count of mean mu, 0.7 + sqrt(0.5 + 0.7 mu).
 *
 * Where few coordinates are at bounds by chance, most vertices have the same number, and their spread says nothing
 * of the tail. By Bernstein's inequality a count of independent events is at least 6 such deviations above its mean
 * with a probability of at most 3e-6, and a round judges hundreds of vertices.
 */
function countDeviation(mean: number): number {
  return 0.7 + Math.sqrt(0.5 + 0.7 * Math.max(0, mean));
}

/** How many vertices of the null distribution are among the points that it judges.
 *
 * @param nullVertices  different vertices in random directions
 * @param judged        different vertices that are judged
 */
export function sharedVertices(
  nullVertices: readonly Pick<DistinctVertex, 'point'>[],
  judged: readonly Pick<DistinctVertex, 'point'>[],
  sameCosine: number,
): number {
  return nullVertices.filter(({ point }) => judged.some((other) => cosine(other.point, point) > sameCosine)).length;
}
