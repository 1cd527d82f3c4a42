import { backendEntries } from '@noprior/backends';
import { Command } from 'commander';
import { backendStatus } from '../backends/backend-status.ts';
import { probeBackend } from '../backends/probe-backend.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';

/** `noprior backends`: what can compute here, and why the rest cannot. */
export function backendsCommand(terminal: Terminal): Command {
  return new Command('backends')
    .description('list the backends, whether they open here, and why not')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) => {
      const backends = await Promise.all(
        backendEntries.map((entry) =>
          entry.name.endsWith(':webgpu') ? probeBackend(entry.name) : backendStatus(entry),
        ),
      );
      if (options.json) terminal.out(`${toJson('backends', { backends })}\n`);
      else {
        for (const { name, available, dtypes, device, reason } of backends) {
          terminal.out(`${name.padEnd(12)} ${available ? `${dtypes.join(', ')}; ${device}` : `not here: ${reason}`}\n`);
        }
      }
    });
}
