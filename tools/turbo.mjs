// Runs turbo without its telemetry and its banner: what it prints is shown only if the task fails. Arguments go to turbo.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const program = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
  env,
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});
if (error !== undefined) throw error;
if (status !== 0) process.stderr.write(`${stdout}${stderr}`);
process.exitCode = status ?? 1;
