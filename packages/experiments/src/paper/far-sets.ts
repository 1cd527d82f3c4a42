import type { Claim } from '@noprior/report';
import type { Experiment, PointResult } from '../engine/experiment.ts';
import { estimateOf, groupBy } from '../engine/read-values.ts';
import { dataKind } from '../steps/data-kind.ts';
import { evaluationSeconds, trainingSeconds } from '../steps/expected-seconds.ts';
import { type FarSet, farKind } from '../steps/far-kind.ts';
import { trainKind } from '../steps/train-kind.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';

/** What is varied. */
export type FarPoint = {
  readonly targetLoss: number;
  /** Iterations that bring the network near a KKT point. */
  readonly refineIterations: number;
};

/** Its stages. */
export type FarKinds = {
  readonly data: typeof dataKind;
  readonly train: typeof trainKind;
  readonly far: typeof farKind;
};

const distances = [1, 10, 100, 1000] as const;

/** The subspace theorem as a figure: how far other sets go that explain a network as well as its training set. */
export const farSets: Experiment<FarPoint, ImageSizes, FarKinds> = {
  name: 'far-sets',
  title: 'As good, and far away',
  about:
    'Networks trained to several losses, as they are and brought nearer a KKT point; the training set with its best multipliers is split along directions orthogonal to it, as far as activation patterns allow. ' +
    'L_stationary, with hard derivatives, is measured before and after. A refined network is near KKT with derivatives that are free at kinks; with hard ones it need not be.',
  scales: {
    smoke: {
      grid: { targetLoss: [1e-3], refineIterations: [0, 20] },
      seeds: [1],
      sizes: { ...smokeImages, hidden: [30] },
    },
    cpu: {
      grid: { targetLoss: [1e-2, 1e-6, 1e-12], refineIterations: [0, 300] },
      seeds: reportedSeeds,
      sizes: { ...cpuMnist, hidden: [1000] },
    },
    paper: {
      grid: { targetLoss: [1e-2, 1e-6, 1e-12, 1e-20], refineIterations: [0, 2000] },
      seeds: [1, 2, 3, 4, 5],
      sizes: paperMnist,
    },
  },
  stages: {
    data: {
      kind: dataKind,
      parameters: (_, seed, { dataset, perClass }) => ({ dataset, perClass, seed }),
      seconds: () => 0.5,
    },
    train: {
      kind: trainKind,
      inputs: { data: 'data' },
      parameters: ({ targetLoss }, seed, { hidden }) => ({
        hiddenSizes: hidden,
        initialisation: 'scaled-first',
        targetLoss,
        maxIterations: 50_000,
        seed,
      }),
      seconds: ({ targetLoss }, _, { perClass, dimension, hidden }) =>
        trainingSeconds({ points: 2 * perClass, dimension, hidden }, targetLoss),
    },
    far: {
      kind: farKind,
      inputs: { data: 'data', network: 'train' },
      parameters: ({ refineIterations }, seed) => ({ distances, refineIterations, seed }),
      seconds: ({ refineIterations }, _, { perClass, dimension, hidden }) =>
        (8 + refineIterations / 10) * evaluationSeconds({ points: 2 * perClass, dimension, hidden }),
    },
  },
  summarize: (results) => {
    const groups = groupBy(
      results,
      ({ targetLoss, refineIterations }) =>
        `loss ${targetLoss.toExponential(0)}${refineIterations > 0 ? ', refined' : ''}`,
    );
    return {
      claims: [farClaim(results), lengthClaim(results)],
      tables: [
        {
          kind: 'table',
          columns: [
            'network',
            'relative eps, hard derivatives',
            'relative eps, free at kinks, refined',
            ...distances.map((distance) => `reached of ${distance}`),
            'largest change of L_stationary',
          ].map((name) => ({ name })),
          rows: groups.map(({ name, results: members }) => [
            name,
            estimateOf(members, ({ stages }) => stages.far?.values.relativeEpsilon),
            estimateOf(members, ({ stages }) => stages.far?.values.refineResidual),
            ...distances.map((distance) => estimateOf(members, (result) => reachedAt(result, distance))),
            members.flatMap(setsOf).reduce((most, set) => Math.max(most, changeOf(set) ?? 0), 0),
          ]),
        },
      ],
      charts: [
        {
          kind: 'curves',
          title: 'Distance reached by distance asked for',
          x: { name: 'distance asked for', scale: 'log' },
          y: { name: 'median distance reached', scale: 'log' },
          series: groups.map(({ name, results: members }) => ({
            name,
            points: distances.flatMap((distance): (readonly [number, number])[] => {
              const reached = estimateOf(members, (result) => reachedAt(result, distance));
              return reached === null ? [] : [[distance, reached.value]];
            }),
          })),
        },
      ],
    };
  },
};

type FarResult = PointResult<FarPoint, FarKinds>;

function farClaim(results: readonly FarResult[]): Claim {
  const sets = results.flatMap(setsOf);
  const good = sets.filter((set) => (changeOf(set) ?? Number.POSITIVE_INFINITY) < 1e-6 && set.kind === 'free');
  const farthest = good.reduce((most, set) => Math.max(most, set.distance), 0);
  return {
    claim: 'Sets at any distance from the training set explain the network exactly as well.',
    rule: 'A set counts if every point is at the distance asked for and L_stationary changes by less than 1e-6 relative. Agrees if one at distance 1000 counts.',
    measured: [
      { name: 'sets', value: sets.length },
      { name: 'sets that count', value: good.length },
      { name: 'distance of the farthest', value: good.length === 0 ? null : farthest },
    ],
    verdict: sets.length === 0 ? 'undecided' : farthest >= 1000 ? 'agrees' : 'disagrees',
  };
}

function lengthClaim(results: readonly FarResult[]): Claim {
  const asked = distances.at(-1)!;
  const own = groupBy(
    results.filter(({ point }) => point.refineIterations === 0),
    ({ targetLoss }) => String(targetLoss),
  ).flatMap(({ name, results: members }) => {
    const reached = estimateOf(members, (result) => reachedAt(result, asked));
    return reached === null ? [] : [{ loss: Number(name), reached }];
  });
  const [first, last] = [own[0], own.at(-1)];
  return {
    claim: 'The longer the training, the farther points can go.',
    rule: 'Agrees if, without refining, the longest training reaches farther than the shortest.',
    measured: own.map(({ loss, reached }) => ({
      name: `median distance reached, loss ${loss.toExponential(0)}`,
      value: reached,
    })),
    verdict: own.length < 2 ? 'undecided' : last!.reached.value > first!.reached.value ? 'agrees' : 'disagrees',
  };
}

function setsOf({ stages }: FarResult): readonly FarSet[] {
  return stages.far?.values.sets ?? [];
}

function reachedAt(result: FarResult, distance: number): number | undefined {
  return setsOf(result).find((set) => set.distance === distance)?.reached?.median;
}

function changeOf({ before, after }: FarSet): number | undefined {
  return before === null || after === null ? undefined : Math.abs(after - before) / before;
}
