import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kinds for tests in processes: `sleep` waits, and leaves a line in a file whenever it begins and ends; `crash` kills its process, or sends it another signal. */
export const kinds = {
  sleep: {
    name: 'sleep',
    version: 1,
    async run({ name, milliseconds, log }, { folder, inputs }) {
      writeFileSync(join(folder, 'half.bin'), new Uint8Array(1e5));
      appendFileSync(log, `begin ${name}\n`);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      appendFileSync(log, `end ${name}\n`);
      return { name, inputs: Object.keys(inputs).length };
    },
  },
  crash: {
    name: 'crash',
    version: 1,
    async run({ signal = 'SIGKILL' }) {
      process.kill(process.pid, signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { signal };
    },
  },
  fail: {
    name: 'fail',
    version: 1,
    async run({ message }) {
      throw Object.assign(new Error(message), { code: 'SYSTEM' });
    },
  },
};
