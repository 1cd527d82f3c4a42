import type { Candidates } from '@noprior/kkt-loss';
import { DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';

/** Rows of a matrix, each divided by its norm, in float64. */
export interface UnitRows {
  readonly rows: number;
  readonly columns: number;
  /** [rows * columns]; a zero row stays zero, so that its cosine with anything is 0 */
  readonly data: Float64Array;
  /** [rows] */
  readonly norms: Float64Array;
}

/** Check a finite matrix with at least one row and divide its rows by their norms.
 *
 * @throws {ShapeError} unless x is [n, d] with n and d at least 1
 * @throws {DomainError} for values that are not finite
 */
export function unitRows(x: HostTensor, operation: string, argument: string): UnitRows {
  const [rows, columns] = x.shape;
  if (x.shape.length !== 2 || !rows || !columns) {
    throw new ShapeError(
      `${operation}: ${argument} has shape ${formatShape(x.shape)}, expected [n, d] with n and d at least 1`,
    );
  }
  checkFinite(x, operation, argument);
  const data = Float64Array.from(x.data);
  const norms = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const values = data.subarray(row * columns, (row + 1) * columns);
    // Divided by the largest element first, so that no square is too large or too small for float64.
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    if (largest === 0) continue;
    let squares = 0;
    for (let k = 0; k < columns; k++) {
      values[k]! /= largest;
      squares += values[k]! ** 2;
    }
    const norm = Math.sqrt(squares);
    for (let k = 0; k < columns; k++) values[k]! /= norm;
    norms[row] = largest * norm;
  }
  return { rows, columns, data, norms };
}

/** Cosine of row i of a and row j of b, in [-1, 1]; the same number whichever comes first. */
export function rowCosine(a: UnitRows, i: number, b: UnitRows, j: number): number {
  const { columns } = a;
  let total = 0;
  for (let k = 0; k < columns; k++) total += a.data[i * columns + k]! * b.data[j * columns + k]!;
  return Math.min(1, Math.max(-1, total));
}

/** Check candidates that come without a network.
 *
 * @returns their points as unit rows
 * @throws {ShapeError} unless x is [n, d] with n and d at least 1, and lambda and y are [n]
 * @throws {DomainError} for labels outside {-1, +1} and for values that are not finite
 */
export function candidateRows({ x, lambda, y }: Candidates, operation: string, name = ''): UnitRows {
  const rows = unitRows(x, operation, `${name}x`);
  checkColumn(lambda, rows.rows, operation, `${name}lambda`);
  checkColumn(y, rows.rows, operation, `${name}y`);
  for (const label of y.data) {
    if (label !== 1 && label !== -1) {
      throw new DomainError(`${operation}: ${name}y must hold labels -1 or +1, got ${label}`);
    }
  }
  return rows;
}

/** @throws {ShapeError} unless the tensor is [n]
 * @throws {DomainError} for values that are not finite */
export function checkColumn(tensor: HostTensor, n: number, operation: string, argument: string): void {
  if (tensor.shape.length !== 1 || tensor.shape[0] !== n) {
    throw new ShapeError(
      `${operation}: ${argument} has shape ${formatShape(tensor.shape)}, expected [${n}], one number per row of x`,
    );
  }
  checkFinite(tensor, operation, argument);
}

/** @throws {DomainError} unless the cosine is in [-1, 1] */
export function checkCosine(value: number, operation: string): void {
  if (!(value >= -1 && value <= 1)) {
    throw new DomainError(`${operation}: minCosine must be in [-1, 1], got ${value}`);
  }
}

function checkFinite(tensor: HostTensor, operation: string, argument: string): void {
  const at = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new DomainError(
      `${operation}: ${argument} must be finite, got ${tensor.data[at]} at element ${at}; drop that candidate first`,
    );
  }
}
