import { ShapeError } from './errors/shape-error.ts';

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements of a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Check that every extent is a non-negative integer; the product of two negative ones would pass for a size.
 *
 * @returns the shape itself
 * @throws {ShapeError} otherwise
 */
export function checkShape(shape: Shape, operation: string): Shape {
  if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0)) {
    throw new ShapeError(`${operation}: extents must be integers from 0, got the shape ${formatShape(shape)}`);
  }
  return shape;
}

/** `[2, 3]` as text, for messages. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Whether two shapes are the same, axis by axis. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** The shape that NumPy broadcasting gives for two operands.
 *
 * @throws {ShapeError} unless aligned extents are equal or one of them is 1
 */
export function broadcastShapes(a: Shape, b: Shape, operation: string): Shape {
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const extentA = a[a.length - rank + axis] ?? 1;
    const extentB = b[b.length - rank + axis] ?? 1;
    if (extentA !== extentB && extentA !== 1 && extentB !== 1) {
      throw new ShapeError(`${operation}: ${formatShape(a)} and ${formatShape(b)} do not broadcast`);
    }
    result[axis] = extentA === 1 ? extentB : extentA;
  }
  return result;
}

/** Axes as sorted, non-negative, distinct numbers; `undefined` means all of them.
 *
 * @throws {ShapeError} for an axis outside `[-rank, rank)` or named twice
 */
export function normalizeAxes(axes: number | readonly number[] | undefined, rank: number, operation: string): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const listed = typeof axes === 'number' ? [axes] : axes;
  const normalized = listed.map((axis) => {
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
      throw new ShapeError(`${operation}: axis ${axis} is outside a tensor of rank ${rank}`);
    }
    return axis < 0 ? axis + rank : axis;
  });
  if (new Set(normalized).size !== normalized.length) {
    throw new ShapeError(`${operation}: axes ${formatShape(listed)} name one axis twice`);
  }
  return normalized.sort((a, b) => a - b);
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}
