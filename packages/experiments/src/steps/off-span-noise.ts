import { norm, projectOntoComplement, spanOf } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor } from '@noprior/tensor';

/** Standard deviation of the first layer off the span of the TRUE samples: of the initial weights, and of whatever noise a defender
 * added in training or before release.
 *
 *     sigma^2 = ||W_1 (I - P)||_F^2 / (m (d - r)),   P onto the span of x_1 ... x_n, of rank r
 *
 * Gradient descent moves the rows of W_1 [m, d] within that span alone, so that the rest is noise.
 *
 * @param x  [n, d] as the network sees them
 * @returns  in weight units
 * @throws {DomainError} for samples that span the whole space
 */
export function offSpanNoise(network: ReluNetwork, x: HostTensor): number {
  const { weight } = network.layers[0]!;
  const [rows, dimension] = weight.shape as readonly [number, number];
  const span = spanOf(x);
  if (!span.isProper) {
    throw new DomainError(
      `attack: the samples span all ${dimension} dimensions, so that no weight is noise alone; give startNoise a number`,
    );
  }
  return norm(projectOntoComplement(span, weight).data) / Math.sqrt(rows * (dimension - span.rank));
}
