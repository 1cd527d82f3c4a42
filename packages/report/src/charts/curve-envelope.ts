import type { Point } from '../document/chart-blocks.ts';

/** A curve thinned for drawing: of each run of points that fall into the same of `columns` columns, the first, the lowest,
 * the highest and the last stay, so that no spike is lost. Up to `2 * columns` points are returned as they are. Points with a
 * coordinate that is not finite are dropped.
 *
 * @param place  where an x lies on its axis, in any unit; x itself unless given
 */
export function curveEnvelope(
  points: readonly Point[],
  columns: number,
  place: (x: number) => number = (x) => x,
): Point[] {
  const finite = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (finite.length <= 2 * columns) return finite;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const [x] of finite) {
    low = Math.min(low, place(x));
    high = Math.max(high, place(x));
  }
  const scale = high > low ? columns / (high - low) : 0;
  const columnOf = (point: Point): number => Math.min(columns - 1, Math.floor((place(point[0]) - low) * scale));
  const kept: Point[] = [];
  for (let start = 0; start < finite.length; ) {
    let [lowest, highest, end] = [start, start, start + 1];
    const column = columnOf(finite[start]!);
    for (; end < finite.length && columnOf(finite[end]!) === column; end++) {
      if (finite[end]![1] < finite[lowest]![1]) lowest = end;
      if (finite[end]![1] > finite[highest]![1]) highest = end;
    }
    const indices = [...new Set([start, lowest, highest, end - 1])].sort((a, b) => a - b);
    for (const index of indices) kept.push(finite[index]!);
    start = end;
  }
  return kept;
}
