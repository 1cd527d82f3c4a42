import type { Claim, CurvesBlock, TableBlock, Value } from '@noprior/report';
import { definedOnly } from '@noprior/tensor';
import type { Experiment, PointResult } from '../engine/experiment.ts';
import { groupBy } from '../engine/read-values.ts';
import { type AttackParameters, attackKind } from '../steps/attack-kind.ts';
import { attackSeconds } from '../steps/expected-seconds.ts';
import { type AttackKinds, networkStages } from './attack-stages.ts';
import { type AttackedNetwork, startNoiseOf, usualNetwork, workSizeOf } from './attacked-network.ts';
import { publishedCodeTable } from './published-code.ts';
import { type SnapshotScore, scoreSnapshotsKind } from './steps/score-snapshots-kind.ts';
import { leastCount, type Quality, timeToEqual } from './time-to-equal.ts';

/** A way to attack, and the number of its candidates; box vertices have as many points as they find. */
export type TimePoint = {
  readonly images: number;
  readonly method: 'haim2022-mnist' | 'kkt' | 'evidence' | 'box-vertices';
  readonly candidates: number;
};

type TimeKinds = Pick<AttackKinds, 'data' | 'train' | 'span' | 'attack'> & {
  readonly score: typeof scoreSnapshotsKind;
};

type TimeResult = PointResult<TimePoint, TimeKinds>;

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
  summarize: (results) => ({
    claims: soonerClaims(results),
    charts: charts(results),
    tables: [endTable(results), publishedCodeTable()],
  }),
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

const qualities: Readonly<Record<Quality, string>> = { found: 'images found', medianCosine: 'median cosine' };

function snapshotsOf({ stages }: TimeResult): readonly SnapshotScore[] {
  return stages.score?.values.snapshots ?? [];
}

function runName({ method, candidates }: TimePoint): string {
  return candidates === 0 ? method : `${method}, ${candidates} candidates`;
}

/** Every attack beside every run of the published settings. */
function soonerClaims(results: readonly TimeResult[]): Claim[] {
  return groupBy(results, ({ images }) => String(images)).flatMap(({ results: members }) => {
    const published = members.filter(({ point }) => point.method === 'haim2022-mnist');
    const others = members.filter(({ point }) => point.method !== 'haim2022-mnist');
    return others.flatMap((other) =>
      published
        .filter(({ seed }) => seed === other.seed)
        .flatMap((reference) => soonerClaim(reference, other, 'found')),
    );
  });
}

function soonerClaim(reference: TimeResult, other: TimeResult, quality: Quality): Claim[] {
  const compared = timeToEqual(snapshotsOf(reference), snapshotsOf(other), quality);
  if (compared === undefined) return [];
  const { target, reference: best, seconds, referenceGotAnywhere } = compared;
  return [
    {
      claim: 'An attack is as good as the published settings at their best, in less time.',
      case: [
        { name: 'images', value: other.point.images },
        { name: 'attack', value: other.point.method },
        { name: 'published settings with candidates', value: reference.point.candidates },
      ],
      rule: `Agrees if it is there sooner, disagrees if later or never; undecided where the published settings never had ${leastCount} images above the held-out maximum, which chance alone does in less than 1 % of single looks.`,
      measured: [
        { name: `${qualities[quality]}, published settings at their best`, value: target },
        { name: 'published settings are there after', value: { value: best.seconds, unit: 's' } },
        { name: 'the attack is there after', value: { value: seconds, unit: 's' } },
      ],
      verdict: !referenceGotAnywhere
        ? 'undecided'
        : seconds !== null && seconds < best.seconds
          ? 'agrees'
          : 'disagrees',
    },
  ];
}

function charts(results: readonly TimeResult[]): CurvesBlock[] {
  return groupBy(results, ({ images }) => String(images)).flatMap(({ name, results: members }) =>
    (['found', 'medianCosine'] as const).map(
      (quality): CurvesBlock => ({
        kind: 'curves',
        title: `${name} images: ${qualities[quality]} over time`,
        x: { name: 'seconds', scale: 'log' },
        y: { name: qualities[quality] },
        series: members
          .filter(({ seed }) => seed === members[0]!.seed)
          .map((result) => ({
            name: runName(result.point),
            points: snapshotsOf(result).map((snapshot) => [snapshot.seconds, snapshot[quality]] as const),
          })),
      }),
    ),
  );
}

function endTable(results: readonly TimeResult[]): TableBlock {
  return {
    kind: 'table',
    caption: 'The ends of the runs',
    columns: [
      { name: 'images' },
      { name: 'attack' },
      { name: 'points' },
      { name: 'time', unit: 's' },
      { name: 'iterations' },
      { name: 'ended' },
      { name: 'found' },
      { name: 'cosine above 0.9' },
      { name: 'median cosine' },
      { name: 'held-out median' },
    ],
    rows: results.flatMap((result): Value[][] => {
      const { point, stages } = result;
      const [attack, last] = [stages.attack?.values, snapshotsOf(result).at(-1)];
      if (attack === undefined || last === undefined) return [];
      return [
        [
          point.images,
          point.method,
          attack.points,
          attack.seconds,
          attack.iterations,
          attack.ended,
          last.found,
          last.above09,
          last.medianCosine,
          last.heldOutMedianCosine,
        ],
      ];
    }),
  };
}
