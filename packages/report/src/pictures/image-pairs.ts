import type { Preprocessing } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import type { ImagePair } from '../sections/image-section.ts';

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
  const [low, high] = preprocessing?.pixelRange ?? [0, 1];
  const mean = preprocessing?.mean?.data;
  const picture = ({ data, shape }: HostTensor, row: number): Float64Array => {
    const d = shape[1]!;
    return Float64Array.from({ length: d }, (_, j) => (data[row * d + j]! + (mean?.[j] ?? 0) - low) / (high - low));
  };
  return matches.map(({ image, candidate, cosine, label }) => ({
    original: picture(images, image),
    candidate: picture(candidates, candidate),
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
