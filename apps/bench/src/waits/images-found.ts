import type { ImagesFound } from './wait-results.ts';

/** What the output of `noprior score --json` says of the images that an attack found. */
export function imagesFound(score: string): ImagesFound {
  type Best = readonly { readonly cosine: number; readonly ssim: number | null }[];
  const { best }: { best: Best } = JSON.parse(score).training;
  const found = best.filter(({ cosine, ssim }) => cosine > 0.98 && (ssim ?? 0) > 0.6);
  return { images: found.length, of: best.length };
}
