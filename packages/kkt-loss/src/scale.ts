import { makeHostTensor, makeTypedArray } from '@noprior/tensor';
import type { Candidates } from './candidates.ts';

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

/** The same candidates with their multipliers in the unit of scale `sum`, those of the KKT conditions.
 *
 * @param scale  unit that they have now
 * @example toScaleSum(candidates, config.scale).lambda
 */
export function toScaleSum(candidates: Candidates, scale: Scale): Candidates {
  if (scale === 'sum') return candidates;
  const { x, lambda } = candidates;
  const factor = scaleFactor(scale, x.shape[0]!);
  const values = makeTypedArray(lambda.dtype, lambda.data.length);
  for (const [at, value] of lambda.data.entries()) values[at] = factor * value;
  return { ...candidates, lambda: makeHostTensor(values, lambda.shape) };
}
