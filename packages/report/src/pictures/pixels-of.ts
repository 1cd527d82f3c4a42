import type { Preprocessing } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';

/** One input as an image: the mean added back, scaled from the pixel range to [0, 1].
 *
 * @param x    [n, d] inputs of a network
 * @param row  from 0
 * @returns    [d], not clamped
 */
export function pixelsOf(x: HostTensor, row: number, preprocessing: Preprocessing | undefined): Float64Array {
  const [low, high] = preprocessing?.pixelRange ?? [0, 1];
  const mean = preprocessing?.mean?.data;
  const d = x.shape[1]!;
  return Float64Array.from({ length: d }, (_, j) => (x.data[row * d + j]! + (mean?.[j] ?? 0) - low) / (high - low));
}
