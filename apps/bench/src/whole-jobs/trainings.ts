import { loadDataset } from '@noprior/datasets';
import { makeNetwork, trainNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { type JobResult, peakRssMb } from './job-result.ts';

/** A whole training, from the initialisation to a target loss. */
export interface TrainingCase {
  readonly dataset: 'sphere' | 'glyphs';
  readonly perClass: number;
  readonly hidden: readonly number[];
  readonly initialisation: 'pytorch' | 'scaled-first' | 'small';
  readonly targetLoss: number;
}

/** Cases of the `trainings` suite. */
export const trainingCases: readonly TrainingCase[] = [
  { dataset: 'sphere', perClass: 250, hidden: [1000], initialisation: 'pytorch', targetLoss: 1e-7 },
  { dataset: 'glyphs', perClass: 10, hidden: [1000, 1000], initialisation: 'scaled-first', targetLoss: 1e-6 },
  { dataset: 'glyphs', perClass: 10, hidden: [1000, 1000], initialisation: 'small', targetLoss: 1e-6 },
  { dataset: 'glyphs', perClass: 10, hidden: [1000, 1000, 1000], initialisation: 'scaled-first', targetLoss: 1e-6 },
  { dataset: 'glyphs', perClass: 10, hidden: [1000, 1000, 1000], initialisation: 'pytorch', targetLoss: 1e-6 },
];

/** Train once; the time is that of the whole training. */
export async function measureTraining(backend: Backend, trainCase: TrainingCase): Promise<JobResult> {
  const { dataset, perClass, hidden, initialisation, targetLoss } = trainCase;
  const { training } = await loadDataset({ dataset, perClass, seed: 1 });
  const widths = [training.x.shape[1]!, ...hidden, 1];
  const start = makeNetwork({ inputSize: widths[0]!, hiddenSizes: hidden, initialisation, seed: 1 });
  const { seconds, iterations, loss } = await trainNetwork(backend, start, training, { targetLoss });
  return {
    backend: backend.name,
    case: `${dataset} ${training.x.shape[0]} points, ${widths.join('-')}, ${initialisation}, to ${targetLoss}`,
    medianMs: seconds * 1000,
    p10: seconds * 1000,
    p90: seconds * 1000,
    gflops: null,
    peakRssMb: peakRssMb(),
    note: `${iterations} iterations, ${((seconds * 1000) / iterations).toFixed(2)} ms each, loss ${loss.toExponential(2)}; one training`,
  };
}
