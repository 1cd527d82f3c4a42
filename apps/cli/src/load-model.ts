import { loadNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type ReadLimits, readOptions } from './options/read-limits.ts';

/** Read the network that `--model` names, within the limit of `--max-file-mb`.
 *
 * @throws what `loadNetwork` throws
 */
export function loadModel(options: ReadLimits & { readonly model: string }): Promise<ReluNetwork> {
  return loadNetwork(options.model, readOptions(options));
}
