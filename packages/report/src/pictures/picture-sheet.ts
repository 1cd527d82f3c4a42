import type { PicturesBlock } from '../document/picture-block.ts';
import { finiteThreshold } from '../document/threshold.ts';
import { isMarked } from './picture-notes.ts';
import { toImageBytes, toPng } from './png-image.ts';

/** Pixels of the file for an image, about; images are enlarged by whole factors, so that their pixels stay squares. */
const usualWidth = 56;
/** Pixels that a sheet has at most across; a wider one has fewer pictures in a row. */
const mostWidth = 740;
const mostAcross = 10;
/** Pixels between images of a picture, and between pictures. */
const [gap, space] = [2, 10];
/** Height of the line below a marked picture, and its colour. */
const mark = { height: 4, color: [200, 90, 10] } as const;
const ground = 255;

/** Pictures in rows as the bytes of a PNG file, on white: for each row of pictures one row for each of their images. Below a picture
 * whose score is above the threshold stands an orange line.
 *
 * @throws {ShapeError} when the shape is no image, or an image does not fill it
 * @throws {DomainError} for a pixel that is NaN
 */
export function pictureSheet({ pictures, imageShape, rowNames, threshold }: PicturesBlock): Uint8Array {
  const [, height, width] = imageShape;
  const factor = Math.max(1, Math.round(usualWidth / width));
  const tile = { width: width * factor, height: height * factor };
  const fitting = Math.max(1, Math.floor((mostWidth + space) / (tile.width + space)));
  const across = Math.min(mostAcross, fitting, pictures.length);
  const rows = Math.max(rowNames.length, ...pictures.map(({ images }) => images.length));
  const limit = finiteThreshold(threshold);
  const stack = rows * (tile.height + gap) - gap + (limit === undefined ? 0 : gap + mark.height);
  const sheet = new Sheet(
    across * (tile.width + space) - space,
    Math.ceil(pictures.length / across) * (stack + space) - space,
  );
  for (const [index, picture] of pictures.entries()) {
    const left = (index % across) * (tile.width + space);
    const top = Math.floor(index / across) * (stack + space);
    for (const [row, pixels] of picture.images.entries()) {
      const { data, channels } = toImageBytes(pixels, imageShape);
      for (let y = 0; y < tile.height; y++) {
        for (let x = 0; x < tile.width; x++) {
          const at = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
          const color = channels === 1 ? [data[at]!, data[at]!, data[at]!] : data.subarray(at, at + 3);
          sheet.paint(left + x, top + row * (tile.height + gap) + y, color);
        }
      }
    }
    if (isMarked(picture, limit)) sheet.fill(left, top + stack - mark.height, tile.width, mark.height, mark.color);
  }
  return toPng({ width: sheet.width, height: sheet.height, channels: 3, data: sheet.data });
}

/** Pixels in three channels, all of the ground at first. */
class Sheet {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height * 3).fill(ground);
  }

  paint(x: number, y: number, color: ArrayLike<number>): void {
    this.data.set(color, (y * this.width + x) * 3);
  }

  fill(left: number, top: number, width: number, height: number, color: ArrayLike<number>): void {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) this.paint(x, y, color);
    }
  }
}
