import { median } from '@noprior/metrics';
import type { HostTensor } from '@noprior/tensor';

/** How near every point is to its own true image; no assignment, no choice of the best. */
export interface OwnCosines {
  /** [n] cosine of point i with true image i; 0 where one of them is zero */
  readonly cosine: Float64Array;
  /** Median of the cosines. */
  readonly median: number;
  /** Share of the cosines above 0.9. */
  readonly above: number;
}

/** Cosine of every row with the row of the same number.
 *
 * @param points  [n, d], n >= 1
 * @param truth   [n, d]
 */
export function ownCosines(points: HostTensor, truth: HostTensor): OwnCosines {
  const [count, dimension] = [truth.shape[0]!, truth.shape[1]!];
  const cosine = Float64Array.from({ length: count }, (_, i) => {
    let [inner, left, right] = [0, 0, 0];
    for (let at = i * dimension; at < (i + 1) * dimension; at++) {
      inner += points.data[at]! * truth.data[at]!;
      left += points.data[at]! ** 2;
      right += truth.data[at]! ** 2;
    }
    return left > 0 && right > 0 ? inner / Math.sqrt(left) / Math.sqrt(right) : 0;
  });
  return { cosine, median: median(cosine), above: cosine.filter((value) => value > 0.9).length / count };
}
