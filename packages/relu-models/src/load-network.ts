import { loadArrays, type ReadOptions } from '@noprior/array-files';
import { FormatError, type HostTensor, toHostDtype } from '@noprior/tensor';
import { checkLayers, type Layer, parameters, type ReluNetwork, toNetworkDtype } from './network.ts';
import { fromFileMetadata, tensorToMetadata } from './network-file.ts';

/** Read a network from a .safetensors or .npz file (Node only), by whoever wrote it: weights alone suffice.
 *
 * Tensors are `layers.{i}.weight` [out, in] and `layers.{i}.bias` [out], i from 0 without gaps, as a PyTorch state
 * dictionary names a `ModuleList` called layers. A tensor `preprocessing.mean` of any shape with d elements is the mean;
 * further names that begin with `preprocessing.` are ignored. Parameters of mixed precision become float64, otherwise the
 * dtype is that of the file (F16 and BF16 become float32, integers float64).
 *
 * @throws {FormatError} for other tensors, missing weights, metadata that do not parse, and whatever `loadArrays` refuses
 * @throws {ShapeError} if the layers do not follow one another
 * @throws {DomainError} for values that are not finite, or if there is no readable file
 * @example const network = await loadNetwork('victim.safetensors')
 */
export async function loadNetwork(path: string, options: ReadOptions = {}): Promise<ReluNetwork> {
  const file = await loadArrays(path, options);
  const { metadata: text, ...arrays } = file.arrays;
  const isNpz = /\.npz$/i.test(path);
  if (text !== undefined && !isNpz) arrays.metadata = text;
  const fields = text !== undefined && isNpz ? tensorToMetadata(text, path) : file.metadata;
  const layers = readLayers(arrays, path);
  const network: ReluNetwork = { layers, ...fromFileMetadata(fields, arrays['preprocessing.mean'], path) };
  const mixed = Object.values(parameters(network)).some(({ dtype }) => dtype !== layers[0]!.weight.dtype);
  const { mean } = network.preprocessing ?? {};
  const unified = mixed ? toNetworkDtype(network, 'float64') : network;
  checkLayers(unified);
  if (mean === undefined) return unified;
  const preprocessing = { ...unified.preprocessing, mean: toHostDtype(mean, unified.layers[0]!.weight.dtype) };
  return { ...unified, preprocessing };
}

function readLayers(arrays: Readonly<Record<string, HostTensor>>, path: string): Layer[] {
  const weights = new Map<number, HostTensor>();
  const biases = new Map<number, HostTensor>();
  const unknown: string[] = [];
  for (const [name, tensor] of Object.entries(arrays)) {
    const match = /^layers\.(0|[1-9]\d{0,3})\.(weight|bias)$/.exec(name);
    if (match !== null) (match[2] === 'weight' ? weights : biases).set(Number(match[1]), tensor);
    else if (!name.startsWith('preprocessing.')) unknown.push(name);
  }
  const expected = 'expected layers.0.weight, layers.0.bias (optional), layers.1.weight, ... and preprocessing.mean';
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 5).map((name) => JSON.stringify(name));
    const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
    throw new FormatError(`loadNetwork: ${path}: unknown tensors ${shown.join(', ')}${more}; ${expected}`);
  }
  const count = Math.max(-1, ...weights.keys(), ...biases.keys()) + 1;
  if (count === 0) throw new FormatError(`loadNetwork: ${path} holds no layers; ${expected}`);
  return Array.from({ length: count }, (_, index): Layer => {
    const weight = weights.get(index);
    const bias = biases.get(index);
    if (weight === undefined) {
      throw new FormatError(`loadNetwork: ${path}: layers.${index}.weight is missing; ${expected}`);
    }
    return bias === undefined ? { weight } : { weight, bias };
  });
}
