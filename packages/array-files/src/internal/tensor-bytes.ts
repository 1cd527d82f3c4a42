import {
  FormatError,
  formatShape,
  type HostTensor,
  makeHostTensor,
  type Shape,
  ShapeError,
  sizeOf,
} from '@noprior/tensor';
import { checkLimit } from '../read-options.ts';
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

/** A tensor from the bytes of its elements, after all sizes were compared.
 *
 * @throws {FormatError} unless `bytes` holds exactly the elements of `shape`, or if the tensor exceeds `limit` bytes
 */
export function tensorFromBytes(
  bytes: Uint8Array,
  layout: { readonly shape: Shape; readonly type: ElementType; readonly littleEndian: boolean },
  limit: number,
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
  checkLimit(size * (elementDtype(layout.type) === 'float32' ? 4 : 8), limit, place);
  return makeHostTensor(decodeElements(bytes, layout.type, layout.littleEndian, place), layout.shape);
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
