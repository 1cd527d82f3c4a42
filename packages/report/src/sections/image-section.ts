import { definedOnly } from '@noprior/tensor';
import type { SectionBlock } from '../document/document.ts';
import type { ImageShape } from '../document/image-shape.ts';
import type { Threshold } from '../document/threshold.ts';
import { type Caption, captionedSection } from './section.ts';

/** An image above the candidate nearest to it. */
export interface ImagePair {
  /** [c, h, w] flattened, pixels in [0, 1]. */
  readonly original: ArrayLike<number>;
  /** [c, h, w] flattened; drawn clamped to [0, 1]. */
  readonly candidate: ArrayLike<number>;
  /** Score of the match, or null when it has none. */
  readonly score: number | null;
  /** For example the class and the index of the original. */
  readonly label?: string;
}

/** Images and their nearest candidates. */
export interface ImageSectionOptions extends Caption {
  readonly imageShape: ImageShape;
  readonly pairs: readonly ImagePair[];
  /** Name of the score; `score` unless given. */
  readonly scoreName?: string;
  /** Name of what stands above; `original` unless given. */
  readonly originalName?: string;
  /** Name of what stands below; `nearest candidate` unless given. */
  readonly candidateName?: string;
  /** Pictures with a score above this value are marked, for example the best match of any held-out image. */
  readonly threshold?: Threshold;
}

const ownLimit =
  'that an attacker could pick out these candidates. Each was chosen with the original in hand, and the nearest of many ' +
  'candidates looks a little like any image of its kind: compare training with held-out images, matched in the same way.';

/** A section with a picture for each pair: the original above its nearest candidate, and the score. Use it for training images and,
 * at the same size, for held-out images with their own best matches.
 */
export function imageSection(options: ImageSectionOptions): SectionBlock {
  const { title, imageShape, pairs, scoreName = 'score', threshold } = options;
  const { originalName = 'original', candidateName = 'nearest candidate' } = options;
  return captionedSection(options, ownLimit, [
    {
      kind: 'pictures',
      title,
      imageShape,
      rowNames: [originalName, candidateName],
      pictures: pairs.map(({ original, candidate, ...about }) => ({ images: [original, candidate], ...about })),
      scoreName,
      ...definedOnly({ threshold }),
    },
  ]);
}
