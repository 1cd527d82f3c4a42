import { saveNpz, saveSafetensors } from '@noprior/array-files';
import { FormatError, type HostTensor } from '@noprior/tensor';
import { checkNetwork, parameters, type ReluNetwork } from './network.ts';
import { textToTensor, toFileMetadata } from './network-file.ts';

/** Write a network, atomically (Node only).
 *
 * Tensors are named `layers.{i}.weight`, `layers.{i}.bias` and `preprocessing.mean`. Format, version, preprocessing and
 * the network's metadata are text: the metadata of a .safetensors file, or in a .npz file the tensor `metadata`, the
 * UTF-8 bytes of a JSON object. The same network gives the same bytes.
 *
 * @param path  ends in .safetensors or .npz
 * @throws {FormatError} for another ending
 * @throws {ShapeError} {DtypeError} {DomainError} if `checkNetwork` refuses the network
 * @throws {DomainError} if the file cannot be written
 * @example await saveNetwork('victim.safetensors', network)
 */
export async function saveNetwork(path: string, network: ReluNetwork): Promise<void> {
  checkNetwork(network);
  const arrays: Record<string, HostTensor> = parameters(network);
  const mean = network.preprocessing?.mean;
  if (mean !== undefined) arrays['preprocessing.mean'] = mean;
  const metadata = toFileMetadata(network);
  if (/\.safetensors$/i.test(path)) return saveSafetensors(path, arrays, metadata);
  if (/\.npz$/i.test(path)) return saveNpz(path, { ...arrays, metadata: textToTensor(JSON.stringify(metadata)) });
  throw new FormatError(`saveNetwork: expected a name that ends in .safetensors or .npz, got ${path}`);
}
