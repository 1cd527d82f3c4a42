import { sameShape, type Tensor } from '@noprior/tensor';
import { onnxElementType } from '../model/onnx-model.ts';
import type { Emission } from './emission.ts';

/** Emitter of an operation that ONNX has under one name, with the same broadcasting. */
export function elementwise(opType: string): (node: Tensor, emission: Emission) => string {
  return (node, emission) =>
    emission.add(
      opType,
      node.inputs.map((input) => emission.value(input)),
    );
}

/** Emitter of a comparison. ONNX gives booleans; the contract wants numbers 0 and 1. The booleans are kept for `where`. */
export function comparison(opType: string): (node: Tensor, emission: Emission) => string {
  const compare = elementwise(opType);
  return (node, emission) => toNumbers(node, compare(node, emission), emission);
}

/** x > 0 */
export function emitStep(node: Tensor<'step'>, emission: Emission): string {
  const [x] = node.inputs;
  return toNumbers(node, emission.add('Greater', [emission.value(x!), emission.scalar(0, node.dtype)]), emission);
}

/** max(0, z); alpha matters to the derivative only, apart from its part in the shape. */
export function emitSurrogateRelu(node: Tensor<'surrogateRelu'>, emission: Emission): string {
  const [z] = node.inputs;
  const relu = emission.add('Relu', [emission.value(z!)]);
  return sameShape(z!.shape, node.shape) ? relu : emission.add('Expand', [relu, emission.integers(node.shape)]);
}

function toNumbers(node: Tensor, mask: string, emission: Emission): string {
  emission.setMask(node, mask);
  return emission.add('Cast', [mask], { to: { integer: onnxElementType[node.dtype] } });
}
