import type { Graph } from '@noprior/tensor';
import { emitModel } from './emit/emit-model.ts';
import { serializeModel } from './model/serialize-model.ts';

/** A graph as the bytes of an ONNX file: operator set 17, constants inside, shapes fixed.
 *
 * Inputs are named x0, x1, ... and outputs y0, y1, ... in the order of the graph; the graph's own names stand beside them as
 * `doc_string`. Inputs and outputs without elements are left out.
 *
 * @throws {DomainError} if the constants exceed the 2 GiB of a protobuf message
 * @example await writeFile('model.onnx', toOnnxModel(graph))
 */
export function toOnnxModel(graph: Graph): Uint8Array {
  return serializeModel(emitModel(graph).model);
}
