import type { ImageShape } from './image-shape.ts';
import type { Threshold } from './threshold.ts';

/** Images that stand above each other, for example a training image above its reconstruction. */
export interface Picture {
  /** One for each row name, from top to bottom: [c, h, w] flattened, pixels in [0, 1]; drawn clamped to [0, 1]. */
  readonly images: readonly ArrayLike<number>[];
  /** For example the class of the first. */
  readonly label?: string;
  /** For example the cosine of the two; `null` when there is none. */
  readonly score?: number | null;
}

/** A grid of pictures. */
export interface PicturesBlock {
  readonly kind: 'pictures';
  readonly title: string;
  readonly imageShape: ImageShape;
  /** What stands above what, for example `['training image', 'reconstruction']`. */
  readonly rowNames: readonly string[];
  readonly pictures: readonly Picture[];
  /** Name of the score. */
  readonly scoreName?: string;
  /** Pictures with a score above this value are marked, for example the best match of any held-out image. */
  readonly threshold?: Threshold;
}
