import { estimateSpan, spanShare } from '@noprior/first-layer-spectrum';
import type { Victim } from './trained-victim.ts';

/** How much of an image the first layer shows: the largest cosine that a point of the visible span has with it. */
export interface Visibility {
  /** Directions that stand out of the noise (`estimateSpan`). */
  readonly rank: number;
  /** [n] for every training image, bias coordinate included; 1 for one within the span. */
  readonly cosines: Float64Array;
}

/** Training images that the first layer shows about equally well, and what an attack found of them. */
export interface VisibleBand {
  /** Least largest cosine of the band; the band ends where the one before it begins. */
  readonly from: number;
  readonly images: number;
  /** Above the best match of every held-out image. */
  readonly found: number;
  /** Found at a cosine above 0.9. */
  readonly above09: number;
}

/** Where bands begin. */
export const bandEdges: readonly number[] = [0.999, 0.99, 0.98, 0.95, 0.9, 0];

/** What the first layer shows of the training images, by its span alone. */
export function visibilityOf({ network, data }: Pick<Victim, 'network' | 'data'>): Visibility {
  const span = estimateSpan(network);
  return { rank: span.rank, cosines: spanShare(span, data.training.x).map(Math.sqrt) };
}

/** Count the images of each band.
 *
 * @param cosines      [n] largest cosine of each image with the span
 * @param best         [n] its cosine with the nearest point that was found
 * @param heldOutMax   largest such cosine of a held-out image
 */
export function visibleBands(
  cosines: ArrayLike<number>,
  best: readonly number[],
  heldOutMax: number,
): readonly VisibleBand[] {
  return bandEdges.map((from, index) => {
    const to = bandEdges[index - 1] ?? Number.POSITIVE_INFINITY;
    const own = best.filter((_, image) => cosines[image]! >= from && cosines[image]! < to);
    return {
      from,
      images: own.length,
      found: own.filter((cosine) => cosine > heldOutMax).length,
      above09: own.filter((cosine) => cosine > 0.9).length,
    };
  });
}
