import { ShapeError } from '../errors/shape-error.ts';
import type { HostTensor } from '../host-tensor.ts';
import type { Backend, DeviceTensor } from './backend.ts';

/** Tensors on a device, by name. */
export type DeviceTensors = Readonly<Record<string, DeviceTensor>>;

/** Tensors on the host, by name. */
export type HostTensors = Readonly<Record<string, HostTensor>>;

/** Upload tensors: all, or none if one fails. */
export async function uploadAll(backend: Backend, tensors: HostTensors): Promise<DeviceTensors> {
  const uploaded: Record<string, DeviceTensor> = {};
  try {
    for (const [name, tensor] of Object.entries(tensors)) uploaded[name] = await backend.upload(tensor);
  } catch (error) {
    releaseAll(backend, uploaded);
    throw error;
  }
  return uploaded;
}

/** Release tensors; one that has two names is released once, since a backend may hand out one so. */
export function releaseAll(backend: Backend, tensors: DeviceTensors): void {
  for (const tensor of new Set(Object.values(tensors))) backend.release(tensor);
}

/** Read some outputs of a graph, and release all that are not kept, also when reading fails.
 *
 * @throws {ShapeError} for a name that is no output
 */
export async function takeOutputs(
  backend: Backend,
  outputs: DeviceTensors,
  names: readonly string[],
  kept: DeviceTensors,
): Promise<Record<string, HostTensor>> {
  try {
    const read: Record<string, HostTensor> = {};
    for (const name of names) {
      const tensor = outputs[name];
      if (tensor === undefined) {
        throw new ShapeError(
          `DeviceLoop: the graph has no output ${name} to read; it has ${Object.keys(outputs).join(', ')}`,
        );
      }
      read[name] = await backend.read(tensor);
    }
    return read;
  } finally {
    const keeps = new Set(Object.values(kept));
    for (const tensor of new Set(Object.values(outputs))) if (!keeps.has(tensor)) backend.release(tensor);
  }
}
