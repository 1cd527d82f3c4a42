// Runs command lines, a JSON list of lists, one after another in one process of the built command line, and prints for
// each its exit code, standard error and seconds of the processor, and the largest memory of all: what a user's process takes.
import { readFileSync } from 'node:fs';
import { runCommand } from '../../dist/main.js';

const outcomes = [];
for (const args of JSON.parse(readFileSync(0, 'utf8'))) {
  let err = '';
  const before = process.cpuUsage();
  const code = await runCommand(args, {
    out: () => undefined,
    err: (part) => {
      err += part;
    },
    interactive: false,
    env: {},
    holdInterrupts: () => new AbortController().signal,
  });
  const { user, system } = process.cpuUsage(before);
  outcomes.push({ code, err, seconds: (user + system) / 1e6 });
}
process.stdout.write(JSON.stringify({ outcomes, peakBytes: process.resourceUsage().maxRSS * 1024 }));
