import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataKind, localWorker, oracleKind, Plan, runPlan, StepCache, trainKind } from '@noprior/experiments';
import { openReference } from '@noprior/tensor-reference';

const backend = openReference();
const folder = await mkdtemp(join(tmpdir(), 'noprior-'));
const cache = new StepCache(join(folder, 'cache'));
await cache.prepare();

const plan = new Plan({ backend: backend.name });
const points = { dataset: 'sphere', dimension: 10, perClass: 3, seed: 1 };
const data = plan.add({ kind: dataKind, parameters: points, estimate: 1 });
const network = plan.add({
  kind: trainKind,
  parameters: { hiddenSizes: [20], initialisation: 'small', targetLoss: 1e-3, seed: 1 },
  inputs: { data },
  estimate: 2,
});
const oracle = plan.add({ kind: oracleKind, parameters: { alpha: 1000 }, inputs: { data, network }, estimate: 1 });

const startWorker = () => localWorker(cache, plan.kinds, { backend, data: {} });
const first = await runPlan(plan.steps, { cache, workers: 1, startWorker });
const second = await runPlan(plan.steps, { cache, workers: 1, startWorker });
const { values } = await cache.load(oracle, oracleKind);
await rm(folder, { recursive: true });

export const result = {
  computed: first.computed, // => 3
  reused: second.reused, // => 3
  oracleLoss: values.loss, // L_stationary of the true training set
};
