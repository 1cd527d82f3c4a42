// Loaded with --import, or by NODE_OPTIONS: kills its process right before the call number NOPRIOR_KILL_AT that changes a folder, and
// writes every call to the file NOPRIOR_CALL_LOG.
import { appendFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const { NOPRIOR_KILL_AT, NOPRIOR_CALL_LOG, NOPRIOR_KILL_MODULE = '' } = process.env;
let calls = 0;

// With NOPRIOR_KILL_MODULE only in processes that run this module.
if (basename(process.argv[1] ?? '').includes(NOPRIOR_KILL_MODULE)) {
  for (const name of ['link', 'mkdir', 'rename', 'rm', 'rmdir', 'unlink']) {
    const call = promises[name];
    promises[name] = (...args) => {
      calls++;
      if (NOPRIOR_CALL_LOG !== undefined) appendFileSync(NOPRIOR_CALL_LOG, `${name} ${args[0]}\n`);
      if (calls === Number(NOPRIOR_KILL_AT)) process.kill(process.pid, 'SIGKILL');
      return call(...args);
    };
  }
  syncBuiltinESMExports();
}
