/** Training images with about the same share in the estimated span, and what an attack found of them. */
export type SpanBand = {
  /** Least cosine of an image with the span, bias coordinate included; the band ends where the one before it begins. */
  readonly from: number;
  readonly images: number;
  /** Above the best match of every held-out image. */
  readonly found: number;
  /** Found at a cosine above 0.9. */
  readonly above09: number;
};

/** Where bands begin. */
export const bandEdges: readonly number[] = [0.999, 0.99, 0.98, 0.95, 0.9, 0];

/** Count the images of each band.
 *
 * @param cosines      [n] of each image with the span: the root of its span share
 * @param best         [n] its cosine with the nearest point that was found
 * @param heldOutMax   largest such cosine of a held-out image
 */
export function spanBands(cosines: ArrayLike<number>, best: readonly number[], heldOutMax: number): SpanBand[] {
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
