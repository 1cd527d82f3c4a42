// A contestant that does what its job file says: { behaviour, times }.
import { copyFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const { behaviour, inputs, outputs } = JSON.parse(readFileSync(process.argv[2], 'utf8')).case;
const say = (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`);

if (behaviour === 'absent') {
  say({ absent: 'not installed here' });
} else if (behaviour === 'crash') {
  process.stderr.write('segmentation fault, more or less\n');
  process.exitCode = 1;
} else if (behaviour === 'hang') {
  setInterval(() => {}, 1000);
} else {
  const file = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  copyFileSync(inputs ?? file.inputs, outputs ?? file.outputs);
  process.stdout.write('a library says hello\n');
  say({ ready: true, firstRunMs: 5, device: 'a script', versions: { script: '1' }, threads: 1 });
  let answered = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (request.finish) break;
    if (behaviour === 'fails later' && ++answered > 1) {
      say({ error: 'out of memory' });
      break;
    }
    say({ times: Array.from({ length: request.run }, (_, index) => 1 + index) });
  }
  say({ peakRssMb: 7 });
}
