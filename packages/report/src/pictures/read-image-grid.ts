import { FormatError } from '@noprior/tensor';
import { decode } from 'fast-png';
import type { ImageShape } from '../document/image-shape.ts';
import { gap } from './image-grid.ts';

/** The images of a file that `imageGrid` made, row by row; pixels are k / 255.
 *
 * @param imageShape  `[c, h, w]` of every image
 * @returns           rows of images, each [c, h, w] flattened
 * @throws {FormatError} for a file that is no PNG, or whose sides are no number of such images
 * @example readImageGrid(imageGrid([black, white], [1, 28, 28], 2), [1, 28, 28])[0].length // => 2
 */
export function readImageGrid(png: Uint8Array, imageShape: ImageShape): Float64Array[][] {
  const { width: sheetWidth, height: sheetHeight, channels: own, data } = toPixels(png);
  const [channels, height, width] = imageShape;
  const across = (sheetWidth + gap) / (width + gap);
  const down = (sheetHeight + gap) / (height + gap);
  if (own !== channels || !Number.isInteger(across) || !Number.isInteger(down)) {
    throw new FormatError(
      `readImageGrid: expected images of ${imageShape.join(' x ')} side by side, got ${own} x ${sheetHeight} x ${sheetWidth} pixels`,
    );
  }
  return Array.from({ length: down }, (_, row) =>
    Array.from({ length: across }, (__, column) => {
      const image = new Float64Array(channels * height * width);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = (row * (height + gap) + y) * sheetWidth + column * (width + gap) + x;
          for (let c = 0; c < channels; c++) image[(c * height + y) * width + x] = data[at * channels + c]! / 255;
        }
      }
      return image;
    }),
  );
}

function toPixels(png: Uint8Array) {
  try {
    return decode(png);
  } catch (error) {
    throw new FormatError('readImageGrid: the file is no PNG that can be read', { cause: error });
  }
}
