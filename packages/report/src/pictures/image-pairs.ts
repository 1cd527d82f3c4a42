import type { Preprocessing } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import type { ImagePair } from '../sections/image-section.ts';
import { pixelsOf } from './pixels-of.ts';

/** An image, a candidate, and how well they match. */
export interface ImageMatch {
  readonly image: number;
  readonly candidate: number;
  readonly cosine: number;
  readonly label: number | null;
}

/** Images beside their best candidates, both with the mean added back and scaled from the pixel range to [0, 1]. */
export function imagePairs(
  images: HostTensor,
  candidates: HostTensor,
  matches: readonly ImageMatch[],
  preprocessing: Preprocessing | undefined,
): ImagePair[] {
  return matches.map(({ image, candidate, cosine, label }) => ({
    original: pixelsOf(images, image, preprocessing),
    candidate: pixelsOf(candidates, candidate, preprocessing),
    score: cosine,
    label: className(label, preprocessing),
  }));
}

function className(label: number | null, preprocessing: Preprocessing | undefined): string {
  const classes = preprocessing?.classes;
  if (label === null) return '';
  // Of two classes the labels are -1 and +1, of more they count from 0.
  return classes?.[classes.length > 2 ? label : label < 0 ? 0 : 1] ?? `label ${label}`;
}
