/** The power of two by which numbers can be divided exactly, so that the largest is in [1, 2): squares of theirs neither overflow nor vanish.
 *
 * @param largest  largest absolute value, finite
 * @returns        1 for 0
 * @example powerOfTwo(5) // => 4
 */
export function powerOfTwo(largest: number): number {
  if (!(largest > 0)) return 1;
  // The logarithm may be off by one next to a power of two; so is the result, which changes nothing.
  return 2 ** Math.max(-1074, Math.min(1023, Math.floor(Math.log2(largest))));
}
