import type { Experiment } from '../engine/experiment.ts';
import { comparisonSummary } from './attack-comparison-summary.ts';
import { type AttackKinds, attackStages } from './attack-stages.ts';
import type { AttackedNetwork } from './attacked-network.ts';
import { type ComparisonPoint, networkOf, usualKnowledge } from './comparison-point.ts';
import { attackParameters, type MethodLimits, type MethodName, methodNames, methodSeconds } from './methods.ts';

/** Attacks on one network. */
interface ComparedNetwork
  extends Pick<ComparisonPoint, 'dataset' | 'images'>,
    Partial<Pick<ComparisonPoint, 'classes' | 'loss' | 'initialisation'>> {
  readonly methods: readonly MethodName[];
  /** Oracle bounds: the same searches from the truth. */
  readonly bounds?: readonly MethodName[];
  /** Attacks that run without the truth, too. */
  readonly estimated?: readonly MethodName[];
  readonly seeds: readonly number[];
}

interface ComparisonSizes extends MethodLimits {
  readonly networks: readonly ComparedNetwork[];
  /** What the scale has in its place of the usual network. */
  readonly network?: Partial<AttackedNetwork>;
}

const five = [1, 2, 3, 4, 5];
const three = [1, 2, 3];
const attacks = ['kkt', 'evidence', 'box-vertices', 'cascade'] as const;
const bounds = ['kkt', 'evidence'] as const;
const estimated = ['evidence', 'cascade'] as const;

const reported: readonly ComparedNetwork[] = [
  { dataset: 'mnist', images: 20, methods: attacks, bounds, estimated, seeds: five },
  { dataset: 'mnist', images: 100, methods: methodNames, bounds, seeds: five },
  { dataset: 'cifar10', images: 20, methods: attacks, bounds, estimated, seeds: five },
  {
    dataset: 'mnist',
    images: 50,
    classes: 10,
    methods: ['kkt', 'evidence', 'box-vertices'],
    bounds: ['evidence'],
    seeds: five,
  },
  {
    dataset: 'mnist',
    images: 20,
    loss: 'squared',
    methods: ['kkt', 'evidence', 'box-vertices'],
    bounds: ['evidence'],
    seeds: three,
  },
  { dataset: 'cifar10', images: 100, methods: ['kkt', 'evidence', 'cascade'], seeds: three },
  { dataset: 'mnist', images: 100, initialisation: 1e-3, methods: ['cascade'], seeds: three },
  { dataset: 'mnist', images: 100, initialisation: 1e-5, methods: ['cascade'], seeds: three },
];

const smokeNetworks: readonly ComparedNetwork[] = [
  {
    dataset: 'glyphs',
    images: 6,
    methods: methodNames,
    bounds,
    estimated: ['evidence'],
    seeds: [1],
  },
  { dataset: 'glyphs', images: 6, loss: 'squared', methods: ['kkt'], seeds: [1] },
];

/** Every attack beside its controls and its oracle bounds. */
export const attackComparison: Experiment<ComparisonPoint, ComparisonSizes, AttackKinds> = {
  name: 'attack-comparison',
  title: 'Attacks beside each other',
  about:
    'Networks 784-1000-1000-1 and 3072-1000-1000-1, first layer N(0, 1e-4^2), trained to loss 1e-6 on MNIST odd/even and CIFAR-10 vehicles/animals, unless a row says otherwise. ' +
    'Every attack knows the mean image and the range of the pixels. Seeds and images of tuning are others.',
  scales: {
    smoke: { grid: gridOf(smokeNetworks), seeds: [1], sizes: smokeSizes() },
    cpu: { grid: gridOf(reported), seeds: five, sizes: { networks: reported } },
    paper: paperScale(),
  },
  includes: (point, seed, { networks }) =>
    networks.some(({ methods, bounds: kept = [], estimated: own = [], seeds, ...network }) => {
      if (!isOf(point, network) || !seeds.includes(seed)) return false;
      const { method, start, knowledge } = point;
      if (start === 'truth') return kept.includes(method) && knowledge === usualKnowledge(method);
      return knowledge === usualKnowledge(method) ? methods.includes(method) : own.includes(method);
    }),
  stages: attackStages<ComparisonPoint, ComparisonSizes>({
    network: networkOf,
    attack: (point, sizes) => attackParameters(point, networkOf(point, sizes), sizes),
    seconds: (point, sizes) => methodSeconds(point, networkOf(point, sizes), sizes),
  }),
  summarize: (results) => comparisonSummary(results),
};

function isOf(point: ComparisonPoint, network: Omit<ComparedNetwork, 'methods' | 'seeds'>): boolean {
  const { dataset, images, classes = 2, loss = 'logistic', initialisation = 1e-4 } = network;
  return (
    point.dataset === dataset &&
    point.images === images &&
    point.classes === classes &&
    point.loss === loss &&
    point.initialisation === initialisation
  );
}

/** Every value that some network has. */
function gridOf(networks: readonly ComparedNetwork[]) {
  const all = <Value>(read: (network: ComparedNetwork) => Value): Value[] => [...new Set(networks.map(read))];
  return {
    dataset: all(({ dataset }) => dataset),
    images: all(({ images }) => images),
    classes: all(({ classes = 2 }) => classes),
    loss: all(({ loss = 'logistic' }) => loss),
    initialisation: all(({ initialisation = 1e-4 }) => initialisation),
    method: methodNames,
    start: ['drawn', 'truth'],
    knowledge: ['truth', 'estimated'],
  } as const;
}

function smokeSizes(): ComparisonSizes {
  return {
    networks: smokeNetworks,
    network: { hidden: [50, 50], targetLoss: 1e-3 },
    maxIterations: 30,
    directions: 30,
  };
}

/** The size of the publications beside those of the documentation. */
function paperScale() {
  const networks: readonly ComparedNetwork[] = [
    ...reported,
    { dataset: 'mnist', images: 500, methods: attacks, bounds, seeds: three },
    { dataset: 'cifar10', images: 500, methods: attacks, bounds, seeds: three },
  ];
  return { grid: gridOf(networks), seeds: five, sizes: { networks } };
}
