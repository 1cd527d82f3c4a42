import type { Initialisation } from '@noprior/relu-models';
import type { Claim, TableBlock, Value } from '@noprior/report';
import type { Experiment, PointResult } from '../engine/experiment.ts';
import { dataKind } from '../steps/data-kind.ts';
import { trainingSeconds } from '../steps/expected-seconds.ts';
import { trainKind } from '../steps/train-kind.ts';

/** A training; its name says what is trained. */
export type TrainingPoint = { readonly training: string };

interface TimedTraining {
  readonly dataset: 'sphere' | 'glyphs';
  readonly perClass: number;
  readonly hidden: readonly number[];
  readonly initialisation: Initialisation;
  readonly targetLoss: number;
}

interface TrainingSizes {
  readonly trainings: Readonly<Record<string, TimedTraining>>;
}

type TrainingKinds = { readonly data: typeof dataKind; readonly train: typeof trainKind };

type TrainingResult = PointResult<TrainingPoint, TrainingKinds>;

const glyphs = { dataset: 'glyphs', perClass: 10, targetLoss: 1e-6 } as const;

const trainings: TrainingSizes['trainings'] = {
  'sphere, 500 points, 784-1000-1, pytorch, to 1e-7': {
    dataset: 'sphere',
    perClass: 250,
    hidden: [1000],
    initialisation: 'pytorch',
    targetLoss: 1e-7,
  },
  'glyphs, 20 points, 784-1000-1000-1, scaled-first, to 1e-6': {
    ...glyphs,
    hidden: [1000, 1000],
    initialisation: 'scaled-first',
  },
  'glyphs, 20 points, 784-1000-1000-1, small, to 1e-6': { ...glyphs, hidden: [1000, 1000], initialisation: 'small' },
  'glyphs, 20 points, 784-1000-1000-1000-1, scaled-first, to 1e-6': {
    ...glyphs,
    hidden: [1000, 1000, 1000],
    initialisation: 'scaled-first',
  },
  'glyphs, 20 points, 784-1000-1000-1000-1, pytorch, to 1e-6': {
    ...glyphs,
    hidden: [1000, 1000, 1000],
    initialisation: 'pytorch',
  },
};

const smokeTrainings: TrainingSizes['trainings'] = {
  'sphere, 8 points, 784-50-1, small, to 1e-2': {
    dataset: 'sphere',
    perClass: 4,
    hidden: [50],
    initialisation: 'small',
    targetLoss: 1e-2,
  },
  'glyphs, 4 points, 784-50-50-1, scaled-first, to 1e-3': {
    dataset: 'glyphs',
    perClass: 2,
    hidden: [50, 50],
    initialisation: 'scaled-first',
    targetLoss: 1e-3,
  },
};

/** How long a whole training takes. */
export const trainingTime: Experiment<TrainingPoint, TrainingSizes, TrainingKinds> = {
  name: 'training-time',
  title: 'Time of a training',
  about: 'Full-batch gradient descent with the loss-normalised step, from the initialisation to the target loss.',
  scales: {
    smoke: { grid: { training: Object.keys(smokeTrainings) }, seeds: [1], sizes: { trainings: smokeTrainings } },
    cpu: { grid: { training: Object.keys(trainings) }, seeds: [1], sizes: { trainings } },
    paper: { grid: { training: Object.keys(trainings) }, seeds: [1, 2, 3], sizes: { trainings } },
  },
  stages: {
    data: {
      kind: dataKind,
      parameters: ({ training }, seed, sizes) => {
        const { dataset, perClass } = sizes.trainings[training]!;
        return { dataset, perClass, seed, ...(dataset === 'sphere' ? { dimension: 784 } : {}) };
      },
      seconds: () => 0.5,
    },
    train: {
      kind: trainKind,
      inputs: { data: 'data' },
      parameters: ({ training }, seed, sizes) => {
        const { hidden, initialisation, targetLoss } = sizes.trainings[training]!;
        return { hiddenSizes: hidden, initialisation, targetLoss, seed };
      },
      seconds: ({ training }, _, sizes) => {
        const { perClass, hidden, targetLoss } = sizes.trainings[training]!;
        return trainingSeconds({ points: 2 * perClass, dimension: 784, hidden }, targetLoss);
      },
    },
  },
  summarize: (results, { sizes }) => ({ claims: [reachedClaim(results, sizes)], tables: [timeTable(results)] }),
};

function reachedClaim(results: readonly TrainingResult[], sizes: TrainingSizes): Claim {
  const done = results.flatMap(({ point, stages }) => {
    const target = sizes.trainings[point.training]?.targetLoss;
    return stages.train === undefined || target === undefined ? [] : [stages.train.values.logLoss <= Math.log(target)];
  });
  return {
    claim: 'Training reaches its target loss.',
    rule: 'Agrees if every training does.',
    measured: [
      { name: 'trainings', value: done.length },
      { name: 'at their target', value: done.filter(Boolean).length },
    ],
    verdict: done.length === 0 ? 'undecided' : done.every(Boolean) ? 'agrees' : 'disagrees',
  };
}

function timeTable(results: readonly TrainingResult[]): TableBlock {
  return {
    kind: 'table',
    columns: [
      { name: 'training' },
      { name: 'seed' },
      { name: 'time', unit: 's' },
      { name: 'iterations' },
      { name: 'an iteration', unit: 'ms' },
      { name: 'loss' },
      { name: 'peak memory', unit: 'MB' },
    ],
    rows: results.flatMap(({ point, seed, stages: { train } }): Value[][] => {
      if (train === undefined) return [];
      const { iterations, logLoss } = train.values;
      const bytes = train.ran?.peakMemoryBytes ?? null;
      return [
        [
          point.training,
          seed,
          train.seconds,
          iterations,
          (1000 * train.seconds) / iterations,
          Math.exp(logLoss),
          bytes === null ? null : bytes / 1e6,
        ],
      ];
    }),
  };
}
