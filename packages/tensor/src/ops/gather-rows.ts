import { makeTypedArray } from '../dtype.ts';
import { ShapeError } from '../errors/shape-error.ts';
import type { Tensor } from '../graph/tensor.ts';
import { formatShape } from '../shape.ts';
import { constant } from './constant.ts';
import { matmul } from './matmul.ts';

/** Rows of a matrix by number, as the product with a one-hot matrix.
 *
 * @param tensor   [n, d]
 * @param indices  k row numbers, fixed in the graph
 * @returns        [k, d]
 * @throws {ShapeError} unless the tensor is a matrix that has these rows
 */
export function gatherRows(tensor: Tensor, indices: readonly number[]): Tensor {
  const [rows] = tensor.shape;
  if (tensor.shape.length !== 2 || rows === undefined) {
    throw new ShapeError(`gatherRows: expected a matrix, got ${formatShape(tensor.shape)}`);
  }
  const data = makeTypedArray(tensor.dtype, indices.length * rows);
  indices.forEach((row, position) => {
    if (!Number.isInteger(row) || row < 0 || row >= rows) {
      throw new ShapeError(`gatherRows: row ${row} is outside ${formatShape(tensor.shape)}`);
    }
    data[position * rows + row] = 1;
  });
  return matmul(constant({ data, shape: [indices.length, rows], dtype: tensor.dtype }), tensor);
}
