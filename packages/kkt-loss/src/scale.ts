/** The factor s before the weighted sum of gradients: 1 in the paper's formula (`sum`), 1/n in the reference code
 * (`mean`), n being the number of candidates. */
export type Scale = 'mean' | 'sum';

/** s for n candidates. The multipliers of the KKT conditions are s lambda_i.
 *
 * @example scaleFactor('mean', 4) // => 0.25
 */
export function scaleFactor(scale: Scale, count: number): number {
  return scale === 'mean' ? 1 / count : 1;
}
