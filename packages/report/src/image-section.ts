import { escapeHtml } from './escape-html.ts';
import { formatNumber } from './format-number.ts';
import type { ImageShape } from './image-shape.ts';
import { toPngDataUri } from './png-image.ts';
import { type Caption, renderCaption, type Section } from './section.ts';
import { finiteThreshold, type Threshold } from './threshold.ts';

/** An image beside the candidate nearest to it. */
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
  /** Name of what stands left; `original` unless given. */
  readonly originalName?: string;
  /** Name of what stands right; `nearest candidate` unless given. */
  readonly candidateName?: string;
  /** Cards with a score above this value are marked, for example the best match of any held-out image. */
  readonly threshold?: Threshold;
}

const ownLimit =
  'that an attacker could pick out these candidates. Each was chosen with the original in hand, and the nearest of many ' +
  'candidates looks a little like any image of its kind: compare training with held-out images, matched in the same way.';

/** A section with one card for each pair: the original, its nearest candidate and the score. Use it for training images and,
 * at the same size, for held-out images with their own best matches.
 *
 * @throws {ShapeError} on rendering, when the shape is no image, or an image does not fill it
 * @throws {DomainError} on rendering, for a pixel that is NaN
 */
export function imageSection(options: ImageSectionOptions): Section {
  return { title: options.title, render: () => renderImages(options) };
}

function renderImages(options: ImageSectionOptions): string {
  const { pairs } = options;
  const threshold = finiteThreshold(options.threshold);
  const { above, below } = renderCaption(options, ownLimit);
  if (pairs.length === 0) return `${above}<p class="empty">No image.</p>${below}`;
  const { scoreName = 'score', originalName = 'original', candidateName = 'nearest candidate' } = options;
  const key = [`Left: ${originalName}. Right: ${candidateName}. Number: ${scoreName}.`];
  if (threshold !== undefined) {
    const count = pairs.filter(({ score }) => isAbove(score, threshold.value)).length;
    key.push(`Marked ▲: above ${threshold.name} (${formatNumber(threshold.value)}): ${count} of ${pairs.length}.`);
  }
  const clipped = clippedShare(pairs);
  if (clipped > 0)
    key.push(
      `${formatNumber(clipped * 100)} % of the candidates' pixels lie outside [0, 1] by more than 1/255 and are clipped here.`,
    );
  const cards = pairs.map((pair, index) => renderCard(pair, index, options, threshold));
  return `${above}<p class="key">${escapeHtml(key.join(' '))}</p><ol class="cards">${cards.join('')}</ol>${below}`;
}

function renderCard(pair: ImagePair, index: number, options: ImageSectionOptions, threshold?: Threshold): string {
  const { imageShape, scoreName = 'score', originalName = 'original', candidateName = 'nearest candidate' } = options;
  const label = pair.label ?? String(index + 1);
  const image = (pixels: ArrayLike<number>, name: string): string => {
    const [, height, width] = imageShape;
    const size = `width="${width}" height="${height}"`;
    return `<img src="${toPngDataUri(pixels, imageShape)}" ${size} alt="${escapeHtml(`${name}, ${label}`)}">`;
  };
  const marked = threshold !== undefined && isAbove(pair.score, threshold.value);
  const mark = marked ? `<span class="mark" title="above ${escapeHtml(threshold.name)}">▲</span> ` : '';
  return (
    `<li class="card${marked ? ' marked' : ''}"><div class="images">${image(pair.original, originalName)}` +
    `${image(pair.candidate, candidateName)}</div><div class="line"><span class="label">${escapeHtml(label)}</span>` +
    `<span class="score" title="${escapeHtml(scoreName)}">${mark}${formatNumber(pair.score)}</span></div></li>`
  );
}

function isAbove(score: number | null, value: number): boolean {
  return score !== null && score > value;
}

/** Share of the candidates' pixels that clamping changes by more than a step of 8 bits. */
function clippedShare(pairs: readonly ImagePair[]): number {
  let [outside, total] = [0, 0];
  for (const { candidate } of pairs) {
    total += candidate.length;
    for (let index = 0; index < candidate.length; index++) {
      if (Math.abs(candidate[index]! - 0.5) > 0.5 + 1 / 255) outside++;
    }
  }
  return total === 0 ? 0 : outside / total;
}
