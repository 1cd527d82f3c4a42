import type { HostTensor } from '@noprior/tensor';
import type { VertexBounds } from './vertex-bounds.ts';

/** How many coordinates of every point lie at one of the ends of the box.
 *
 * A vertex of a k-dimensional span within a box has k active coordinates, and hardly more by chance. An image with hundreds of black
 * pixels has hundreds: that it is a vertex of so many faces at once tells it from all others, without the truth.
 *
 * @param x       [n, d]
 * @param within  share of the bounds' width that counts as their end
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
