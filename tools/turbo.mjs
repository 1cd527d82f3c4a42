// Runs turbo without its telemetry and its banner: what it prints is shown only if the task fails. Arguments go to turbo.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const program = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const [task = '', name = ''] = process.argv.slice(2);
const child = spawn(process.execPath, [program, ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  stdio: ['ignore', 'pipe', 'pipe'],
});
let said = '';
for (const stream of [child.stdout, child.stderr]) {
  stream.setEncoding('utf8').on('data', (part) => {
    said += part;
  });
}
// A first build takes half a minute, and nobody should wonder what is going on; one from the cache says nothing.
const note = setTimeout(() => {
  if (process.stderr.isTTY && task === 'run') process.stderr.write(`${name}: all packages, some 30 s the first time\n`);
}, 2000);
child.on('error', (error) => {
  throw error;
});
child.on('close', (code) => {
  clearTimeout(note);
  if (code !== 0) process.stderr.write(said);
  process.exitCode = code ?? 1;
});
