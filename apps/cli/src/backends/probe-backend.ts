import { fork } from 'node:child_process';
import { builtModule } from '../program-files.ts';
import { absentBackend, type BackendStatus } from './backend-status.ts';

/** Milliseconds after which a driver that does not answer is given up. */
const longest = 60_000;

/** Open a backend in a process of its own. Drivers of GPUs write to standard error whatever they like, and some end the process.
 *
 * @returns what the process found, or the last line that it wrote as the reason why there is no such backend
 */
export function probeBackend(name: string): Promise<BackendStatus> {
  const child = fork(builtModule('probe'), [name], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: longest,
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    said = `${said}${part}`.slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('message', (status: BackendStatus) => resolve(status));
    child.on('close', (code, signal) => {
      const last = said.trim().split('\n').at(-1) ?? '';
      resolve(
        absentBackend(name, `${name}: the process that opened it ended with ${signal ?? `exit code ${code}`}; ${last}`),
      );
    });
  });
}
