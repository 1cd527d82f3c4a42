import { parameters, type ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';

/** ||theta||^2 over all parameter tensors: L_stationary of no points at all. */
export function parameterNormSquared(network: ReluNetwork): number {
  let total = 0;
  for (const tensor of Object.values(parameters(network))) total += sumOfSquares(tensor);
  return total;
}

/** Sum of the squares of all elements, in float64. */
export function sumOfSquares({ data }: HostTensor): number {
  let total = 0;
  for (const value of data) total += value * value;
  return total;
}
