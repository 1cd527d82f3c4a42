import {
  FormatError,
  formatShape,
  type HostTensor,
  makeHostTensor,
  type Shape,
  ShapeError,
  sizeOf,
} from '@noprior/tensor';
import type { ByteBudget } from './byte-budget.ts';
import { decodeElements, type ElementType, elementBytes, elementDtype } from './element-types.ts';

/** Number of elements of a shape that a file declares.
 *
 * @throws {FormatError} if the number is too large to count exactly
 */
export function declaredSize(shape: Shape, place: string): number {
  let size = 1;
  for (const extent of shape) {
    size *= extent;
    // An extent of 0 later on does not excuse a product that no array can have.
    if (!Number.isSafeInteger(size)) {
      throw new FormatError(`${place}: shape ${formatShape(shape)} has more than 2^53 elements`);
    }
  }
  return size;
}

/** Refuse a shape that no array has, before it stands in a message.
 *
 * @throws {FormatError} for more than 64 extents, the limit of numpy
 */
export function checkRank(shape: Shape, place: string): void {
  if (shape.length > 64)
    throw new FormatError(`${place}: a shape of ${shape.length} extents, more than the 64 that are read`);
}

/** A tensor from the bytes of its elements, after all sizes were compared.
 *
 * @param charge  the budget that the tensor is charged to, and what is needed beside it while it is read
 * @throws {FormatError} unless `bytes` holds exactly the elements of `shape`, or if the tensor exceeds the budget
 */
export function tensorFromBytes(
  bytes: Uint8Array,
  layout: { readonly shape: Shape; readonly type: ElementType; readonly littleEndian: boolean },
  charge: { readonly budget: ByteBudget; readonly passing: number },
  place: string,
): HostTensor {
  const size = declaredSize(layout.shape, place);
  const expected = size * elementBytes(layout.type);
  if (bytes.length !== expected) {
    const fault = bytes.length < expected ? 'the file is truncated' : 'there are trailing bytes';
    throw new FormatError(
      `${place}: shape ${formatShape(layout.shape)} of ${layout.type} takes ${expected} bytes of data, ` +
        `got ${bytes.length}; ${fault}`,
    );
  }
  charge.budget.take(memoryBytes(size, layout.type), charge.passing, place);
  return makeHostTensor(decodeElements(bytes, layout.type, layout.littleEndian, place), layout.shape);
}

/** Bytes in memory of so many elements. */
export function memoryBytes(size: number, type: ElementType): number {
  return size * (elementDtype(type) === 'float32' ? 4 : 8);
}

/** Check a tensor that is about to be written.
 *
 * @throws {ShapeError} unless its data fill its shape
 */
export function checkTensor(tensor: HostTensor, place: string): void {
  if (tensor.data.length !== sizeOf(tensor.shape)) {
    throw new ShapeError(`${place}: ${tensor.data.length} elements do not fill the shape ${formatShape(tensor.shape)}`);
  }
}
