import { backendEntries } from '@noprior/backends';
import { hasErrorCode } from '@noprior/tensor';
import { Command } from 'commander';
import { backendSettings } from '../backend-settings.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';

/** One line of `noprior backends`. */
interface BackendStatus {
  readonly name: string;
  readonly available: boolean;
  readonly dtypes: readonly string[];
  readonly device: string | null;
  readonly reason: string | null;
}

/** `noprior backends`: what can compute here, and why the rest cannot. */
export function backendsCommand(terminal: Terminal): Command {
  return new Command('backends')
    .description('list the backends, whether they open here, and why not')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) => {
      const backends: BackendStatus[] = [];
      for (const entry of backendEntries) {
        try {
          const backend = await entry.open(backendSettings());
          const { name, dtypes, device } = backend;
          backends.push({ name, available: true, dtypes, device, reason: null });
          await backend.dispose();
        } catch (error) {
          if (!hasErrorCode(error, 'BACKEND_UNAVAILABLE')) throw error;
          backends.push({ name: entry.name, available: false, dtypes: [], device: null, reason: error.message });
        }
      }
      if (options.json) terminal.out(`${toJson('backends', { backends })}\n`);
      else {
        for (const { name, available, dtypes, device, reason } of backends) {
          terminal.out(`${name.padEnd(12)} ${available ? `${dtypes.join(', ')}; ${device}` : `not here: ${reason}`}\n`);
        }
      }
    });
}
