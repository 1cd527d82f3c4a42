import { broadcastShapes, type HostTensor, makeHostTensor, sizeOf } from '@noprior/tensor';

/** Apply a function to every element, in float64. */
export function mapElements(tensor: HostTensor, map: (value: number) => number): HostTensor {
  return makeHostTensor(Float64Array.from(tensor.data, map), tensor.shape);
}

/** Combine two tensors element by element with broadcasting, in float64: plain coordinates, no tricks. */
export function mapPairs(a: HostTensor, b: HostTensor, map: (a: number, b: number) => number): HostTensor {
  const shape = broadcastShapes(a.shape, b.shape, 'mapPairs');
  const data = new Float64Array(sizeOf(shape));
  for (let index = 0; index < data.length; index++) {
    const at = coordinates(index, shape);
    data[index] = map(elementAt(a, at), elementAt(b, at));
  }
  return makeHostTensor(data, shape);
}

/** Coordinates of a row-major position. */
export function coordinates(index: number, shape: readonly number[]): number[] {
  const at = new Array<number>(shape.length);
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    at[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return at;
}

/** Element of a tensor that is broadcast to the rank of the coordinates. */
export function elementAt(tensor: HostTensor, at: readonly number[]): number {
  const offset = at.length - tensor.shape.length;
  let position = 0;
  tensor.shape.forEach((extent, axis) => {
    position = position * extent + (extent === 1 ? 0 : at[offset + axis]!);
  });
  return tensor.data[position]!;
}
