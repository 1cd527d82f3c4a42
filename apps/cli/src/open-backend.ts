import { type Backend, BackendUnavailableError, type Dtype, DtypeError } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** A backend that the command line knows by name. */
interface BackendEntry {
  readonly name: string;
  open(): Promise<Backend>;
}

/** Every backend, fastest first: the order in which `auto` tries them. */
export const backendEntries: readonly BackendEntry[] = [
  { name: 'onnx:cpu', open: () => openOnnxCpu() },
  { name: 'reference', open: async () => openReference() },
];

/** What `--backend` accepts. */
export const backendNames: readonly string[] = ['auto', ...backendEntries.map(({ name }) => name)];

/** Open a backend by name; `auto` takes the first that opens, and says on standard error which ones did not.
 *
 * @throws {UsageError} for an unknown name
 * @throws {BackendUnavailableError} if the backend asked for cannot be opened
 * @throws {DtypeError} if it does not offer the dtype
 */
export async function openBackend(name: string, dtype: Dtype, terminal: Terminal): Promise<Backend> {
  if (!backendNames.includes(name)) {
    throw new UsageError(`unknown backend ${JSON.stringify(name)}; there are ${backendNames.join(', ')}`);
  }
  const entries = name === 'auto' ? backendEntries : backendEntries.filter((entry) => entry.name === name);
  const reasons: string[] = [];
  for (const entry of entries) {
    try {
      const backend = await entry.open();
      if (backend.dtypes.includes(dtype)) {
        for (const reason of reasons) terminal.err(`note: computing on ${backend.name}, because ${reason}\n`);
        return backend;
      }
      await backend.dispose();
      const refusal = `backend ${backend.name} offers ${backend.dtypes.join(', ')}, not ${dtype}`;
      if (name !== 'auto') throw new DtypeError(refusal);
      reasons.push(refusal);
    } catch (error) {
      if (!(error instanceof BackendUnavailableError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new BackendUnavailableError(reasons.join('; '));
}
