import { createHash } from 'node:crypto';
import { parameters, type ReluNetwork } from '@noprior/relu-models';
import { fileChecksums } from '@noprior/run-folder';
import { toHostDtype } from '@noprior/tensor';

/** SHA-256 of the weights of a network, whatever kind of file they are in: names, shapes, and values as float64, little-endian. */
export function weightsChecksum(network: ReluNetwork): string {
  const hash = createHash('sha256');
  for (const [name, tensor] of Object.entries(parameters(network)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name} [${tensor.shape.join(', ')}]\n`);
    const { data } = toHostDtype(tensor, 'float64');
    const bytes = new DataView(new ArrayBuffer(8 * data.length));
    for (const [at, value] of data.entries()) bytes.setFloat64(8 * at, value, true);
    hash.update(new Uint8Array(bytes.buffer));
  }
  return hash.digest('hex');
}

/** What a record of candidates says of their model: the checksum of its file by the file's name, and under `weights` that of its weights.
 *
 * @param network  the one that the candidates explain
 */
export async function modelChecksums(path: string, network: ReluNetwork): Promise<Record<string, string>> {
  return { ...(await fileChecksums([path])), weights: weightsChecksum(network) };
}
