import { scalarValue, type Tensor } from '@noprior/tensor';
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

/** max(0, z), and NaN where alpha is NaN. Alpha has a part in the shape too: the floor, 0 or NaN, is as large as alpha.
 *
 * @param positivePart  writes max(0, z)
 */
export function emitSurrogateRelu(
  node: Tensor<'surrogateRelu'>,
  emission: Emission,
  positivePart: (node: Tensor, emission: Emission) => string = (of, to) => to.add('Relu', [to.value(of.inputs[0]!)]),
): string {
  const [z, alpha] = node.inputs;
  const fixed = scalarValue(alpha!);
  if (fixed !== undefined && !Number.isNaN(fixed)) return positivePart(node, emission);
  const known = emission.add('Equal', [emission.value(alpha!), emission.value(alpha!)]);
  const floor = emission.add('Where', [known, emission.scalar(0, node.dtype), emission.scalar(Number.NaN, node.dtype)]);
  return emission.add('Max', [emission.value(z!), floor]);
}

/** The numbers 0 and 1 of a boolean tensor; that is kept for `where`. */
export function toNumbers(node: Tensor, mask: string, emission: Emission): string {
  emission.setMask(node, mask);
  return emission.add('Cast', [mask], { to: { integer: onnxElementType[node.dtype] } });
}
