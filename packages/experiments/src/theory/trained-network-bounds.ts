import type { Claim } from '@noprior/report';
import type { Experiment, PointResult } from '../engine/experiment.ts';
import type { dataKind } from '../steps/data-kind.ts';
import { evaluationSeconds } from '../steps/expected-seconds.ts';
import type { trainKind } from '../steps/train-kind.ts';
import { boundsChart, boundsTable, holdsClaim, type NamedComparison } from './bounds/bound-summary.ts';
import {
  dataStage,
  type NetworkSizes,
  type RefineLimits,
  refineStage,
  trainStage,
  workSize,
} from './network-stages.ts';
import { networks, paperNetworks, smokeNetworks } from './networks.ts';
import { networkBoundsKind } from './steps/network-bounds-kind.ts';
import type { refineKind } from './steps/refine-kind.ts';
import { numberOf } from './summary-values.ts';

/** What is varied. */
export type TrainedBoundPoint = { readonly network: string; readonly refined: boolean };

interface TrainedBoundSizes extends NetworkSizes {
  readonly refine: RefineLimits;
  /** Random directions at each point. */
  readonly directions: number;
}

type TrainedBoundKinds = {
  readonly data: typeof dataKind;
  readonly train: typeof trainKind;
  readonly refine: typeof refineKind;
  readonly bounds: typeof networkBoundsKind;
};

/** The bounds of the theory beside the exact ratio test, on trained networks and at the KKT points behind them. */
export const trainedNetworkBounds: Experiment<TrainedBoundPoint, TrainedBoundSizes, TrainedBoundKinds> = {
  name: 'trained-network-bounds',
  title: 'Bounds on trained networks',
  about:
    'Networks trained to a loss of 1e-6, as they are and refined by refineToKkt. The split radius of every training point is predicted and measured along 50 random directions orthogonal to the data (distance-almost-KKT), ' +
    'or, where the data span the input space, along the direction in which they are smallest (near-subspace).',
  scales: {
    smoke: {
      grid: { network: ['sphere 12-20-1'], refined: [false, true] },
      seeds: [1],
      sizes: { networks: smokeNetworks, refine: { maxSeconds: 60, maxIterations: 300 }, directions: 3 },
    },
    cpu: {
      grid: { network: ['MNIST 784-1000-1', 'sphere 20-1000-1, 100 points'], refined: [false, true] },
      seeds: [1],
      sizes: { networks, refine: { maxSeconds: 120, maxIterations: 2000 }, directions: 50 },
    },
    paper: {
      grid: { network: Object.keys(paperNetworks), refined: [false, true] },
      seeds: [1, 2, 3, 4, 5],
      sizes: { networks: paperNetworks, refine: { maxSeconds: 3600, maxIterations: 5000 }, directions: 50 },
    },
  },
  stages: {
    data: dataStage(),
    train: trainStage(1e-6),
    refine: refineStage((_, { refine }) => refine),
    bounds: {
      kind: networkBoundsKind,
      inputs: { data: 'data' },
      inputsAt: ({ refined }) => (refined ? { network: 'refine', multipliers: 'refine' } : { network: 'train' }),
      parameters: (_, seed, { directions }) => ({ loss: null, directions, seed }),
      seconds: (point, _, sizes) => 5 * evaluationSeconds(workSize(sizes, point)),
    },
  },
  summarize: (results) => {
    const rows = results.flatMap(toRow);
    return {
      claims: [holdsClaim(rows), ...rows.flatMap(tightClaim)],
      tables: [boundsTable(rows)],
      charts: [boundsChart('Predicted by measured, trained networks', rows)],
    };
  },
};

function toRow({ point, seed, stages }: PointResult<TrainedBoundPoint, TrainedBoundKinds>): NamedComparison[] {
  const values = stages.bounds?.values;
  const stage = point.refined ? 'refined' : 'trained';
  return values === undefined ? [] : [{ name: `${point.network}, ${stage}, seed ${seed}`, values }];
}

/** None where no radius is finite. */
function tightClaim({ name, values }: NamedComparison): Claim[] {
  const { bound, tightness } = values;
  if (tightness === null) return [];
  return [
    {
      claim: 'The bound is tight on trained networks.',
      case: [{ name: 'network', value: name }],
      rule: 'Agrees if the median of prediction / measurement is at least 0.5.',
      measured: [
        { name: 'bound', value: bound },
        { name: 'median of prediction / measurement', value: numberOf(tightness, 'median') },
      ],
      verdict: (tightness.median ?? 0) >= 0.5 ? 'agrees' : 'disagrees',
    },
  ];
}
