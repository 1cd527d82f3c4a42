import { type Shape, sizeOf } from '@noprior/tensor';

/** Offsets, in row-major order of `shape`, of elements that lie `strides` apart; a stride of 0 repeats an axis. */
export function stridedPositions(shape: Shape, strides: readonly number[], start: number = 0): Int32Array {
  const positions = new Int32Array(sizeOf(shape));
  const counter = new Array<number>(shape.length).fill(0);
  let offset = start;
  for (let i = 0; i < positions.length; i++) {
    positions[i] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      counter[axis]!++;
      offset += strides[axis]!;
      if (counter[axis]! < shape[axis]!) break;
      offset -= counter[axis]! * strides[axis]!;
      counter[axis] = 0;
    }
  }
  return positions;
}
