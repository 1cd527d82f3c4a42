/** Lowest and highest of the values; Infinity and -Infinity of none.
 *
 * @example extent([3, 1, 2]) // => [1, 3]
 */
export function extent(values: readonly number[]): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
