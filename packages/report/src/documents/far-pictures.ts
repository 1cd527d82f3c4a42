import type { Preprocessing } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import type { SectionBlock } from '../document/document.ts';
import { pixelsOf } from '../pictures/pixels-of.ts';
import { type ImagePair, imageSection } from '../sections/image-section.ts';

/** At most so many points are drawn. */
const shownPoints = 12;

/** The first points of a far set as pictures: cut to the range of an image, and on a scale of their own.
 *
 * @param x  [n, d] of a set whose preprocessing has an image shape
 * @returns  `undefined` where the points are no images
 */
export function farPictureSection(x: HostTensor, preprocessing: Preprocessing): SectionBlock | undefined {
  const { imageShape } = preprocessing;
  if (imageShape === undefined) return undefined;
  const count = x.shape[0]!;
  const shown = Math.min(shownPoints, count);
  return imageSection({
    title: 'What such points look like',
    note: `The first ${shown} of ${count} points. Above: cut to the range of an image. Below: on a scale of its own, from its smallest to its largest value. Far away, in pixels that no training image uses, the image is too faint to see on that scale. It is still there.`,
    imageShape,
    pairs: farPictures(x, preprocessing, shown),
    originalName: 'cut to the range of an image',
    candidateName: 'on its own scale',
    scoreName: 'largest absolute value',
    doesNotProve:
      'that the images are safe: whoever cuts these points to the range of an image, or projects them onto the span of the first layer, sees the training images again. The KKT loss does not.',
  });
}

/** Each point as two pictures: with the mean added back and scaled from the pixel range to [0, 1], cut; and from its own smallest to its own
 * largest value. */
function farPictures(x: HostTensor, preprocessing: Preprocessing, count: number): ImagePair[] {
  return Array.from({ length: count }, (_, row) => {
    const point = pixelsOf(x, row, preprocessing);
    const [least, most] = [Math.min(...point), Math.max(...point)];
    const range = most > least ? most - least : 1;
    return {
      original: point.map((value) => Math.min(1, Math.max(0, value))),
      candidate: point.map((value) => (value - least) / range),
      score: Math.max(Math.abs(least), Math.abs(most)),
      label: `point ${row}`,
    };
  });
}
