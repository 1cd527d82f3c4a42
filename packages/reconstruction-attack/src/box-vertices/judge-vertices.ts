import { toRows } from '@noprior/linear-algebra';
import type { Backend, HostTensor } from '@noprior/tensor';
import { samePoints } from './same-points.ts';

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
export async function distinctVertices(
  backend: Backend,
  x: HostTensor,
  active: readonly number[],
  known: readonly Float64Array[],
  sameCosine: number,
): Promise<DistinctVertex[]> {
  const points = toRows(x);
  const isKnown = await samePoints(backend, points, known, sameCosine);
  const left = points
    .map((point, i) => ({ point, active: active[i]! }))
    .filter((_, i) => !known.some((_known, k) => isKnown.has(i, k)))
    .sort((a, b) => b.active - a.active);
  const rows = left.map(({ point }) => point);
  const isSame = await samePoints(backend, rows, rows, sameCosine);
  const groups: { readonly first: number; hits: number }[] = [];
  for (const i of left.keys()) {
    const same = groups.find(({ first }) => isSame.has(i, first));
    if (same === undefined) groups.push({ first: i, hits: 1 });
    else same.hits++;
  }
  return groups.map(({ first, hits }) => ({ ...left[first]!, hits }));
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
export async function sharedVertices(
  backend: Backend,
  nullVertices: readonly Pick<DistinctVertex, 'point'>[],
  judged: readonly Pick<DistinctVertex, 'point'>[],
  sameCosine: number,
): Promise<number> {
  const rows = (vertices: readonly Pick<DistinctVertex, 'point'>[]) => vertices.map(({ point }) => point);
  const same = await samePoints(backend, rows(nullVertices), rows(judged), sameCosine);
  return nullVertices.filter((_, i) => judged.some((_judged, j) => same.has(i, j))).length;
}
