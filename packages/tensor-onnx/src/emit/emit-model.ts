import { type Graph, makeTypedArray, type OpName, sizeOf, type Tensor } from '@noprior/tensor';
import { type OnnxModel, type OnnxValueInfo, onnxElementType } from '../model/onnx-model.ts';
import { Emission } from './emission.ts';
import type { Emitters } from './emitter.ts';
import { emit, emitters } from './emitters.ts';
import { fuseProducts } from './fuse-products.ts';
import { emitProduct } from './product.ts';

/** A model and which of its inputs and outputs are which of the graph's, by the graph's names. Tensors without elements
 * are in neither table: no model computes them. */
export interface EmittedModel {
  readonly model: OnnxModel;
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

/** ONNX model of a graph.
 *
 * @param rules  what is written for each operation; those for the CPU unless named
 */
export function emitModel(graph: Graph, rules: Emitters = emitters): EmittedModel {
  const emission = new Emission();
  const inputs = declare(graph.inputs.map((node) => [node.attributes.name, node]));
  for (const { name, node } of inputs) emission.setValue(node, name);
  const { fused, inner } = fuseProducts(graph);
  for (const node of graph.nodes) {
    if (node.op === 'input' || isEmpty(node) || inner.has(node)) continue;
    const product = fused.get(node);
    const fill =
      node.inputs.length > 0 && node.op !== 'concat' && node.inputs.some(isEmpty) ? ofNothing(node) : undefined;
    if (fill !== undefined) {
      emission.setValue(node, emission.constant(makeTypedArray(node.dtype, sizeOf(node.shape)).fill(fill), node.shape));
    } else {
      emission.setValue(node, product === undefined ? emit(node, emission, rules) : emitProduct(product, emission));
    }
  }
  const outputs = declare(Object.entries(graph.outputs), 'y');
  for (const { name, node } of outputs) emission.nameOutput(emission.value(node), name);
  return {
    model: {
      nodes: emission.nodes,
      initializers: emission.initializers,
      inputs: inputs.map(({ info }) => info),
      outputs: outputs.map(({ info }) => info),
    },
    inputs: new Map(inputs.map(({ name, info }) => [info.doc, name])),
    outputs: new Map(outputs.map(({ name, info }) => [info.doc, name])),
  };
}

interface Declared {
  readonly name: string;
  readonly node: Tensor;
  readonly info: OnnxValueInfo;
}

function declare(named: readonly (readonly [string, Tensor])[], letter = 'x'): Declared[] {
  return named
    .filter(([, node]) => !isEmpty(node))
    .map(([doc, node], index) => {
      const name = `${letter}${index}`;
      return { name, node, info: { name, elementType: onnxElementType[node.dtype], shape: node.shape, doc } };
    });
}

function isEmpty(node: Tensor): boolean {
  return sizeOf(node.shape) === 0;
}

/** Value of every element of a result that is computed from tensors without elements. */
function ofNothing(node: Tensor<OpName>): number {
  return node.op === 'max' || node.op === 'logSumExp' ? Number.NEGATIVE_INFINITY : 0;
}
