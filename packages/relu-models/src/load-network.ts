import { type ArrayFile, openArrays, type ReadOptions } from '@noprior/array-files';
import { FormatError, toHostDtype } from '@noprior/tensor';
import { checkNetwork, parameters, type ReluNetwork, toNetworkDtype } from './network.ts';
import { checkClaims } from './network-claims.ts';
import { fromFileMetadata, tensorToMetadata } from './network-file.ts';
import { readLayers } from './network-layers.ts';
import { type NetworkNames, networkNames } from './network-names.ts';
import { readMean } from './network-preprocessing.ts';

/** Limit on the size of a network's parameters unless `maxBytes` sets another: 512 MiB. */
export const networkMaxBytes: number = 2 ** 29;

/** Read a network from a .safetensors or .npz file (Node only), by whoever wrote it: weights alone suffice.
 *
 * Tensors are `layers.{i}.weight` [out, in] and `layers.{i}.bias` [out], i from 0 without gaps, as a PyTorch state
 * dictionary names a `ModuleList` called layers; `module.` before all of them is passed over. A tensor `preprocessing.mean`
 * of any shape with d elements, or with one, is the mean. Parameters of mixed precision become float64, otherwise the dtype
 * is that of the file (F16 and BF16 become float32, integers of 32 and 64 bits float64).
 *
 * Nothing in the file is passed over that would change what the network computes: other tensors, a standard deviation,
 * quantised weights, a shard, metadata that name another activation are refused, and the message says what to do.
 *
 * @throws {FormatError} for those, for missing weights, metadata that do not parse, and whatever `openArrays` refuses
 * @throws {ShapeError} if the layers do not follow one another
 * @throws {DomainError} for values that are not finite, or if there is no readable file
 * @example const network = await loadNetwork('victim.safetensors')
 */
export async function loadNetwork(path: string, options: ReadOptions = {}): Promise<ReluNetwork> {
  const file = await openArrays(path, { fallbackMaxBytes: networkMaxBytes, ...options });
  const place = `loadNetwork: ${path}`;
  refuseShard(path, place);
  const names = networkNames(file, place);
  const fields = readMetadata(file, names, path);
  checkClaims(fields, place);
  const layers = readLayers(file, names, place);
  const mean = readMean(file, names, layers[0]!.weight.shape[1] ?? 1, place);
  const network: ReluNetwork = { layers, ...fromFileMetadata(fields, mean, path) };
  const mixed = Object.values(parameters(network)).some(({ dtype }) => dtype !== layers[0]!.weight.dtype);
  const unified = mixed ? toNetworkDtype(network, 'float64') : network;
  checkNetwork(unified);
  if (mean === undefined) return unified;
  const preprocessing = { ...unified.preprocessing, mean: toHostDtype(mean, unified.layers[0]!.weight.dtype) };
  return { ...unified, preprocessing };
}

/** A part of a network that looks like a smaller one. */
function refuseShard(path: string, place: string): void {
  const [, part, count] = /-0*(\d+)-of-0*(\d+)\.\w+$/i.exec(path) ?? [];
  if (part === undefined || count === '1') return;
  throw new FormatError(
    `${place} is shard ${part} of ${count}, and holds only some of the layers; load all shards and save them as one .safetensors file`,
  );
}

function readMetadata(file: ArrayFile, names: NetworkNames, path: string): Readonly<Record<string, string>> {
  if (!names.hasMetadata) return file.metadata;
  return tensorToMetadata(file.read('metadata'), path);
}
