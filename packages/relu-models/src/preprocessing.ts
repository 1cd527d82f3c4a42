import type { Preprocessing } from '@noprior/datasets';
import { DomainError, formatShape, ShapeError } from '@noprior/tensor';

/** Check that a preprocessing fits a network with `dimension` inputs.
 *
 * @throws {ShapeError} if the mean or the image has another number of elements
 * @throws {DomainError} for a mean that is not finite or a pixel range that is empty
 */
export function checkPreprocessing(preprocessing: Preprocessing, dimension: number): void {
  const { mean, imageShape, pixelRange } = preprocessing;
  if (mean !== undefined) {
    if (mean.shape.length !== 1 || mean.shape[0] !== dimension) {
      throw new ShapeError(`checkPreprocessing: mean must be [${dimension}], got ${formatShape(mean.shape)}`);
    }
    const index = mean.data.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) {
      throw new DomainError(
        `checkPreprocessing: mean must be finite, but element ${index} of preprocessing.mean is ${mean.data[index]}`,
      );
    }
  }
  if (imageShape !== undefined) {
    const positive = imageShape.length === 3 && imageShape.every((extent) => Number.isInteger(extent) && extent > 0);
    if (!positive || imageShape[0] * imageShape[1] * imageShape[2] !== dimension) {
      throw new ShapeError(
        `checkPreprocessing: imageShape must be [channels, height, width] with ${dimension} elements, got ${formatShape(imageShape)}`,
      );
    }
  }
  if (pixelRange !== undefined && !(pixelRange[0] < pixelRange[1])) {
    throw new DomainError(
      `checkPreprocessing: pixelRange must be [low, high] with low < high, got ${formatShape(pixelRange)}`,
    );
  }
}
