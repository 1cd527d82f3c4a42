/** A mark of a strip, in pixels: `x` from the left of the plot, `y` up from the base line of the strip. */
export interface StripMark {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Most values that a strip shows as dots; beyond that it shows bars. */
export const maxDots = 150;

/** Dots at the values, each at the lowest level where it touches no other one; where the stack would be higher than `height`,
 * levels move together and dots overlap.
 *
 * @param positions px, any order
 */
export function stackDots(positions: readonly number[], diameter: number, height: number): StripMark[] {
  const lastAt: number[] = [];
  const placed = [...positions]
    .sort((a, b) => a - b)
    .map((x) => {
      const free = lastAt.findIndex((last) => x - last >= diameter);
      const level = free < 0 ? lastAt.length : free;
      lastAt[level] = x;
      return { x, level };
    });
  const step = Math.min(diameter, (height - diameter) / Math.max(1, lastAt.length - 1));
  return placed.map(({ x, level }) => ({ x, y: diameter / 2 + level * step, width: diameter, height: diameter }));
}

/** Counts of the values in bins of `binWidth` pixels, of which one ends, and includes its end, at `edge`: a value at a
 * threshold counts below it.
 *
 * @returns bin number, from the one that ends at `edge` (-1), and count
 */
export function countBins(positions: readonly number[], binWidth: number, edge: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const x of positions) {
    const bin = Math.ceil((x - edge) / binWidth - 1e-9) - 1;
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return counts;
}

/** Bars for counted bins; the largest share of any strip is as high as the strip, and a single value stays visible.
 *
 * @param largestShare largest count over total of all strips, so that strips of different size compare
 */
export function toBars(
  counts: ReadonlyMap<number, number>,
  layout: { readonly binWidth: number; readonly edge: number; readonly height: number; readonly largestShare: number },
): StripMark[] {
  const { binWidth, edge, height, largestShare } = layout;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].map(([bin, count]) => {
    const tall = Math.max(2, (count / total / largestShare) * height);
    return { x: edge + (bin + 0.5) * binWidth, y: tall / 2, width: binWidth - 1, height: tall };
  });
}
