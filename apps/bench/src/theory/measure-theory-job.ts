import { loadavg } from 'node:os';
import { openBackend } from '@noprior/backends';
import type { Backend } from '@noprior/tensor';
import { peakRssMb } from '../whole-jobs/job-result.ts';
import { measureBounds } from './bounds-case.ts';
import { measureClarke } from './clarke-case.ts';
import { measureFarSets } from './far-sets-case.ts';
import { measureRefine } from './polish-case.ts';
import type { TheoryCases } from './theory-cases.ts';
import type { TheoryContext } from './theory-context.ts';
import { casesOf, theoryJobs } from './theory-jobs.ts';
import type { TheoryEntry, TheoryRows, TheorySuite } from './theory-result.ts';
import { measureTrainingLength } from './training-length-case.ts';

type Measures = {
  readonly [S in TheorySuite]: (
    backend: Backend,
    one: TheoryCases[S],
    context: TheoryContext,
  ) => Promise<readonly TheoryRows[S][]>;
};

const measures: Measures = {
  polish: async (...given) => [await measureRefine(...given)],
  'training-length': async (...given) => [await measureTrainingLength(...given)],
  bounds: measureBounds,
  'far-sets': measureFarSets,
  clarke: measureClarke,
};

/** Measure one job in this process, on the fastest backend that opens.
 *
 * @param index  of the job in {@link theoryJobs}
 */
export async function measureTheoryJob<S extends TheorySuite>(
  suite: S,
  scale: 'full' | 'smoke',
  index: number,
  context: TheoryContext,
): Promise<TheoryEntry<S>> {
  const [loadAtStart] = loadavg();
  const date = new Date().toISOString();
  const began = performance.now();
  const backend = await openBackend('auto', { dtype: 'float32' });
  try {
    const rows = await measures[suite](backend, casesOf(suite, scale)[index]!, context);
    return {
      job: theoryJobs(suite, scale)[index]!,
      date,
      backend: backend.name,
      seconds: Number(((performance.now() - began) / 1000).toFixed(2)),
      peakRssMb: Math.round(peakRssMb()),
      load: [round(loadAtStart!), round(loadavg()[0]!)],
      rows,
    };
  } finally {
    await backend.dispose();
  }
}

function round(load: number): number {
  return Number(load.toFixed(1));
}
