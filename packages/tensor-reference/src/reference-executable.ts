import {
  checkRun,
  type DeviceTensor,
  type Executable,
  freeAfter,
  type Graph,
  type RunOptions,
  type Tensor,
  type TypedArray,
} from '@noprior/tensor';
import { compute } from './kernels/compute.ts';
import { ReferenceTensor } from './reference-tensor.ts';

/** Interprets a graph node by node and forgets every value once its last reader is done. */
export class ReferenceExecutable implements Executable {
  readonly graph: Graph;
  readonly #freeAfter: readonly (readonly Tensor[])[];

  constructor(graph: Graph) {
    this.graph = graph;
    this.#freeAfter = freeAfter(graph);
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    options: RunOptions = {},
  ): Promise<Record<string, DeviceTensor>> {
    checkRun(this.graph, inputs, options);
    const values = new Map<Tensor, TypedArray>();
    for (const node of this.graph.inputs) {
      values.set(node, ReferenceTensor.of(inputs[node.attributes.name]!).data);
    }
    for (const [position, node] of this.graph.nodes.entries()) {
      if (node.op !== 'input') {
        values.set(
          node,
          compute(
            node,
            node.inputs.map((input) => values.get(input)!),
          ),
        );
      }
      for (const dead of this.#freeAfter[position]!) values.delete(dead);
    }
    const outputs: Record<string, DeviceTensor> = {};
    for (const [name, node] of Object.entries(this.graph.outputs)) {
      outputs[name] = new ReferenceTensor({ shape: node.shape, dtype: node.dtype, data: values.get(node)! });
    }
    for (const name of options.donate ?? []) ReferenceTensor.of(inputs[name]!).release();
    return outputs;
  }

  async dispose(): Promise<void> {}
}
