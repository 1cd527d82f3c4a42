// Runs command lines, a JSON list of lists, one after another in one process of the built command line, and prints for
// each its exit code and standard error, and the largest memory of all: what a user's process takes.
import { readFileSync } from 'node:fs';
import { runCommand } from '../../dist/main.js';

const outcomes = [];
for (const args of JSON.parse(readFileSync(0, 'utf8'))) {
  let err = '';
  const code = await runCommand(args, {
    out: () => undefined,
    err: (part) => {
      err += part;
    },
    interactive: false,
    env: {},
    holdInterrupts: () => new AbortController().signal,
  });
  outcomes.push({ code, err });
}
process.stdout.write(JSON.stringify({ outcomes, peakBytes: process.resourceUsage().maxRSS * 1024 }));
