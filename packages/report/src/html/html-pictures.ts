import type { Picture, PicturesBlock } from '../document/picture-block.ts';
import { finiteThreshold } from '../document/threshold.ts';
import { formatNumber } from '../format-number.ts';
import { isMarked, pictureNotes } from '../pictures/picture-notes.ts';
import { toPngDataUri } from '../pictures/png-image.ts';
import { plainText } from '../text/code-spans.ts';
import { escapeHtml, htmlText } from './escape-html.ts';

/** A card for each picture: its images above each other, its label and its score.
 *
 * @throws {ShapeError} when the shape is no image, or an image does not fill it
 * @throws {DomainError} for a pixel that is NaN
 */
export function htmlPictures(block: PicturesBlock): string {
  if (block.pictures.length === 0) return '<p class="empty">No image.</p>';
  const notes = pictureNotes(block, 'Marked ▲').join(' ');
  const cards = block.pictures.map((picture, index) => card(picture, index, block));
  return `<p class="key">${htmlText(notes)}</p><ol class="cards">${cards.join('')}</ol>`;
}

function card(picture: Picture, index: number, block: PicturesBlock): string {
  const { imageShape, rowNames, scoreName = 'score' } = block;
  const [, height, width] = imageShape;
  const label = picture.label ?? String(index + 1);
  const images = picture.images.map((pixels, row) => {
    const name = escapeHtml(plainText(`${rowNames[row] ?? 'image'}, ${label}`));
    return `<img src="${toPngDataUri(pixels, imageShape)}" width="${width}" height="${height}" alt="${name}">`;
  });
  const threshold = finiteThreshold(block.threshold);
  const marked = isMarked(picture, threshold);
  const mark = marked ? `<span class="mark" title="above ${escapeHtml(plainText(threshold!.name))}">▲</span> ` : '';
  const score =
    picture.score === undefined
      ? ''
      : `<span class="score" title="${escapeHtml(plainText(scoreName))}">${mark}${formatNumber(picture.score)}</span>`;
  return (
    `<li class="card${marked ? ' marked' : ''}"><div class="images">${images.join('')}</div>` +
    `<div class="line"><span class="label">${htmlText(label)}</span>${score}</div></li>`
  );
}
