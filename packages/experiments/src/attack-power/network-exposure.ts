import type { Claim } from '@noprior/report';
import type { Experiment } from '../engine/experiment.ts';
import { groupBy } from '../engine/read-values.ts';
import { type AttackKinds, type AttackStudyResult, attackStages } from './attack-stages.ts';
import { foundCaption, foundCells, foundColumns, foundFact, pairedRule, pairedVerdict } from './attack-table.ts';
import { type AttackedNetwork, networkName, usualNetwork } from './attacked-network.ts';
import { attackParameters, type MethodLimits, methodSeconds } from './methods.ts';

/** A network that differs from the usual one in one respect, and an attack on it. */
export type ExposurePoint = {
  readonly images: number;
  readonly targetLoss: number;
  readonly schedule: AttackedNetwork['schedule'];
  readonly width: number;
  readonly initialisation: number | 'pytorch';
  readonly method: 'kkt' | 'evidence' | 'box-vertices';
  readonly start: 'drawn' | 'truth';
};

type ExposureResult = AttackStudyResult<ExposurePoint>;

type Changed = Pick<ExposurePoint, 'targetLoss' | 'schedule' | 'width' | 'initialisation'>;

interface ExposureSizes extends MethodLimits {
  readonly dataset: string;
  readonly changes: Readonly<Record<number, readonly Partial<Changed>[]>>;
  readonly usual: Changed;
  /** From how many images on box vertices alone attack: of fewer every attack finds nearly all. */
  readonly many: number;
}

const usual: Changed = { targetLoss: 1e-6, schedule: 'normalized', width: 1000, initialisation: 1e-4 };

const reported: ExposureSizes = {
  dataset: 'mnist',
  usual,
  many: 100,
  changes: {
    20: [
      {},
      ...[1e-2, 1e-3, 1e-4, 1e-9, 1e-12].map((targetLoss) => ({ targetLoss })),
      ...[1e-2, 1e-3, 1e-4].map((targetLoss) => ({ targetLoss, schedule: 'constant' as const })),
      ...[250, 500, 2000].map((width) => ({ width })),
      ...([1e-3, 1e-2, 'pytorch'] as const).map((initialisation) => ({ initialisation })),
    ],
    100: [
      {},
      ...[1e-2, 1e-3, 1e-4, 1e-12].map((targetLoss) => ({ targetLoss })),
      { targetLoss: 1e-3, schedule: 'constant' },
      ...[250, 2000].map((width) => ({ width })),
      ...[1e-3, 1e-5].map((initialisation) => ({ initialisation })),
    ],
  },
};

const smoke: ExposureSizes = {
  dataset: 'glyphs',
  usual: { ...usual, targetLoss: 1e-2, width: 50 },
  many: 100,
  changes: { 6: [{}, { initialisation: 1e-3 }, { targetLoss: 0.5, schedule: 'constant', initialisation: 'pytorch' }] },
  maxIterations: 30,
};

/** Which networks reveal most of their training images. */
export const networkExposure: Experiment<ExposurePoint, ExposureSizes, AttackKinds> = {
  name: 'network-exposure',
  title: 'Which networks are exposed',
  about:
    'Networks that differ from the usual one in one respect: length of the training, schedule of the steps, width, initialisation. A constant step is plain gradient descent with step 0.1; otherwise the step is divided by the loss. ' +
    'Of 20 images the attacks find nearly all in the usual network; 100 images show whether a change exposes more. The evidence attack is given the true noise of the initial first layer.',
  scales: {
    smoke: { grid: gridOf(smoke), seeds: [1], sizes: smoke },
    cpu: { grid: gridOf(reported), seeds: [1, 2, 3], sizes: reported },
    paper: { grid: gridOf(reported), seeds: [1, 2, 3, 4, 5], sizes: reported },
  },
  includes: (point, _, { changes, usual: base, many }) => {
    const isSized = point.images < many ? point.method !== 'box-vertices' : point.method === 'box-vertices';
    if (!isSized || (point.method === 'box-vertices' && point.start === 'truth')) return false;
    return (changes[point.images] ?? []).some((change) =>
      Object.entries({ ...base, ...change }).every(([name, value]) => point[name as keyof Changed] === value),
    );
  },
  stages: attackStages<ExposurePoint, ExposureSizes>({
    network: networkOf,
    attack: (point, sizes) =>
      attackParameters({ ...point, knowledge: knowledgeOf(point) }, networkOf(point, sizes), sizes),
    seconds: (point, sizes) => methodSeconds(point, networkOf(point, sizes), sizes),
  }),
  summarize: (results, { sizes }) => ({
    claims: exposureClaims(results, sizes.usual),
    tables: [
      {
        kind: 'table',
        caption: foundCaption,
        columns: [{ name: 'network' }, { name: 'attack' }, { name: 'start' }, ...foundColumns],
        rows: groupBy(results, (point) => [nameOf(point, sizes), point.method, point.start].join()).map(
          ({ results: members }) => {
            const { point } = members[0]!;
            const start = point.start === 'truth' ? 'the truth' : 'drawn';
            return [nameOf(point, sizes), point.method, start, ...foundCells(members)];
          },
        ),
      },
    ],
  }),
};

function knowledgeOf({ method }: ExposurePoint): 'truth' | 'estimated' {
  return method === 'evidence' ? 'truth' : 'estimated';
}

function networkOf(point: ExposurePoint, { dataset }: Pick<ExposureSizes, 'dataset'>): AttackedNetwork {
  const { images, targetLoss, schedule, width, initialisation } = point;
  return { ...usualNetwork, dataset, images, targetLoss, schedule, hidden: [width, width], initialisation };
}

function nameOf(point: ExposurePoint, sizes: ExposureSizes): string {
  return networkName(networkOf(point, sizes));
}

/** Every value that some network has. */
function gridOf({ changes, usual: base }: ExposureSizes) {
  const networks = Object.values(changes).flatMap((list) => list.map((change) => ({ ...base, ...change })));
  const all = <Name extends keyof Changed>(name: Name): Changed[Name][] => [
    ...new Set(networks.map((one) => one[name])),
  ];
  return {
    images: Object.keys(changes).map(Number),
    targetLoss: all('targetLoss'),
    schedule: all('schedule'),
    width: all('width'),
    initialisation: all('initialisation'),
    method: ['kkt', 'evidence', 'box-vertices'],
    start: ['drawn', 'truth'],
  } as const;
}

/** Two ends of a change: the claim is that the first exposes more. */
interface Ends {
  readonly claim: string;
  readonly more: Partial<Changed>;
  readonly fewer: Partial<Changed>;
}

const ends: readonly Ends[] = [
  {
    claim: 'Longer training exposes more images: loss 1e-12 instead of 1e-2.',
    more: { targetLoss: 1e-12 },
    fewer: { targetLoss: 1e-2 },
  },
  {
    claim: 'Steps divided by the loss expose more images than constant steps to the same loss, 1e-3.',
    more: { targetLoss: 1e-3 },
    fewer: { targetLoss: 1e-3, schedule: 'constant' },
  },
  { claim: 'Wider networks expose more images: 2000 instead of 250.', more: { width: 2000 }, fewer: { width: 250 } },
  {
    claim: 'A smaller first layer at the start exposes more images: 1e-4 instead of 1e-3.',
    more: {},
    fewer: { initialisation: 1e-3 },
  },
  {
    claim: 'A smaller first layer at the start exposes more images: 1e-5 instead of 1e-4.',
    more: { initialisation: 1e-5 },
    fewer: {},
  },
];

function exposureClaims(results: readonly ExposureResult[], base: Changed): Claim[] {
  const drawn = results.filter(({ point }) => point.start === 'drawn');
  return groupBy(drawn, ({ images, method }) => `${images} ${method}`).flatMap(({ results: members }) => {
    const at = (change: Partial<Changed>) =>
      members.filter(({ point }) =>
        Object.entries({ ...base, ...change }).every(([name, value]) => point[name as keyof Changed] === value),
      );
    return ends.flatMap(({ claim, more, fewer }): Claim[] => {
      const [own, other] = [at(more), at(fewer)];
      if (own.length === 0 || other.length === 0) return [];
      const { images, method } = own[0]!.point;
      return [
        {
          claim,
          case: [
            { name: 'images', value: images },
            { name: 'attack', value: method },
          ],
          rule: pairedRule,
          measured: [foundFact('images found, first', own), foundFact('images found, second', other)],
          verdict: pairedVerdict(own, other),
        },
      ];
    });
  });
}
