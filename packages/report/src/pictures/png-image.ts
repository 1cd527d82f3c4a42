import { DomainError, formatShape, ShapeError } from '@noprior/tensor';
import { encode } from 'fast-png';
import type { ImageShape } from '../document/image-shape.ts';

/** Bytes of an image, channels last. */
export interface ImageBytes {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Pixels as bytes, channels last: clamped to [0, 1], times 255, rounded.
 *
 * @param pixels     [c, h, w] flattened, channels first as in the data sets, 0 black, 1 full
 * @param imageShape `[c, h, w]`, c 1 (grey) or 3 (red, green, blue)
 * @throws {ShapeError} when the shape is no image, or the pixels do not fill it
 * @throws {DomainError} for a pixel that is NaN
 */
export function toImageBytes(pixels: ArrayLike<number>, imageShape: ImageShape): ImageBytes {
  const [channels, height, width] = imageShape;
  if ((channels !== 1 && channels !== 3) || !isExtent(height) || !isExtent(width)) {
    throw new ShapeError(
      `toImageBytes: imageShape ${formatShape(imageShape)} is no image; expected [1 or 3, height, width], at least one pixel`,
    );
  }
  const area = height * width;
  if (pixels.length !== channels * area) {
    throw new ShapeError(
      `toImageBytes: ${pixels.length} pixels do not fill an image of shape ${formatShape(imageShape)}, ` +
        `which has ${channels * area}`,
    );
  }
  const data = new Uint8Array(channels * area);
  for (let channel = 0; channel < channels; channel++) {
    for (let index = 0; index < area; index++) {
      const pixel = pixels[channel * area + index]!;
      if (Number.isNaN(pixel)) {
        throw new DomainError(
          `toImageBytes: pixel ${channel * area + index} is NaN; expected a number, drawn within [0, 1]`,
        );
      }
      data[index * channels + channel] = Math.round(Math.min(1, Math.max(0, pixel)) * 255);
    }
  }
  return { width, height, channels, data };
}

/** An image as a PNG file, 8 bits a channel. */
export function toPng(image: ImageBytes): Uint8Array {
  const { width, height, channels, data } = image;
  return encode({ width, height, channels, data, depth: 8 }, { zlib: { level: 9 } });
}

/** An image as a PNG in a data URI, for the `src` of an HTML image.
 *
 * @throws {ShapeError} as `toImageBytes`
 * @throws {DomainError} as `toImageBytes`
 */
export function toPngDataUri(pixels: ArrayLike<number>, imageShape: ImageShape): string {
  let binary = '';
  for (const byte of toPng(toImageBytes(pixels, imageShape))) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
}

function isExtent(extent: number): boolean {
  return Number.isSafeInteger(extent) && extent > 0;
}
