import { makeHostTensor } from '@noprior/tensor';
import type { Candidates } from '../candidates.ts';

/** Candidates of a `regression` as those of `binary` that explain the same, `lambda grad Phi = |lambda| sign(lambda) grad Phi`: labels are
 * the signs of the multipliers, +1 for 0, and multipliers their absolute values.
 *
 * @param candidates  x [n, d], lambda [n], y [n], whose values have no effect
 */
export function regressionAsBinary({ x, lambda }: Candidates): Candidates {
  return {
    x,
    lambda: makeHostTensor(lambda.data.map(Math.abs), lambda.shape),
    y: makeHostTensor(
      lambda.data.map((value) => (value < 0 ? -1 : 1)),
      lambda.shape,
    ),
  };
}
