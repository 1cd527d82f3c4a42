// Loaded by `node --import` into a process that is measured: at its end it writes what the process has used.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { NOPRIOR_BENCH_USAGE: file } = process.env;

if (isMainThread && file !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 };
    writeFileSync(file, JSON.stringify(usage));
  });
}
