import { DomainError } from '@noprior/tensor';
import type { ImageShape } from '../document/image-shape.ts';
import { toImageBytes, toPng } from './png-image.ts';

/** Pixels of mid-grey between two images of a grid. */
export const gap = 1;

/** A contact sheet as the bytes of a PNG file: images row by row, one mid-grey pixel between two of them; what is missing
 * from the last row is mid-grey too.
 *
 * @param images     each [c, h, w] flattened, in [0, 1]; clamped
 * @param imageShape `[c, h, w]` of every image, c 1 or 3
 * @param columns    images in a row, at least 1; fewer images than that make a narrower sheet
 * @throws {DomainError} without any image, for columns that are no positive integer, or for a pixel that is NaN
 * @throws {ShapeError} when the shape is no image, or an image does not fill it
 */
export function imageGrid(images: readonly ArrayLike<number>[], imageShape: ImageShape, columns: number): Uint8Array {
  if (images.length === 0) throw new DomainError('imageGrid: images is empty; expected at least one image');
  if (!Number.isSafeInteger(columns) || columns < 1) {
    throw new DomainError(`imageGrid: columns must be an integer from 1, got ${columns}`);
  }
  const [channels, height, width] = imageShape;
  const across = Math.min(columns, images.length);
  const down = Math.ceil(images.length / across);
  const sheetWidth = across * (width + gap) - gap;
  const sheetHeight = down * (height + gap) - gap;
  const tiles = images.map((pixels) => toImageBytes(pixels, imageShape));
  const data = new Uint8Array(sheetWidth * sheetHeight * channels).fill(128);
  for (const [index, tile] of tiles.entries()) {
    const left = (index % across) * (width + gap);
    const top = Math.floor(index / across) * (height + gap);
    for (let row = 0; row < height; row++) {
      const line = tile.data.subarray(row * width * channels, (row + 1) * width * channels);
      data.set(line, ((top + row) * sheetWidth + left) * channels);
    }
  }
  return toPng({ width: sheetWidth, height: sheetHeight, channels, data });
}
