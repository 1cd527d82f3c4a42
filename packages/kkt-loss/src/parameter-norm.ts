import { dot, largestOf } from '@noprior/linear-algebra';
import { parameters, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor } from '@noprior/tensor';

/** Squares below it have lost digits, or are 0. */
const least = 2 ** -960;

/** ||theta||^2 over all parameter tensors: L_stationary of no points at all.
 *
 * @throws {DomainError} if it is beyond float64, or vanishes though the parameters do not: every L_stationary would be infinite or 0
 */
export function parameterNormSquared(network: ReluNetwork): number {
  const tensors = Object.values(parameters(network));
  const total = tensors.reduce((sum, tensor) => sum + sumOfSquares(tensor), 0);
  if (total >= least && total < Number.POSITIVE_INFINITY) return total;
  const largest = largestOf(tensors.map(({ data }) => largestOf(data)));
  if (largest === 0) return 0;
  throw new DomainError(
    `the largest parameter of the network is ${largest.toPrecision(3)}, and its square is no number with all its digits in float64; multiply the parameters by a power of two (with biases in the first layer only, the network keeps its decisions)`,
  );
}

/** Sum of the squares of all elements, in float64. */
export function sumOfSquares({ data }: HostTensor): number {
  return dot(data, data);
}
