import { openBackend as open, toBackendName } from '@noprior/backends';
import type { Backend, Dtype, Wording } from '@noprior/tensor';
import { backendSettings } from './backend-settings.ts';
import { inCommandWords } from './in-command-words.ts';
import type { Terminal } from './terminal.ts';

/** Open a backend by name; `auto` takes the fastest that opens, and says on standard error why those before it do not.
 *
 * @throws {BackendUnavailableError} if the backend asked for cannot be opened
 * @throws {DtypeError} if it does not offer the dtype
 */
export async function openBackend(name: string, dtype: Dtype, terminal: Terminal): Promise<Backend> {
  const reasons: Wording[] = [];
  const backend = await open(toBackendName(name), {
    ...backendSettings(),
    dtype,
    onRefusal: ({ reason }) => reasons.push(reason),
  });
  for (const reason of reasons) terminal.err(`note: computing on ${backend.name}, because ${inCommandWords(reason)}\n`);
  return backend;
}
