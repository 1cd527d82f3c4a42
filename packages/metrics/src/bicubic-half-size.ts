import { formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { type ImageShape, toImageShape } from './image-shape.ts';
import { requireMatrix } from './internal/matrix.ts';

/** Weights of the cubic convolution kernel with a = -0.75 at distances 1.5, 0.5, 0.5, 1.5: at half size every output
 * pixel falls half-way between two input pixels. */
const weights = [-0.09375, 0.59375, 0.59375, -0.09375] as const;

/** Images at half their height and width.
 *
 * @param images     [n, channels floor(height/2) floor(width/2)] float64
 * @param imageShape shape of one small image
 */
export interface HalfSizeImages {
  readonly images: HostTensor;
  readonly imageShape: ImageShape;
}

/** Bicubic resize to half size, an odd last row or column left out: PyTorch's
 * `interpolate(scale_factor=0.5, mode='bicubic', align_corners=False)`, which neither smooths before sampling nor
 * looks beyond the border (the edge pixel is repeated).
 *
 * @param x          [n, d] images
 * @param imageShape [channels, height, width] with product d, height and width at least 2
 * @returns          the small images and their shape
 * @throws {ShapeError} if the shapes do not fit, or an extent is below 2
 * @throws {DomainError} for NaN or infinite pixels
 * @see Keys 1981, doi:10.1109/TASSP.1981.1163711
 * @example bicubicHalfSize(images, [3, 32, 32]).imageShape // => [3, 16, 16]
 */
export function bicubicHalfSize(x: HostTensor, imageShape: readonly number[]): HalfSizeImages {
  const { rows, columns, data } = requireMatrix(x, 'bicubicHalfSize', 'x');
  const [channels, height, width] = toImageShape(imageShape, columns, 'bicubicHalfSize');
  if (height < 2 || width < 2) {
    throw new ShapeError(`bicubicHalfSize: height and width must be at least 2, got ${formatShape(imageShape)}`);
  }
  const halfHeight = Math.floor(height / 2);
  const halfWidth = Math.floor(width / 2);
  const result = new Float64Array(rows * channels * halfHeight * halfWidth);
  let at = 0;
  for (let plane = 0; plane < rows * channels; plane++) {
    for (let row = 0; row < halfHeight; row++) {
      for (let column = 0; column < halfWidth; column++) {
        result[at++] = sample(data, plane * height * width, height, width, 2 * row - 1, 2 * column - 1);
      }
    }
  }
  return {
    images: makeHostTensor(result, [rows, channels * halfHeight * halfWidth]),
    imageShape: [channels, halfHeight, halfWidth],
  };
}

/** The 4 x 4 pixels from (top, left), weighted; positions outside the plane take the nearest pixel inside. */
function sample(data: Float64Array, plane: number, height: number, width: number, top: number, left: number): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    const start = plane + Math.max(0, Math.min(height - 1, top + i)) * width;
    let inRow = 0;
    for (let j = 0; j < 4; j++) inRow += weights[j]! * data[start + Math.max(0, Math.min(width - 1, left + j))]!;
    sum += weights[i]! * inRow;
  }
  return sum;
}
