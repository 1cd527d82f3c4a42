import type { BackendEntry } from '@noprior/backends';
import { hasErrorCode } from '@noprior/tensor';
import { backendSettings } from '../backend-settings.ts';
import { inCommandWords } from '../in-command-words.ts';

/** One line of `noprior backends`. */
export interface BackendStatus {
  readonly name: string;
  readonly available: boolean;
  readonly dtypes: readonly string[];
  readonly device: string | null;
  readonly reason: string | null;
}

/** Open a backend and close it again, to tell whether it is there. */
export async function backendStatus(entry: BackendEntry): Promise<BackendStatus> {
  try {
    const backend = await entry.open(backendSettings());
    const { name, dtypes, device } = backend;
    await backend.dispose();
    return { name, available: true, dtypes, device, reason: null };
  } catch (error) {
    if (!hasErrorCode(error, 'BACKEND_UNAVAILABLE')) throw error;
    return absentBackend(entry.name, inCommandWords(error));
  }
}

/** The status of a backend that is not there; its name at the beginning of the message is left out. */
export function absentBackend(name: string, message: string): BackendStatus {
  const reason = message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
  return { name, available: false, dtypes: [], device: null, reason };
}
