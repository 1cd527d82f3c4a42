import type { Graph } from '../graph/graph.ts';
import type { HostTensor } from '../host-tensor.ts';
import type { Backend, DeviceTensor } from './backend.ts';

/** Compile a graph, run it once on host tensors and read its outputs: for tests and one-off values.
 *
 * @example await evaluate(backend, graph, { x: fromNested([1, 2]) })
 */
export async function evaluate(
  backend: Backend,
  graph: Graph,
  inputs: Readonly<Record<string, HostTensor>>,
): Promise<Record<string, HostTensor>> {
  const executable = await backend.compile(graph);
  try {
    const uploaded: Record<string, DeviceTensor> = {};
    for (const [name, tensor] of Object.entries(inputs)) uploaded[name] = await backend.upload(tensor);
    const outputs = await executable.run(uploaded);
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) read[name] = await backend.read(tensor);
    // A set, since a backend may hand out one tensor under two names.
    for (const tensor of new Set([...Object.values(uploaded), ...Object.values(outputs)])) backend.release(tensor);
    return read;
  } finally {
    await executable.dispose();
  }
}
