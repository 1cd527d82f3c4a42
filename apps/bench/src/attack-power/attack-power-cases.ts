import type { KktAttackConfig } from '@noprior/reconstruction-attack';
import type {
  AblationCase,
  AttackCase,
  AttackPowerCase,
  ChoiceCase,
  CurveCase,
  ExposureCase,
  VictimCase,
} from './attack-power-case.ts';

import { usual } from './attack-power-name.ts';
import { evidenceVariants, kktVariants, type VariantChange } from './attack-variants.ts';

function victim(dataset: 'mnist' | 'cifar10', perClass: number, seed: number): VictimCase {
  return { dataset, perClass, ...usual, seed };
}

const attackCases: readonly AttackCase[] = [1, 2, 3, 4, 5].flatMap((seed) =>
  (
    [
      ['mnist', 10, 'kkt', 40],
      ['mnist', 10, 'evidence', 20],
      ['mnist', 10, 'corners', 10],
      ['mnist', 10, 'strong-cpu', 10],
      ['mnist', 10, 'kkt from the truth', 10],
      ['mnist', 10, 'evidence from the truth', 10],
      ['mnist', 50, 'kkt', 200],
      ['mnist', 50, 'evidence', 50],
      ['mnist', 50, 'evidence, two stages', 50],
      ['mnist', 50, 'corners', 50],
      ['mnist', 50, 'strong-cpu', 50],
      ['mnist', 50, 'kkt from the truth', 50],
      ['mnist', 50, 'evidence from the truth', 50],
      ['cifar10', 10, 'kkt', 40],
      ['cifar10', 10, 'evidence', 20],
      ['cifar10', 10, 'corners', 10],
      ['cifar10', 10, 'strong-cpu', 10],
      ['cifar10', 10, 'kkt from the truth', 10],
      ['cifar10', 10, 'evidence from the truth', 10],
    ] as const
  ).map(([dataset, perClass, attack, candidatesPerClass]) => ({
    kind: 'attack',
    victim: victim(dataset, perClass, seed),
    attack,
    candidatesPerClass,
    pictures: seed === 1 && !attack.includes('from the truth'),
  })),
);

/** Ten classes, five images of each. */
const classCases: readonly AttackCase[] = [1, 2, 3, 4, 5].flatMap((seed) =>
  (
    [
      ['kkt', 10],
      ['evidence', 5],
      ['corners', 5],
      ['evidence from the truth', 5],
    ] as const
  ).map(([attack, candidatesPerClass]) => ({
    kind: 'attack',
    victim: { ...victim('mnist', 5, seed), labels: 'all' },
    attack,
    candidatesPerClass,
    pictures: seed === 1 && attack !== 'evidence from the truth',
  })),
);

/** A regression of the labels, 20 images. */
const regressionCases: readonly AttackCase[] = [1, 2, 3].flatMap((seed) =>
  (
    [
      ['kkt', 40],
      ['evidence', 20],
      ['corners', 10],
      ['evidence from the truth', 10],
    ] as const
  ).map(([attack, candidatesPerClass]) => ({
    kind: 'attack',
    victim: {
      ...victim('mnist', 10, seed),
      schedule: 'constant',
      regression: { weightDecay: 1e-2, iterations: 10_000 },
    },
    attack,
    candidatesPerClass,
    pictures: seed === 1 && attack !== 'evidence from the truth',
  })),
);

/** More images of CIFAR-10. */
const moreCifarCases: readonly AttackCase[] = [1, 2, 3].flatMap((seed) =>
  (
    [
      ['kkt', 200],
      ['evidence', 50],
      ['strong-cpu', 50],
    ] as const
  ).map(([attack, candidatesPerClass]) => ({
    kind: 'attack',
    victim: victim('cifar10', 50, seed),
    attack,
    candidatesPerClass,
    pictures: false,
  })),
);

/** More images of MNIST in networks whose first layer started smaller or larger, so that it shows more or less of them. */
const visibilityCases: readonly AttackCase[] = [1, 2, 3].flatMap((seed) =>
  [1e-3, 1e-5].map((initialisation) => ({
    kind: 'attack',
    victim: { ...victim('mnist', 50, seed), initialisation },
    attack: 'strong-cpu',
    candidatesPerClass: 50,
    pictures: seed === 1 && initialisation === 1e-5,
  })),
);

const curveCases: readonly CurveCase[] = (
  [
    ['adam-box', 10, 40, 600],
    ['evidence', 10, 20, 600],
    ['corners', 10, 10, 600],
    ['reference', 10, 20, 600],
    ['reference', 10, 500, 600],
    ['adam-box', 50, 200, 900],
    ['evidence', 50, 50, 900],
    ['corners', 50, 50, 900],
    ['reference', 50, 100, 900],
    ['reference', 50, 500, 900],
    ['adam-box', 250, 500, 1800],
    ['evidence', 250, 250, 1800],
    ['corners', 250, 250, 1800],
    ['reference', 250, 500, 1800],
  ] as const
).map(([method, perClass, candidatesPerClass, seconds]) => ({
  kind: 'curve',
  victim: victim('mnist', perClass, 1),
  method,
  candidatesPerClass,
  seconds,
}));

const choiceCases: readonly ChoiceCase[] = [1, 2, 3].flatMap((seed) =>
  ([10, 50] as const).map((perClass) => ({
    kind: 'choice',
    victim: victim('mnist', perClass, seed),
    candidatesPerClass: perClass === 10 ? 20 : 50,
    runs: 3,
  })),
);

const exposureChanges: readonly (readonly [ExposureCase['axis'], Partial<VictimCase>])[] = [
  ['none', {}],
  ...[1e-2, 1e-4, 1e-9, 1e-12].map((targetLoss) => ['training length', { targetLoss }] as const),
  ...[1e-2, 1e-3, 1e-4].map((targetLoss) => ['schedule', { targetLoss, schedule: 'constant' }] as const),
  ['schedule', { targetLoss: 1e-3 }],
  ...[250, 500, 2000].map((width) => ['width', { hidden: [width, width] }] as const),
  ...([1e-3, 1e-2, 'pytorch'] as const).map((initialisation) => ['initialisation', { initialisation }] as const),
];

const exposureCases: readonly ExposureCase[] = [1, 2, 3].flatMap((seed) =>
  exposureChanges.map(([axis, change]) => ({
    kind: 'exposure',
    axis,
    victim: { ...victim('mnist', 10, seed), ...change },
    candidatesPerClass: 40,
    evidencePerClass: 20,
  })),
);

/** More images, of which the usual network does not show all, so that a change can expose more of them. */
const moreExposureCases: readonly AttackCase[] = [1, 2, 3].flatMap((seed) =>
  (
    [
      ...[1e-2, 1e-4, 1e-12].map((targetLoss) => ['training length', { targetLoss }] as const),
      ['schedule', { targetLoss: 1e-3, schedule: 'constant' }],
      ['schedule', { targetLoss: 1e-3 }],
      ...[250, 2000].map((width) => ['width', { hidden: [width, width] }] as const),
      ...[1e-3, 1e-5].map((initialisation) => ['initialisation', { initialisation }] as const),
    ] as const
  ).map(([axis, change]) => ({
    kind: 'attack',
    axis,
    victim: { ...victim('mnist', 50, seed), ...change },
    attack: 'corners',
    candidatesPerClass: 50,
    pictures: false,
  })),
);

const ablationCases: readonly AblationCase[] = (
  [
    [10, 1],
    [10, 2],
    [10, 3],
    [50, 1],
  ] as const
).flatMap(([perClass, seed]): AblationCase[] => {
  const common = { kind: 'ablation', victim: victim('mnist', perClass, seed) } as const;
  return [
    ...Object.entries(kktVariants).map(
      ([variant, change]): AblationCase => ({
        ...common,
        attack: 'kkt',
        variant,
        change,
        candidatesPerClass: 4 * perClass,
      }),
    ),
    ...Object.entries(evidenceVariants).map(
      ([variant, change]): AblationCase => ({
        ...common,
        attack: 'evidence',
        variant,
        change,
        candidatesPerClass: perClass === 10 ? 20 : perClass,
      }),
    ),
  ];
});

const small: VictimCase = {
  dataset: 'glyphs',
  perClass: 3,
  hidden: [20, 20],
  targetLoss: 1e-2,
  schedule: 'normalized',
  initialisation: 1e-2,
  seed: 1,
};

/** One whose first layer gives the span of its images away, which corners need. */
const spanning: VictimCase = { ...small, hidden: [50, 50], targetLoss: 1e-3, initialisation: 1e-4 };

const smallChange: VariantChange<KktAttackConfig> = {
  start: { kind: 'row-space', radius: 0.1 },
  config: {
    candidateUpdates: [
      { kind: 'fit-multipliers', every: 10 },
      { kind: 're-seed', every: 20, source: 'residual', multiplier: 0.3 },
    ],
  },
};

const short = { victim: small, candidatesPerClass: 3, maxIterations: 30 } as const;

/** One job of each sort, small, that need no files. */
const smokeCases: readonly AttackPowerCase[] = [
  { kind: 'attack', ...short, attack: 'kkt', pictures: true },
  { kind: 'attack', ...short, attack: 'evidence, two stages', pictures: false },
  { kind: 'attack', ...short, victim: spanning, attack: 'corners', pictures: false },
  { kind: 'attack', ...short, victim: spanning, attack: 'strong-cpu', pictures: false },
  { kind: 'attack', ...short, attack: 'kkt from the truth', pictures: false },
  { kind: 'attack', ...short, attack: 'evidence from the truth', pictures: false },
  { kind: 'curve', ...short, method: 'reference', seconds: 60 },
  { kind: 'curve', ...short, method: 'adam-box', seconds: 60 },
  { kind: 'curve', ...short, method: 'evidence', seconds: 60 },
  { kind: 'choice', ...short, runs: 2 },
  { kind: 'exposure', ...short, axis: 'none', evidencePerClass: 3 },
  {
    kind: 'exposure',
    ...short,
    victim: { ...small, targetLoss: 0.5, schedule: 'constant', initialisation: 'pytorch' },
    axis: 'schedule',
    evidencePerClass: 3,
  },
  {
    kind: 'attack',
    ...short,
    victim: { ...small, schedule: 'constant', regression: { weightDecay: 1e-2, iterations: 30 } },
    attack: 'kkt',
    pictures: false,
  },
  { kind: 'ablation', ...short, attack: 'kkt', variant: 'no box', change: kktVariants['no box']! },
  { kind: 'ablation', ...short, attack: 'evidence', variant: 'no box', change: evidenceVariants['no box']! },
  { kind: 'ablation', ...short, attack: 'kkt', variant: 'candidateUpdates and a start', change: smallChange },
];

/** Jobs of the suite; those of one kind stand together, seed by seed. Images used for tuning came from other seeds. */
export const attackPowerCases: Readonly<Record<'full' | 'smoke', readonly AttackPowerCase[]>> = {
  full: [
    ...attackCases,
    ...classCases,
    ...regressionCases,
    ...moreCifarCases,
    ...visibilityCases,
    ...curveCases,
    ...choiceCases,
    ...exposureCases,
    ...moreExposureCases,
    ...ablationCases,
  ],
  smoke: smokeCases,
};
