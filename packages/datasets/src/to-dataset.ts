import { DomainError, formatShape, type HostTensor, ShapeError, toHostDtype } from '@noprior/tensor';
import type { Dataset } from './dataset.ts';

/** Samples and labels of one's own as a {@link Dataset}; nothing is subtracted.
 *
 * @param x  [n, d] samples
 * @param y  [n] or [n, 1] labels, each -1 or +1
 * @throws {ShapeError} for other shapes, and unless x and y agree on n >= 1
 * @throws {DomainError} for another label, and for a sample that is not finite
 * @example toDataset(arrays.x, arrays.y).sourceIndex // => [0, 1, ...]
 */
export function toDataset(x: HostTensor, y: HostTensor, name = 'arrays'): Dataset {
  const [count = 0, dimension = 0] = x.shape;
  if (x.shape.length !== 2 || count < 1 || dimension < 1) {
    throw new ShapeError(
      `toDataset: x must have the shape [n, d] with n, d >= 1, got ${formatShape(x.shape)}; flatten images to rows`,
    );
  }
  const isColumn = y.shape.length === 2 && y.shape[1] === 1;
  if ((y.shape.length !== 1 && !isColumn) || y.shape[0] !== count) {
    throw new ShapeError(
      `toDataset: y must have the shape [${count}], one label per row of x, got ${formatShape(y.shape)}`,
    );
  }
  const wrong = y.data.findIndex((label) => label !== 1 && label !== -1);
  if (wrong >= 0) {
    throw new DomainError(
      `toDataset: y[${wrong}] is ${y.data[wrong]}, expected -1 or +1; map labels 0 and 1 to -1 and +1`,
    );
  }
  const unbounded = x.data.findIndex((value) => !Number.isFinite(value));
  if (unbounded >= 0) {
    const row = Math.floor(unbounded / dimension);
    throw new DomainError(
      `toDataset: x[${row}, ${unbounded % dimension}] is ${x.data[unbounded]}, expected a finite number`,
    );
  }
  return {
    name,
    x: toHostDtype(x, 'float64'),
    y: { ...toHostDtype(y, 'float64'), shape: [count] },
    sourceIndex: Array.from({ length: count }, (_, index) => index),
  };
}
