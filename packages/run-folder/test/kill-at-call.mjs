// Imported by a child process: kills it before the call of node:fs/promises with the number in KILL_AT that changes names.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let left = Number(process.env.KILL_AT);
for (const name of ['rename', 'link', 'unlink', 'rm', 'mkdir', 'rmdir']) {
  const original = fs.promises[name];
  fs.promises[name] = (...args) => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
    return original(...args);
  };
}
syncBuiltinESMExports();
