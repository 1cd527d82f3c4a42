/** Ranks from 1; equal values share the mean of their ranks.
 *
 * @example ranks([10, 20, 10]) // => [1.5, 3, 1.5]
 */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]!] === values[order[first]!]) last++;
    for (let at = first; at <= last; at++) result[order[at]!] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return result;
}
