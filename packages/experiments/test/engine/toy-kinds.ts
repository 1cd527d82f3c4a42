import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { localWorker, Plan, StepCache, type StepKind, type StepKinds, type StepWorker } from '../../src/index.ts';

const backend: Backend = openReference();

/** Parameters of {@link makeToys}'s kind. */
export type AddParameters = {
  readonly value: number;
  /** Milliseconds. */
  readonly wait?: number;
  readonly fails?: boolean;
};

/** A kind that adds its value to what its inputs found, and a count of how often it ran. */
export function makeToys(folder: string) {
  const log = join(folder, 'log');
  writeFileSync(log, '');
  let running = 0;
  const state = { most: 0 };
  const add: StepKind<AddParameters, { readonly sum: number }> = {
    name: 'add',
    version: 1,
    async run({ value, wait = 0, fails = false }, { inputs, folder: own }) {
      running++;
      state.most = Math.max(state.most, running);
      try {
        writeFileSync(join(own, 'note.txt'), `value ${value}\n`);
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        if (fails) throw new Error(`cannot add ${value}`);
        let sum = value;
        for (const { values } of Object.values(inputs)) if ('sum' in values) sum += Number(values.sum);
        appendFileSync(log, `${value}\n`);
        return { sum };
      } finally {
        running--;
      }
    },
  };
  const kinds: StepKinds = { add };
  const cache = new StepCache(join(folder, 'cache'));
  return {
    add,
    cache,
    state,
    plan: (environment = 'here') => new Plan(environment),
    startWorker: (): StepWorker => localWorker(cache, kinds, { backend, data: {} }),
    /** Values of the steps that ran, in the order in which they ended. */
    ran: (): number[] => readFileSync(log, 'utf8').split('\n').filter(Boolean).map(Number),
  };
}
