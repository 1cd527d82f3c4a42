/** Middle value of a sample; the mean of the two middle ones when their number is even.
 *
 * @param values sample, not empty, finite, any order
 * @returns      a number in the units of the sample
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(position)]!;
  return low + (position - Math.floor(position)) * (sorted[Math.ceil(position)]! - low);
}
