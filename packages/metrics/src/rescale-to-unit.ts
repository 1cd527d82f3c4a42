import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { requireMatrix } from './internal/matrix.ts';

/** Each image scaled linearly so that its darkest pixel is 0 and its brightest 1 (over all channels together). A
 * constant image has no scale: its pixels are cut to [0, 1].
 *
 * @param x [n, d] images
 * @returns [n, d] float64 in [0, 1]
 * @throws {ShapeError} unless x is a matrix
 * @throws {DomainError} for NaN or infinite pixels
 * @example rescaleToUnit(fromNested([[-1, 0, 3]])).data // => [0, 0.25, 1]
 */
export function rescaleToUnit(x: HostTensor): HostTensor {
  const { rows, columns, data } = requireMatrix(x, 'rescaleToUnit', 'x');
  const result = new Float64Array(data.length);
  for (let start = 0; start < rows * columns; start += columns) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let k = start; k < start + columns; k++) {
      low = Math.min(low, data[k]!);
      high = Math.max(high, data[k]!);
    }
    for (let k = start; k < start + columns; k++) {
      result[k] = high > low ? (data[k]! - low) / (high - low) : Math.max(0, Math.min(1, data[k]!));
    }
  }
  return makeHostTensor(result, [rows, columns]);
}
