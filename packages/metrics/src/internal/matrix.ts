import { DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';

/** Rows of a checked [rows, columns] tensor as float64. `data` may be the caller's own array: never write to it. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Check that a tensor is a finite matrix and read it as float64.
 *
 * @throws {ShapeError} unless the tensor has two axes
 * @throws {DomainError} for NaN or an infinite element
 */
export function requireMatrix(tensor: HostTensor, operation: string, argument: string): Matrix {
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new ShapeError(
      `${operation}: ${argument} must have shape [points, dimension], got ${formatShape(tensor.shape)}; ` +
        'flatten each image to one row',
    );
  }
  const data = tensor.data instanceof Float64Array ? tensor.data : Float64Array.from(tensor.data);
  for (let index = 0; index < data.length; index++) {
    if (!Number.isFinite(data[index]!)) {
      throw new DomainError(
        `${operation}: ${argument} must be finite, got ${data[index]} in row ${Math.floor(index / columns)}, ` +
          `column ${index % columns}; drop or mend that row first`,
      );
    }
  }
  return { rows, columns, data };
}

/** Check two matrices whose points live in the same space.
 *
 * @throws {ShapeError} unless both have two axes and agree on the dimension
 * @throws {DomainError} for NaN or an infinite element
 */
export function requireMatrixPair(x: HostTensor, y: HostTensor, operation: string): readonly [Matrix, Matrix] {
  const a = requireMatrix(x, operation, 'x');
  const b = requireMatrix(y, operation, 'y');
  if (a.columns !== b.columns) {
    throw new ShapeError(
      `${operation}: x and y must agree on the dimension, got ${formatShape(x.shape)} and ${formatShape(y.shape)}`,
    );
  }
  return [a, b];
}
