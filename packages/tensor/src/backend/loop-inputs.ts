import { ShapeError } from '../errors/shape-error.ts';
import type { Graph, TensorSpec } from '../graph/graph.ts';
import { fillHostTensor, type HostTensor, toHostDtype } from '../host-tensor.ts';
import { formatShape, sameShape } from '../shape.ts';

type HostTensors = Readonly<Record<string, HostTensor>>;

/** The state that a loop of this graph starts from, in the graph's dtype: what is given, and 0 for the rest.
 *
 * @throws {ShapeError} for a graph without a state, a name that it has not, or another shape
 */
export function initialState(graph: Graph, state: HostTensors): Record<string, HostTensor> {
  const specs = stateSpecs(graph);
  if (Object.keys(specs).length === 0) {
    throw new ShapeError('DeviceLoop: no output has the name of an input; the graph needs a state to replace');
  }
  const fitted: Record<string, HostTensor> = {};
  for (const name of Object.keys(state)) if (!(name in specs)) throw unknown('state', name, Object.keys(specs));
  for (const [name, spec] of Object.entries(specs)) {
    const given = state[name];
    fitted[name] = given === undefined ? fillHostTensor(0, spec.shape, spec.dtype) : fit(name, given, spec);
  }
  return fitted;
}

/** Inputs that stay the same in every step, in the graph's dtype.
 *
 * @throws {ShapeError} for a name that the graph has not, or another shape
 */
export function fixedInputs({ inputs }: Graph, fixed: HostTensors): Record<string, HostTensor> {
  const fitted: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(fixed)) {
    const spec = inputs.find(({ attributes }) => attributes.name === name);
    if (spec === undefined) {
      const names = inputs.map(({ attributes }) => attributes.name);
      throw unknown('fixed input', name, names);
    }
    fitted[name] = fit(name, tensor, spec);
  }
  return fitted;
}

/** Inputs that an output of the same name replaces. */
function stateSpecs({ inputs, outputs }: Graph): Record<string, TensorSpec> {
  const specs: Record<string, TensorSpec> = {};
  for (const { attributes, shape, dtype } of inputs) {
    const output = outputs[attributes.name];
    if (output === undefined) continue;
    if (!sameShape(output.shape, shape) || output.dtype !== dtype) {
      throw new ShapeError(
        `DeviceLoop: ${attributes.name} goes in as ${formatShape(shape)} ${dtype} and comes out as ${formatShape(output.shape)} ${output.dtype}; a state keeps its shape`,
      );
    }
    specs[attributes.name] = { shape, dtype };
  }
  return specs;
}

function fit(name: string, tensor: HostTensor, { shape, dtype }: TensorSpec): HostTensor {
  if (sameShape(tensor.shape, shape)) return toHostDtype(tensor, dtype);
  throw new ShapeError(
    `DeviceLoop: ${name} has shape ${formatShape(tensor.shape)}, the graph expects ${formatShape(shape)}`,
  );
}

function unknown(kind: string, name: string, known: readonly string[]): ShapeError {
  return new ShapeError(`DeviceLoop: the graph has no ${kind} ${name}; it has ${known.join(', ')}`);
}
