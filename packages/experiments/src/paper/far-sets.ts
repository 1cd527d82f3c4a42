import { meanEstimate } from '@noprior/metrics';
import type { Experiment, PointResult, Statement, SummaryCell } from '../engine/experiment.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import { estimateAt, format, groupBy } from '../engine/read-values.ts';
import type { FarParameters } from '../steps/far-kind.ts';
import { evaluationSeconds, trainingSeconds } from './expected-seconds.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';

/** What is varied. */
export type FarPoint = {
  readonly targetLoss: number;
  /** Iterations that bring the network near a KKT point. */
  readonly polish: number;
};

const distances = [1, 10, 100, 1000] as const;

/** The subspace theorem as a figure: how far other sets go that explain a network as well as its training set. */
export const farSets: Experiment<FarPoint, ImageSizes> = {
  name: 'far-sets',
  title: 'As good, and far away',
  about:
    'Networks trained to several losses, as they are and brought nearer a KKT point; the training set with its best multipliers is split along directions orthogonal to it, as far as activation patterns allow. ' +
    'L_stationary, with hard derivatives, is measured before and after. A polished network is near KKT with derivatives that are free at kinks; with hard ones it need not be.',
  scales: {
    smoke: { grid: { targetLoss: [1e-3], polish: [0, 20] }, seeds: [1], sizes: { ...smokeImages, hidden: [30] } },
    cpu: {
      grid: { targetLoss: [1e-2, 1e-6, 1e-12], polish: [0, 300] },
      seeds: reportedSeeds,
      sizes: { ...cpuMnist, hidden: [1000] },
    },
    paper: {
      grid: { targetLoss: [1e-2, 1e-6, 1e-12, 1e-20], polish: [0, 2000] },
      seeds: [1, 2, 3, 4, 5],
      sizes: paperMnist,
    },
  },
  stages: [
    {
      name: 'data',
      kind: 'data',
      parameters: (_, seed, { dataset, perClass }) => ({ dataset, perClass, seed }),
      seconds: () => 0.5,
    },
    {
      name: 'train',
      kind: 'train',
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
    {
      name: 'far',
      kind: 'far',
      inputs: { data: 'data', network: 'train' },
      parameters: ({ polish }, seed): FarParameters => ({ distances, refineIterations: polish, seed }),
      seconds: ({ polish }, _, { perClass, dimension, hidden }) =>
        (8 + polish / 10) * evaluationSeconds({ points: 2 * perClass, dimension, hidden }),
    },
  ],
  summarize: (results) => {
    const groups = groupBy(
      results,
      ({ targetLoss, polish }) => `loss ${targetLoss.toExponential(0)}${polish > 0 ? ', polished' : ''}`,
    );
    return {
      statements: [farStatement(results), lengthStatement(results)],
      table: {
        columns: [
          'network',
          'relative eps, hard derivatives',
          'relative eps, free at kinks, polished',
          ...distances.map((distance) => `reached of ${distance}`),
          'largest change of L_stationary',
        ],
        rows: groups.map(({ name, results: members }): SummaryCell[] => [
          name,
          estimateAt(members, 'far', 'relativeEpsilon'),
          estimateAt(members, 'far', 'refineResidual'),
          ...distances.map((distance) => {
            const reached = members.flatMap((result) => reachedAt(result, distance) ?? []);
            return reached.length === 0 ? null : meanEstimate(reached);
          }),
          members.flatMap(setsOf).reduce((most, set) => Math.max(most, changeOf(set) ?? 0), 0),
        ]),
      },
      curves: [
        {
          title: 'Distance reached by distance asked for',
          xName: 'distance asked for',
          yName: 'median distance reached',
          series: groups.map(({ name, results: members }) => ({
            name,
            points: distances.flatMap((distance): (readonly [number, number])[] => {
              const reached = members.flatMap((result) => reachedAt(result, distance) ?? []);
              return reached.length === 0 ? [] : [[distance, meanEstimate(reached).value]];
            }),
          })),
        },
      ],
    };
  },
};

function farStatement(results: readonly PointResult<FarPoint>[]): Statement {
  const sets = results.flatMap(setsOf);
  const good = sets.filter((set) => (changeOf(set) ?? Number.POSITIVE_INFINITY) < 1e-6 && set.kind === 'free');
  const farthest = good.reduce((most, set) => Math.max(most, Number(set.distance)), 0);
  return {
    claim: 'Sets at any distance from the training set explain the network exactly as well.',
    measured: `${good.length} of ${sets.length} sets have every point at the distance asked for, with L_stationary changed by less than 1e-6 relative; the farthest at ${farthest}. Agrees if one is at 1000.`,
    verdict: sets.length === 0 ? 'undecided' : farthest >= 1000 ? 'agrees' : 'disagrees',
  };
}

function lengthStatement(results: readonly PointResult<FarPoint>[]): Statement {
  const asked = distances.at(-1)!;
  const own = groupBy(
    results.filter(({ point }) => point.polish === 0),
    ({ targetLoss }) => String(targetLoss),
  ).flatMap(({ name, results: members }) => {
    const reached = members.flatMap((result) => reachedAt(result, asked) ?? []);
    return reached.length === 0 ? [] : [{ loss: Number(name), reached: meanEstimate(reached).value }];
  });
  const [first, last] = [own[0], own.at(-1)];
  return {
    claim: 'The longer the training, the farther points can go.',
    measured: `Median distances reached without refining: ${own.map(({ loss, reached }) => `${format(reached)} at loss ${loss.toExponential(0)}`).join(', ')}. Agrees if the longest training reaches farther than the shortest.`,
    verdict: own.length < 2 ? 'undecided' : last!.reached > first!.reached ? 'agrees' : 'disagrees',
  };
}

function setsOf({ stages }: PointResult): JsonObject[] {
  const sets: Json | undefined = stages.far?.values.sets;
  return Array.isArray(sets) ? (sets as JsonObject[]) : [];
}

function reachedAt(result: PointResult, distance: number): number | undefined {
  const reached = setsOf(result).find((set) => set.distance === distance)?.reached;
  if (typeof reached !== 'object' || reached === null || Array.isArray(reached)) return undefined;
  const { median } = reached as JsonObject;
  return typeof median === 'number' ? median : undefined;
}

function changeOf({ before, after }: JsonObject): number | undefined {
  return typeof before === 'number' && typeof after === 'number' ? Math.abs(after - before) / before : undefined;
}
