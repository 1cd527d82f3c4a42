import { DtypeError } from '../errors/dtype-error.ts';
import { ShapeError } from '../errors/shape-error.ts';
import type { Graph } from '../graph/graph.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { DeviceTensor, RunOptions } from './backend.ts';

/** Check the inputs of a run against the graph; every backend does so first.
 *
 * @throws {ShapeError} for a missing or unknown name or another shape
 * @throws {DtypeError} for another dtype
 */
export function checkRun(graph: Graph, inputs: Readonly<Record<string, DeviceTensor>>, options: RunOptions = {}): void {
  for (const { attributes, shape, dtype } of graph.inputs) {
    const given = inputs[attributes.name];
    if (given === undefined) throw new ShapeError(`run: input ${attributes.name} ${formatShape(shape)} is missing`);
    if (!sameShape(given.shape, shape)) {
      throw new ShapeError(
        `run: input ${attributes.name} has shape ${formatShape(given.shape)}, the graph expects ${formatShape(shape)}`,
      );
    }
    if (given.dtype !== dtype) {
      throw new DtypeError(`run: input ${attributes.name} is ${given.dtype}, the graph expects ${dtype}`);
    }
  }
  for (const name of [...Object.keys(inputs), ...(options.donate ?? [])]) {
    if (!graph.inputs.some((node) => node.attributes.name === name)) {
      const names = graph.inputs.map((node) => node.attributes.name).join(', ');
      throw new ShapeError(`run: the graph has no input ${name}; it has ${names}`);
    }
  }
}

/** Check that a backend offers every dtype of a graph.
 *
 * @throws {DtypeError} otherwise
 */
export function checkDtypes(
  graph: Graph,
  backend: { readonly name: string; readonly dtypes: readonly string[] },
): void {
  for (const node of graph.nodes) {
    if (!backend.dtypes.includes(node.dtype)) {
      throw new DtypeError(`${backend.name}: offers ${backend.dtypes.join(', ')}, the graph has ${node.dtype}`);
    }
  }
}
