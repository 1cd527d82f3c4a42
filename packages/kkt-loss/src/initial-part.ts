import type { DataSpan } from '@noprior/linear-algebra';
import { parameters, type ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import { orthogonalPart } from './orthogonal-part.ts';
import { sumOfSquares } from './parameter-norm.ts';

/** What of a residual goes back to the parameters theta_0 before training. */
export interface InitialPart {
  /** The same part of theta_0's first layer: what `orthogonalToData` of the residual is after gradient descent
   * from theta_0 without decay of weights. */
  readonly orthogonalToData: number;
  /** Squared difference of the two parts themselves: rounding after such a training. */
  readonly orthogonalChange: number;
  /** ||theta_0||^2 */
  readonly parameterNormSquared: number;
  /** <R, theta_0>^2 / (||R||^2 ||theta_0||^2): the fraction of the squared residual along theta_0; 0 if either is 0. */
  readonly cosineSquared: number;
  /** ||R - theta_0||^2 */
  readonly differenceSquared: number;
}

/** Compare a residual with the initial parameters.
 *
 * @param residual    by parameter tensor, of the same shapes as the initial network's
 * @param span        of the first layer's inputs
 * @param orthogonal  part of the residual's first layer orthogonal to it
 */
export function initialPart(
  initial: ReluNetwork,
  residual: Readonly<Record<string, HostTensor>>,
  span: DataSpan,
  orthogonal: HostTensor,
): InitialPart {
  const before = orthogonalPart(span, initial.layers[0]!);
  let product = 0;
  let squared = 0;
  let differenceSquared = 0;
  let parameterNormSquared = 0;
  for (const [name, tensor] of Object.entries(parameters(initial))) {
    const { data } = tensor;
    const left = residual[name]!.data;
    for (let at = 0; at < data.length; at++) {
      product += data[at]! * left[at]!;
      differenceSquared += (left[at]! - data[at]!) ** 2;
    }
    squared += sumOfSquares(residual[name]!);
    parameterNormSquared += sumOfSquares(tensor);
  }
  let orthogonalChange = 0;
  for (let at = 0; at < before.data.length; at++) orthogonalChange += (before.data[at]! - orthogonal.data[at]!) ** 2;
  const lengths = squared * parameterNormSquared;
  return {
    orthogonalToData: sumOfSquares(before),
    orthogonalChange,
    parameterNormSquared,
    cosineSquared: lengths === 0 ? 0 : (product * product) / lengths,
    differenceSquared,
  };
}
