import { makeHostTensor, makeTypedArray } from '@noprior/tensor';
import type { Candidates } from './candidates.ts';

/** The factor s before the weighted sum of gradients: 1 in the paper's formula (`sum`), 1/n in the reference code
 * (`mean`), n being the number of candidates. The multipliers of the KKT conditions are s lambda_i: `Candidates` and files hold
 * these (`sum`); the reference code's numbers are n times larger. */
export type Scale = 'mean' | 'sum';

/** s for n candidates. The multipliers of the KKT conditions are s lambda_i.
 *
 * @example scaleFactor('mean', 4) // => 0.25
 */
export function scaleFactor(scale: Scale, count: number): number {
  return scale === 'mean' ? 1 / count : 1;
}

/** The same candidates with the multipliers of the KKT conditions: what is read in another unit is converted once, here.
 *
 * @param scale  unit that they have now
 * @returns      lambda_i of unit `mean` divided by n, in the dtype that they had
 * @example toScaleSum(candidates, 'mean').lambda
 */
export function toScaleSum(candidates: Candidates, scale: Scale): Candidates {
  return scale === 'sum' ? candidates : withMultipliers(candidates, (value, count) => value / count);
}

/** The reverse of {@link toScaleSum}, for an objective or a reader that works in another unit.
 *
 * @param scale  unit that they get
 * @returns      lambda_i multiplied by n for the unit `mean`
 * @example fromScaleSum(candidates, config.scale).lambda
 */
export function fromScaleSum(candidates: Candidates, scale: Scale): Candidates {
  return scale === 'sum' ? candidates : withMultipliers(candidates, (value, count) => value * count);
}

function withMultipliers(candidates: Candidates, convert: (value: number, count: number) => number): Candidates {
  const { x, lambda } = candidates;
  const count = x.shape[0]!;
  const values = makeTypedArray(lambda.dtype, lambda.data.length);
  for (const [at, value] of lambda.data.entries()) values[at] = convert(value, count);
  return { ...candidates, lambda: makeHostTensor(values, lambda.shape) };
}
