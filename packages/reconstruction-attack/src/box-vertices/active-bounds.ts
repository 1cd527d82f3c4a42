import type { HostTensor } from '@noprior/tensor';
import type { VertexBounds } from './vertex-bounds.ts';

/** Number of coordinates of each point that are at a bound of the box.
 *
 * A vertex of a k-dimensional span within a box has k of them, and by chance hardly more. An image with hundreds of
 * black pixels has hundreds. So the number separates images from other vertices, without the truth.
 *
 * @param x       [n, d]
 * @param within  share of the width within which a coordinate counts as at a bound
 * @returns       [n]
 */
export function activeBounds(x: HostTensor, { low, high }: VertexBounds, within: number): number[] {
  const [count, d] = x.shape as readonly [number, number];
  return Array.from({ length: count }, (_, i) => {
    let active = 0;
    for (let j = 0; j < d; j++) {
      const value = x.data[i * d + j]!;
      const margin = within * (high.data[j]! - low.data[j]!);
      if (value <= low.data[j]! + margin || value >= high.data[j]! - margin) active++;
    }
    return active;
  });
}
