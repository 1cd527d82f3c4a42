import type { Preprocessing } from '@noprior/relu-models';
import type { ImagePair } from '@noprior/report';
import type { HostTensor } from '@noprior/tensor';

/** The first points as two pictures each: with the mean added back and scaled from the pixel range to [0, 1], which the
 * drawing clips; and from their own smallest to their own largest value.
 *
 * @param x  [n, d]
 */
export function farPictures(x: HostTensor, preprocessing: Preprocessing, count: number): ImagePair[] {
  const [low, high] = preprocessing.pixelRange ?? [0, 1];
  const mean = preprocessing.mean?.data;
  const dimension = x.shape[1]!;
  return Array.from({ length: count }, (_, row) => {
    const point = Float64Array.from(
      { length: dimension },
      (_, j) => (x.data[row * dimension + j]! + (mean?.[j] ?? 0) - low) / (high - low),
    );
    const [least, most] = [Math.min(...point), Math.max(...point)];
    const range = most > least ? most - least : 1;
    return {
      original: point.map((value) => Math.min(1, Math.max(0, value))),
      candidate: point.map((value) => (value - least) / range),
      score: Math.max(Math.abs(least), Math.abs(most)),
      label: `point ${row}`,
    };
  });
}
