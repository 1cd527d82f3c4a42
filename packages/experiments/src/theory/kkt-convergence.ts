import type { Experiment } from '../engine/experiment.ts';
import { evaluationSeconds, trainingSeconds } from '../steps/expected-seconds.ts';
import { convergenceClaims } from './kkt-convergence-claims.ts';
import type { ConvergenceKinds, ConvergencePoint } from './kkt-convergence-result.ts';
import { convergenceCharts, convergenceTables } from './kkt-convergence-tables.ts';
import {
  caseOf,
  dataStage,
  type NetworkSizes,
  type RefineLimits,
  refineStage,
  residualSeconds,
  workSize,
} from './network-stages.ts';
import { networks, paperNetworks, smokeNetworks } from './networks.ts';
import { kktResidualsKind } from './steps/kkt-residuals-kind.ts';
import { splitRadiiKind } from './steps/split-radii-kind.ts';
import { trainPathKind } from './steps/train-path-kind.ts';

interface ConvergenceSizes extends NetworkSizes {
  /** Losses at which the training is looked at, falling. */
  readonly targetLosses: readonly number[];
  readonly refine: RefineLimits;
}

const reportedLosses = [1e-1, 1e-2, 1e-3, 1e-5, 1e-7, 1e-10, 1e-14, 1e-18, 1e-24, 1e-30] as const;

/** The loss of a point as its network's step has it; `null` for the KKT point. */
function lossOf({ targetLoss }: ConvergencePoint): number | null {
  return targetLoss === 0 ? null : targetLoss;
}

/** Whether longer training comes nearer to KKT, and whether it leaves points more freedom. */
export const kktConvergence: Experiment<ConvergencePoint, ConvergenceSizes, ConvergenceKinds> = {
  name: 'kkt-convergence',
  title: 'Distance to KKT and freedom of the points, by training length',
  about:
    'One gradient descent in float64 with the loss-normalised step, looked at on its way, and the KKT point that refineToKkt reaches from its end. ' +
    'Residuals are eps / ||theta||; surrogate has the derivative sigmoid(100 z). ' +
    'The split radius of a point is how far it can be split to both sides inside its activation cell: best of 32 random directions, best of 32 orthogonal to the data, and by search. ' +
    'Reachable is how far farKktSet moves a point with all margins kept; predicted is the distance-almost-KKT bound. All distances are at smallest margin 1, in units of the input.',
  scales: {
    smoke: {
      grid: { network: ['sphere 12-20-1'], targetLoss: [1e-1, 1e-4, 0] },
      seeds: [1],
      sizes: { networks: smokeNetworks, targetLosses: [1e-1, 1e-4], refine: { maxSeconds: 60, maxIterations: 300 } },
    },
    cpu: {
      grid: {
        network: ['MNIST 784-1000-1', 'sphere 784-1000-1, 50 points', 'sphere 20-1000-1, 100 points'],
        targetLoss: [...reportedLosses, 0],
      },
      seeds: [1],
      sizes: { networks, targetLosses: reportedLosses, refine: { maxSeconds: 120, maxIterations: 5000 } },
    },
    paper: {
      grid: { network: ['MNIST 784-1000-1'], targetLoss: [...reportedLosses, 0] },
      seeds: [1, 2, 3, 4, 5],
      sizes: {
        networks: paperNetworks,
        targetLosses: reportedLosses,
        refine: { maxSeconds: 3600, maxIterations: 5000 },
      },
    },
  },
  stages: {
    data: dataStage(),
    train: {
      kind: trainPathKind,
      inputs: { data: 'data' },
      parameters: (point, seed, sizes) => {
        const { hidden, initialisation } = caseOf(sizes, point);
        const { targetLosses } = sizes;
        return { hiddenSizes: hidden, initialisation, seed, targetLosses, maxIterations: 200_000 };
      },
      seconds: (point, _, sizes) => 2 * trainingSeconds(workSize(sizes, point), sizes.targetLosses.at(-1)!),
    },
    refine: refineStage((_, { refine }) => refine, { lossOf: ({ targetLosses }) => targetLosses.at(-1)! }),
    residuals: {
      kind: kktResidualsKind,
      inputs: { data: 'data' },
      inputsAt: ({ targetLoss }) => ({ network: targetLoss === 0 ? 'refine' : 'train' }),
      parameters: (point) => ({ loss: lossOf(point), alpha: 100 }),
      seconds: (point, _, sizes) => residualSeconds(sizes, point),
    },
    radii: {
      kind: splitRadiiKind,
      inputs: { data: 'data' },
      inputsAt: ({ targetLoss }) =>
        targetLoss === 0
          ? { network: 'refine', multipliers: 'refine' }
          : { network: 'train', multipliers: 'residuals' },
      parameters: (point) => ({ loss: lossOf(point), directions: 32, seed: 1 }),
      seconds: (point, _, sizes) => 20 * evaluationSeconds(workSize(sizes, point)),
    },
  },
  summarize: (results) => ({
    claims: convergenceClaims(results),
    tables: convergenceTables(results),
    charts: convergenceCharts(results),
  }),
};
