import { sizeOf, type Tensor } from '@noprior/tensor';
import type { Emission } from './emission.ts';

/** The same elements under another shape. */
export function emitReshape(node: Tensor<'reshape'>, emission: Emission): string {
  return emission.add('Reshape', [emission.value(node.inputs[0]!), emission.integers(node.shape)]);
}

/** Elements repeated along broadcast axes. */
export function emitBroadcastTo(node: Tensor<'broadcastTo'>, emission: Emission): string {
  return emission.add('Expand', [emission.value(node.inputs[0]!), emission.integers(node.shape)]);
}

/** Tensors one behind the other; those without elements are left out. */
export function emitConcat(node: Tensor<'concat'>, emission: Emission): string {
  const parts = node.inputs.filter((input) => sizeOf(input.shape) > 0).map((input) => emission.value(input));
  return parts.length === 1 ? parts[0]! : emission.add('Concat', parts, { axis: { integer: node.attributes.axis } });
}

/** A box of elements. */
export function emitSlice(node: Tensor<'slice'>, emission: Emission): string {
  const { begin, size } = node.attributes;
  const x = emission.value(node.inputs[0]!);
  if (begin.length === 0) return x;
  const end = begin.map((start, axis) => start + size[axis]!);
  return emission.add('Slice', [x, emission.integers(begin), emission.integers(end)]);
}
