import { definedOnly } from '@noprior/tensor';
import type { Experiment } from '../engine/experiment.ts';
import { type AttackParameters, attackKind } from '../steps/attack-kind.ts';
import { attackSeconds } from '../steps/expected-seconds.ts';
import { summarizeTimes, type TimeKinds, type TimePoint } from './attack-over-time-summary.ts';
import { networkStages } from './attack-stages.ts';
import { type AttackedNetwork, startNoiseOf, usualNetwork, workSizeOf } from './attacked-network.ts';
import { scoreSnapshotsKind } from './steps/score-snapshots-kind.ts';

interface TimeSizes {
  readonly network: Omit<AttackedNetwork, 'images'>;
  readonly runs: readonly (readonly [images: number, method: TimePoint['method'], candidates: number])[];
  /** At most, by the number of images. */
  readonly seconds: Readonly<Record<number, number>>;
  readonly maxIterations?: number;
}

const reported: TimeSizes = {
  network: usualNetwork,
  runs: [
    [20, 'kkt', 80],
    [20, 'evidence', 40],
    [20, 'box-vertices', 0],
    [20, 'haim2022-mnist', 40],
    [20, 'haim2022-mnist', 1000],
    [100, 'kkt', 400],
    [100, 'evidence', 100],
    [100, 'box-vertices', 0],
    [100, 'haim2022-mnist', 200],
    [100, 'haim2022-mnist', 1000],
    [500, 'kkt', 1000],
    [500, 'evidence', 500],
    [500, 'box-vertices', 0],
    [500, 'haim2022-mnist', 1000],
  ],
  seconds: { 20: 600, 100: 900, 500: 1800 },
};

const smoke: TimeSizes = {
  network: { ...usualNetwork, dataset: 'glyphs', hidden: [50, 50], targetLoss: 1e-3 },
  runs: [
    [6, 'kkt', 12],
    [6, 'evidence', 12],
    [6, 'haim2022-mnist', 12],
  ],
  seconds: { 6: 60 },
  maxIterations: 30,
};

/** Quality against seconds, beside the published settings. */
export const attackOverTime: Experiment<TimePoint, TimeSizes, TimeKinds> = {
  name: 'attack-over-time',
  title: 'Attacks over time',
  about:
    'How many training images are found after how many seconds, beside the published settings (`haim2022-mnist`: momentum SGD, box [-1, 1], 50,000 iterations unless the time is up) on the same backend. ' +
    'The evidence attack is given the true noise of the initial first layer.',
  scales: {
    smoke: { grid: gridOf(smoke), seeds: [1], sizes: smoke },
    cpu: { grid: gridOf(reported), seeds: [1], sizes: reported },
    paper: {
      grid: gridOf(reported),
      seeds: [1, 2, 3],
      sizes: { ...reported, seconds: { 20: 7200, 100: 7200, 500: 7200 } },
    },
  },
  includes: ({ images, method, candidates }, _, { runs }) =>
    runs.some((run) => run[0] === images && run[1] === method && run[2] === candidates),
  stages: {
    ...networkStages<TimePoint, TimeSizes>({ network: networkOf }),
    attack: {
      kind: attackKind,
      inputs: { network: 'train', span: 'span' },
      parameters: (point, seed, sizes) => ({ ...attackOf(point, sizes), seed }),
      seconds: (point, _, sizes) => {
        const most = sizes.seconds[point.images]!;
        const iterations = sizes.maxIterations ?? (point.method === 'haim2022-mnist' ? 50_000 : 2000);
        return Math.min(most, attackSeconds(workSizeOf(networkOf(point, sizes), point.candidates || 300), iterations));
      },
    },
    score: {
      kind: scoreSnapshotsKind,
      inputs: { data: 'data', attack: 'attack' },
      parameters: () => ({}),
      seconds: () => 2,
    },
  },
  summarize: summarizeTimes,
};

function networkOf({ images }: TimePoint, { network }: TimeSizes): AttackedNetwork {
  return { ...network, images };
}

function attackOf(point: TimePoint, sizes: TimeSizes): Omit<AttackParameters, 'seed'> {
  const { method, candidates, images } = point;
  const box = 'model file';
  const { maxIterations, seconds } = sizes;
  const common = {
    start: 'drawn',
    maxSeconds: seconds[images]!,
    snapshots: { evaluateEvery: method === 'box-vertices' ? 1 : 10, growth: 1.15 },
  } as const;
  const settings = { candidatesPerClass: candidates / 2, ...definedOnly({ maxIterations }) };
  switch (method) {
    case 'haim2022-mnist':
      return { method: 'kkt', preset: method, settings, knowledge: {}, ...common };
    case 'kkt':
      return { method, settings, knowledge: { box }, ...common };
    case 'evidence': {
      const startNoise = { truth: startNoiseOf(networkOf(point, sizes)) };
      return { method, settings, knowledge: { box, startNoise }, ...common };
    }
    case 'box-vertices':
      return { method, settings: {}, knowledge: { box }, ...common };
  }
}

function gridOf({ runs }: TimeSizes) {
  return {
    images: [...new Set(runs.map(([images]) => images))],
    method: ['haim2022-mnist', 'kkt', 'evidence', 'box-vertices'],
    candidates: [...new Set(runs.map(([, , candidates]) => candidates))],
  } as const;
}
