// With --require: writes the most memory that the process had, in KiB, to the file that NOPRIOR_TEST_MEMORY names.
// VmHWM belongs to this program alone; maxRSS of getrusage may be that of the process which started it.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  writeFileSync(process.env.NOPRIOR_TEST_MEMORY, peak);
});
