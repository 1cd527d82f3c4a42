import type { Claim, Fact, TableBlock } from '@noprior/report';
import type { Experiment, PointResult } from '../engine/experiment.ts';
import { tableOf } from '../engine/table-of.ts';
import type { dataKind } from '../steps/data-kind.ts';
import { evaluationSeconds } from '../steps/expected-seconds.ts';
import type { trainKind } from '../steps/train-kind.ts';
import {
  caseOf,
  dataStage,
  type NetworkSizes,
  type RefineLimits,
  refineStage,
  trainStage,
  workSize,
} from './network-stages.ts';
import { type NetworkCase, networks, paperNetworks, smokeNetworks, withFacts } from './networks.ts';
import { farKktSetKind } from './steps/far-kkt-set-kind.ts';
import type { refineKind } from './steps/refine-kind.ts';
import { numberOf, rangeFacts, verdictOf } from './summary-values.ts';

/** What is varied. */
export type FarKktPoint = { readonly network: string; readonly distance: number };

interface RefinedFacts {
  readonly refine: RefineLimits;
}

type FarKktKinds = {
  readonly data: typeof dataKind;
  readonly train: typeof trainKind;
  readonly refine: typeof refineKind;
  readonly far: typeof farKktSetKind;
};

type FarKktResult = PointResult<FarKktPoint, FarKktKinds>;

/** Largest relative difference of losses and margins that count as equal. */
const equality = 1e-9;

/** Sets at a distance from the training set with the same loss and margins, at KKT points. */
export const farKktSets: Experiment<FarKktPoint, NetworkSizes<NetworkCase & RefinedFacts>, FarKktKinds> = {
  name: 'far-kkt-sets',
  title: 'KKT sets far from the training set',
  about:
    'Networks trained to a loss of 1e-6 and refined by refineToKkt. farKktSet splits every point with a positive multiplier along a direction orthogonal to the data. ' +
    'L_stationary has hard derivatives; Clarke is the relative residual with the derivatives at kinks that refineToKkt found, which a new point takes from the point it came from. ' +
    'On MNIST the direction is a border pixel that is equal in all training images: the set shows that the conditions leave this pixel free, and is not another plausible data set.',
  scales: {
    smoke: {
      grid: { network: ['glyphs 784-20-1', 'sphere 4-20-1'], distance: [1, 1e3] },
      seeds: [1],
      sizes: {
        networks: withFacts<RefinedFacts>(smokeNetworks, {
          'glyphs 784-20-1': { refine: { maxSeconds: 60, maxIterations: 300 } },
          'sphere 4-20-1': { refine: { maxSeconds: 60, maxIterations: 50 } },
        }),
      },
    },
    cpu: {
      grid: {
        network: ['MNIST 784-1000-1', 'MNIST 784-1000-1000-1', 'sphere 20-1000-1, 100 points'],
        distance: [1, 1e3, 1e6],
      },
      seeds: [1],
      sizes: {
        networks: withFacts<RefinedFacts>(networks, {
          'MNIST 784-1000-1': { refine: { maxSeconds: 120, maxIterations: 2000 } },
          'MNIST 784-1000-1000-1': { refine: { maxSeconds: 60, maxIterations: 2000 } },
          'sphere 20-1000-1, 100 points': { refine: { maxSeconds: 30, maxIterations: 2000 } },
        }),
      },
    },
    paper: {
      grid: { network: Object.keys(paperNetworks), distance: [1, 1e3, 1e6] },
      seeds: [1, 2, 3, 4, 5],
      sizes: {
        networks: withFacts<RefinedFacts>(paperNetworks, {
          'MNIST 784-1000-1': { refine: { maxSeconds: 3600, maxIterations: 5000 } },
          'MNIST 784-1000-1000-1': { refine: { maxSeconds: 3600, maxIterations: 5000 } },
        }),
      },
    },
  },
  stages: {
    data: dataStage(),
    train: trainStage(1e-6),
    refine: refineStage((point, sizes) => caseOf(sizes, point).refine),
    far: {
      kind: farKktSetKind,
      inputs: { data: 'data', network: 'refine', multipliers: 'refine' },
      parameters: ({ distance }) => ({ distance, seed: 1 }),
      seconds: (point, _, sizes) => 10 * evaluationSeconds(workSize(sizes, point)),
    },
  },
  summarize: (results) => ({
    claims: [equalClaim(results), spanClaim(results)],
    tables: [setTable(results), spanTable(results)].filter(({ rows }) => rows.length > 0),
  }),
};

function equalClaim(results: readonly FarKktResult[]): Claim {
  const asked = results
    .flatMap(({ stages }) => stages.far?.values ?? [])
    .filter(({ outcome }) => outcome !== 'full-span');
  const sets = asked.flatMap(({ outcome, set }) => (outcome === 'free' && set !== null ? [set] : []));
  const equal = sets.filter((set) => set.lossDifference <= equality && set.marginDifference <= equality);
  return {
    claim: 'Sets at any distance satisfy the KKT conditions as well as the training set does.',
    rule: 'Agrees if every set that was asked for was built with L_stationary and all margins within 1e-9 of those of the training set, where the data do not span the input space.',
    measured: [
      { name: 'sets asked for', value: asked.length },
      { name: 'sets with equal loss and margins', value: equal.length },
      ...rangeFacts(
        'relative difference of L_stationary',
        sets.map(({ lossDifference }) => lossDifference),
      ),
      ...rangeFacts(
        'relative difference of margins',
        sets.map(({ marginDifference }) => marginDifference),
      ),
      ...rangeFacts(
        'Clarke residual of the training set',
        sets.map(({ clarke }) => clarke),
      ),
      ...rangeFacts(
        'Clarke residual of the new set',
        sets.map(({ farClarke }) => farClarke),
      ),
    ],
    verdict: verdictOf(asked.length, equal.length === asked.length),
  };
}

function spanClaim(results: readonly FarKktResult[]): Claim {
  const spanned = results.flatMap(({ point, stages }) => {
    const values = stages.far?.values;
    return values !== undefined && values.rank === values.dimension ? [{ name: point.network, values }] : [];
  });
  const networkNames = new Set(spanned.map(({ name }) => name));
  return {
    claim: 'Where the data span the input space, no direction is free.',
    rule: 'Agrees if farKktSet reports full span for every network whose data have full rank.',
    measured: [{ name: 'networks with data of full rank', value: networkNames.size } satisfies Fact],
    verdict: verdictOf(
      spanned.length,
      spanned.every(({ values }) => values.outcome === 'full-span'),
    ),
  };
}

function setTable(results: readonly FarKktResult[]): TableBlock {
  return tableOf(
    'Sets at each distance; differences are relative. Refused: rounding at that distance carries a unit across its kink.',
    results,
    {
      network: ({ point }) => point.network,
      seed: ({ seed }) => seed,
      'refined to': ({ stages }) => stages.refine?.values.residual,
      distance: ({ point }) => point.distance,
      outcome: ({ stages }) => stages.far?.values.outcome,
      'rank of the data': ({ stages }) => stages.far?.values.rank,
      dimension: ({ stages }) => stages.far?.values.dimension,
      points: ({ stages }) => stages.far?.values.points,
      'new points': ({ stages }) => stages.far?.values.set?.points,
      L_stationary: ({ stages }) => stages.far?.values.set?.loss,
      difference: ({ stages }) => stages.far?.values.set?.lossDifference,
      'margins, difference': ({ stages }) => stages.far?.values.set?.marginDifference,
      'Clarke, training set': ({ stages }) => stages.far?.values.set?.clarke,
      'Clarke, new set': ({ stages }) => stages.far?.values.set?.farClarke,
      'nearest training point, least': ({ stages }) => numberOf(stages.far?.values.set?.distances, 'min'),
      largest: ({ stages }) => numberOf(stages.far?.values.set?.distances, 'max'),
    },
  );
}

/** What can be reached where a distance cannot: the same at every distance of a network and seed. */
function spanTable(results: readonly FarKktResult[]): TableBlock {
  const stuck = results.filter(({ stages }) => stages.far?.values.reachable != null);
  const first = stuck.filter(
    ({ point, seed }, index) =>
      stuck.findIndex((other) => other.point.network === point.network && other.seed === seed) === index,
  );
  const rows = first.flatMap(({ point, seed, stages }) => [
    { point, seed, radius: 'measured', numbers: stages.far?.values.reachable },
    { point, seed, radius: 'predicted', numbers: stages.far?.values.bound },
  ]);
  return tableOf(
    'Where a distance cannot be reached: split radius of the points along the direction in which the data are smallest.',
    rows,
    {
      network: ({ point }) => point.network,
      seed: ({ seed }) => seed,
      radius: ({ radius }) => radius,
      least: ({ numbers }) => numberOf(numbers, 'min'),
      'lower quartile': ({ numbers }) => numberOf(numbers, 'q25'),
      median: ({ numbers }) => numberOf(numbers, 'median'),
      'upper quartile': ({ numbers }) => numberOf(numbers, 'q75'),
      largest: ({ numbers }) => numberOf(numbers, 'max'),
    },
  );
}
