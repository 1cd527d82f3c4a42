import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forkWorker, Plan, runPlan, StepCache } from '@noprior/experiments';
import { takeLock } from '@noprior/run-folder';
import { kinds } from './toy-process-kinds.mjs';

// A process that runs a chain of five steps of 400 ms, and prints what became of it.
const [folder, log] = process.argv.slice(2);
const lock = await takeLock(join(folder, '.noprior-lock'), folder);
const cache = new StepCache(`${folder}/cache`);
await cache.prepare();
const plan = new Plan();
let before;
for (const name of ['a', 'b', 'c', 'd', 'e']) {
  const inputs = before === undefined ? {} : { before };
  before = plan.add({ kind: kinds.sleep, parameters: { name, milliseconds: 400, log }, inputs, estimate: 0.4 });
}
const worker = fileURLToPath(new URL('./toy-worker.mjs', import.meta.url));
const { reused, computed, failures } = await runPlan(plan.steps, {
  cache,
  workers: 2,
  startWorker: () => forkWorker(worker, { args: [cache.folder] }),
});
await lock.release();
process.stdout.write(JSON.stringify({ reused, computed, failures: failures.length }));
