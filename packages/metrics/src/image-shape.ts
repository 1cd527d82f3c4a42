import { formatShape, ShapeError } from '@noprior/tensor';

/** `[channels, height, width]` of images whose rows hold channel after channel, each of them row by row. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/** Check that an image shape is three positive integers whose product is the dimension of the points.
 *
 * @param shape     [channels, height, width]
 * @param dimension elements of one flattened image
 * @param operation name of the caller, for the message
 * @returns         the shape, narrowed
 * @throws {ShapeError} otherwise
 * @example toImageShape([1, 28, 28], 784, 'ssim')
 */
export function toImageShape(shape: readonly number[], dimension: number, operation: string): ImageShape {
  const [channels, height, width] = shape;
  const positive = shape.every((extent) => Number.isInteger(extent) && extent > 0);
  if (shape.length !== 3 || !positive || channels === undefined || height === undefined || width === undefined) {
    throw new ShapeError(
      `${operation}: imageShape must be three positive integers [channels, height, width], got ${formatShape(shape)}`,
    );
  }
  if (channels * height * width !== dimension) {
    throw new ShapeError(
      `${operation}: imageShape ${formatShape(shape)} has ${channels * height * width} pixels, ` +
        `but the points have ${dimension}`,
    );
  }
  return [channels, height, width];
}
