import type { HostTensor } from '@noprior/tensor';
import { serializeNpy } from './npy.ts';
import { type NpzWriteOptions, serializeNpz } from './npz.ts';
import { serializeSafetensors } from './safetensors.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** Write one array as a .npy file, atomically (Node only).
 *
 * @throws {ShapeError} unless the data fill the shape
 * @throws {DomainError} if the file cannot be written
 */
export async function saveNpy(path: string, tensor: HostTensor): Promise<void> {
  await writeFileAtomically(path, serializeNpy(tensor));
}

/** Write arrays as a .npz file, atomically (Node only); see {@link serializeNpz}.
 *
 * @throws {ShapeError} if the data of a tensor do not fill its shape
 * @throws {DomainError} for names and sizes that the format cannot hold, or if the file cannot be written
 */
export async function saveNpz(
  path: string,
  arrays: Readonly<Record<string, HostTensor>>,
  options: NpzWriteOptions = {},
): Promise<void> {
  await writeFileAtomically(path, serializeNpz(arrays, options));
}

/** Write arrays and metadata as a .safetensors file, atomically (Node only); see {@link serializeSafetensors}.
 *
 * @throws {ShapeError} if the data of a tensor do not fill its shape
 * @throws {DomainError} for a tensor named `__metadata__`, or if the file cannot be written
 */
export async function saveSafetensors(
  path: string,
  arrays: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeFileAtomically(path, serializeSafetensors(arrays, metadata));
}
