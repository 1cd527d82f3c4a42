import type { SpanBasis } from '@noprior/first-layer-spectrum';
import { dot, invertPositiveDefinite, orthonormalBasis, rejection, stackRows, toRows } from '@noprior/linear-algebra';
import { DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';

/** Directions along which samples may have been shifted by unknown amounts, such as the constant image.
 *
 * If the network was trained on x_i + s F, then its first layer determines the span of the (x_i + s F, 1). The span
 * of these and of the (f, 0) holds the (x_i, 1) for any s. The range of the coordinates then separates x_i from x_i
 * with another shift. */
export interface FreeDirections {
  /** The span and the directions together; its first r rows are those of the span. */
  readonly widened: SpanBasis;
  /** Orthonormal vectors [r + q] of the directions, in coordinates of `widened`. */
  readonly coordinates: readonly Float64Array[];
  /** Multiples s of the directions that bring points nearest to the span, least squares.
   *
   * @param x  [n, d]
   * @returns  [n][q] */
  amounts(x: HostTensor): Float64Array[];
  /** Points shifted along the directions, x + s F.
   *
   * @param x        [n, d]
   * @param amounts  [n][q]
   * @returns        [n, d] */
  move(x: HostTensor, amounts: readonly Float64Array[]): HostTensor;
}

/** A span together with free directions.
 *
 * @param free  [q, d]; q may be 0
 * @throws {ShapeError} unless the directions have the span's d coordinates
 * @throws {DomainError} if one of them is in the span already, or in that of the others: then the shift cannot be
 * estimated
 */
export function freeDirections(span: SpanBasis, free: HostTensor): FreeDirections {
  const { basis, hasBias } = span;
  const columns = basis.shape[1]!;
  const d = hasBias ? columns - 1 : columns;
  if (free.shape.length !== 2 || free.shape[1] !== d) {
    throw new ShapeError(`box-vertices: free directions must be [q, ${d}], got ${formatShape(free.shape)}`);
  }
  const directions = toRows(free).map((f) => (hasBias ? Float64Array.from([...f, 0]) : f));
  const rows = toRows(basis);
  const widened = [...rows];
  for (const [index, direction] of directions.entries()) {
    const left = rejection(rejection(direction, widened), widened);
    const norm = Math.sqrt(dot(left, left));
    if (!(norm > 1e-6 * Math.sqrt(dot(direction, direction)))) {
      throw new DomainError(
        `box-vertices: free direction ${index} is in the span of the samples and of the directions before it, so the shift along it cannot be estimated; leave it out (freeShift: false)`,
      );
    }
    widened.push(left.map((value) => value / norm));
  }
  const coordinatesOf = (vector: Float64Array) => Float64Array.from(widened, (row) => dot(row, vector));
  return {
    widened: { ...span, basis: stackRows(widened, columns) },
    coordinates: orthonormalBasis(directions.map(coordinatesOf)),
    amounts: (x) => {
      // With the directions off the span, F' = F (I - P), s = -(F' F'^T)^-1 F' v.
      const off = directions.map((direction) => rejection(rejection(direction, rows), rows));
      const gram = off.flatMap((direction) => off.map((other) => dot(direction, other)));
      const { inverse } = invertPositiveDefinite(gram, off.length);
      return toRows(x).map((point) => {
        const v = rejection(hasBias ? Float64Array.from([...point, 1]) : point, rows);
        const right = Float64Array.from(off, (direction) => -dot(direction, v));
        return right.map((_, k) => dot(inverse.subarray(k * off.length, (k + 1) * off.length), right));
      });
    },
    move: (x, amounts) => {
      const points = toRows(x);
      for (const [q, f] of toRows(free).entries()) {
        for (const [i, point] of points.entries()) {
          for (let j = 0; j < d; j++) point[j]! += amounts[i]![q]! * f[j]!;
        }
      }
      return stackRows(points, d);
    },
  };
}
