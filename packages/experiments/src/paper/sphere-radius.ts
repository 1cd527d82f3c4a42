import { meanEstimate, spearman } from '@noprior/metrics';
import type { Initialisation } from '@noprior/relu-models';
import type { Experiment, PointResult, Statement, Summary } from '../engine/experiment.ts';
import { describe, estimateAt, format, groupBy, numberAt, numbersAt } from '../engine/read-values.ts';
import type { AttackParameters } from '../steps/attack-kind.ts';
import type { DataParameters } from '../steps/data-kind.ts';
import type { ScoreParameters } from '../steps/score-kind.ts';
import type { TrainParameters } from '../steps/train-kind.ts';
import { attackSeconds, evaluationSeconds, scoreSeconds, trainingSeconds } from './expected-seconds.ts';
import { rankRule, rankVerdict } from './rank-verdict.ts';

/** What is varied. */
export type SpherePoint = { readonly initialisation: Initialisation; readonly radius: number };

/** How large everything is. */
export interface SphereSizes {
  readonly perClass: number;
  readonly dimension: number;
  readonly hidden: readonly number[];
  readonly targetLoss: number;
  readonly candidatesPerClass: number;
  readonly maxIterations: number;
}

/** Sharpness of the surrogate: pre-activations of unit vectors are a few hundredths here, and a blunter derivative is another
 * loss than the hard one. */
const alpha = 1000;

/** The paper's study on the sphere: candidates that start at several distances from the origin reach the same loss, at
 * several distances from the data.
 *
 * @see Refael et al. 2025, arXiv:2509.21296, the experiment on the sphere
 */
export const sphereRadius: Experiment<SpherePoint, SphereSizes> = {
  name: 'sphere-radius',
  title: 'One loss, many distances',
  about:
    'Points on the unit sphere, labelled by the sign of their first coordinate; a network with one hidden layer; an attacker without bounds on ' +
    'the points, whose candidates start on spheres of several radii. Beside L_KKT stand the loss of the true training set with its best ' +
    'multipliers, and what the initial weights alone leave behind; beside the distance of the five best candidates stand held-out points and chance.',
  scales: {
    smoke: {
      grid: { initialisation: ['pytorch', 'small'], radius: [0.3, 1, 3] },
      seeds: [1, 2, 3],
      sizes: { perClass: 5, dimension: 20, hidden: [40], targetLoss: 1e-4, candidatesPerClass: 5, maxIterations: 100 },
    },
    cpu: {
      grid: { initialisation: ['pytorch', 'small'], radius: [0.1, 0.3, 1, 3, 10] },
      seeds: [1, 2, 3],
      sizes: {
        perClass: 250,
        dimension: 784,
        hidden: [1000],
        targetLoss: 1e-7,
        candidatesPerClass: 250,
        maxIterations: 800,
      },
    },
    paper: {
      grid: { initialisation: ['pytorch', 'small'], radius: [0.1, 0.2, 0.5, 1, 2, 3, 5, 10] },
      seeds: [1, 2, 3, 4, 5],
      sizes: {
        perClass: 250,
        dimension: 784,
        hidden: [1000],
        targetLoss: 1e-7,
        candidatesPerClass: 500,
        maxIterations: 20_000,
      },
    },
  },
  stages: [
    {
      name: 'data',
      kind: 'data',
      parameters: (_, seed, { perClass, dimension }): DataParameters => ({
        dataset: 'sphere',
        perClass,
        dimension,
        seed,
      }),
      seconds: () => 0.5,
    },
    {
      name: 'train',
      kind: 'train',
      inputs: { data: 'data' },
      parameters: ({ initialisation }, seed, { hidden, targetLoss }): TrainParameters => ({
        hiddenSizes: hidden,
        initialisation,
        targetLoss,
        maxIterations: 100_000,
        seed,
      }),
      seconds: (_, __, { perClass, dimension, hidden, targetLoss }) =>
        trainingSeconds({ points: 2 * perClass, dimension, hidden }, targetLoss),
    },
    {
      name: 'oracle',
      kind: 'oracle',
      inputs: { data: 'data', network: 'train' },
      parameters: () => ({ alpha }),
      seconds: (_, __, { perClass, dimension, hidden }) =>
        evaluationSeconds({ points: 2 * perClass, dimension, hidden }),
    },
    {
      name: 'attack',
      kind: 'attack',
      inputs: { network: 'train' },
      parameters: ({ radius }, seed, { candidatesPerClass, maxIterations }): AttackParameters => ({
        candidatesPerClass,
        initialisation: { kind: 'sphere', radius },
        box: 'none',
        lambdaMin: 0,
        alpha,
        // A longer step forgets the start.
        stepSize: 0.005,
        lambdaStepSize: 3e-3,
        maxIterations,
        seed,
      }),
      seconds: (_, __, { candidatesPerClass, dimension, hidden, maxIterations }) =>
        attackSeconds({ points: 2 * candidatesPerClass, dimension, hidden }, maxIterations),
    },
    {
      name: 'score',
      kind: 'score',
      inputs: { data: 'data', network: 'train', attack: 'attack' },
      parameters: ({ radius }, seed): ScoreParameters => ({ seed, chanceRadius: radius }),
      seconds: (_, __, { perClass, candidatesPerClass, dimension }) =>
        scoreSeconds(2 * candidatesPerClass, 2 * perClass, dimension),
    },
  ],
  summarize: (results, { grid }) => summarize(results, grid.initialisation),
};

function summarize(results: readonly PointResult<SpherePoint>[], initialisations: readonly Initialisation[]): Summary {
  const groups = groupBy(results, ({ initialisation, radius }) => `${initialisation}, radius ${radius}`);
  return {
    statements: initialisations.flatMap((initialisation) => [
      ...spreadStatement(results, initialisation),
      ...rankStatement(results, initialisation),
      ...memoryStatement(results, initialisation),
      ...floorStatement(results, initialisation),
    ]),
    table: {
      columns: [
        'initialisation, start',
        'L_KKT of the attack',
        'oracle loss',
        'no points',
        'off the data',
        'distance of best 5',
        'held out',
        'chance',
      ],
      rows: groups.map(({ name, results: members }) => [
        name,
        estimateAt(members, 'attack', 'stationarity'),
        estimateAt(members, 'oracle', 'surrogateLoss'),
        estimateAt(members, 'train', 'parameterNormSquared'),
        estimateAt(members, 'oracle', 'orthogonalToData'),
        estimateAt(members, 'score', 'corrected', 'distance'),
        estimateAt(members, 'score', 'corrected', 'heldOutDistance'),
        estimateAt(members, 'score', 'corrected', 'chanceDistance'),
      ]),
    },
    curves: [
      {
        title: 'Loss and distance by the radius of the start',
        xName: 'radius of the start',
        yName: 'mean over seeds',
        series: initialisations.flatMap((initialisation) => [
          curve(results, initialisation, `L_KKT, ${initialisation}`, 'attack', 'stationarity'),
          curve(results, initialisation, `distance, ${initialisation}`, 'score', 'corrected', 'distance'),
        ]),
      },
    ],
  };
}

function curve(
  results: readonly PointResult<SpherePoint>[],
  initialisation: Initialisation,
  name: string,
  stage: string,
  ...path: string[]
): Summary['curves'][number]['series'][number] {
  const groups = groupBy(of(results, initialisation), ({ radius }) => String(radius));
  return {
    name,
    points: groups.flatMap(({ name: radius, results: members }): (readonly [number, number])[] => {
      const estimate = estimateAt(members, stage, ...path);
      return estimate === null ? [] : [[Number(radius), estimate.value]];
    }),
  };
}

function of(results: readonly PointResult<SpherePoint>[], initialisation: Initialisation): PointResult<SpherePoint>[] {
  return results.filter(({ point }) => point.initialisation === initialisation);
}

/** Largest over smallest of the means over seeds, less 1. */
function spread(results: readonly PointResult<SpherePoint>[], stage: string, ...path: string[]): number | undefined {
  const means = groupBy(results, ({ radius }) => String(radius)).flatMap(
    ({ results: members }) => estimateAt(members, stage, ...path)?.value ?? [],
  );
  return means.length < 2 ? undefined : Math.max(...means) / Math.min(...means) - 1;
}

function spreadStatement(results: readonly PointResult<SpherePoint>[], initialisation: Initialisation): Statement[] {
  const own = of(results, initialisation);
  const loss = spread(own, 'attack', 'stationarity');
  const distance = spread(own, 'score', 'corrected', 'distance');
  if (loss === undefined || distance === undefined) return [];
  return [
    {
      claim: `Candidates reach about the same L_KKT from every radius, and end at distances from the training set that depend on the radius (initialisation ${initialisation}).`,
      measured:
        `Over the radii the mean L_KKT varies by ${format(100 * loss)} %, the mean distance of the five best candidates by ${format(100 * distance)} %. ` +
        'Agrees if the loss varies by at most 5 % and the distance at least ten times as much.',
      verdict: loss <= 0.05 && distance >= 10 * loss ? 'agrees' : 'disagrees',
    },
  ];
}

function rankStatement(results: readonly PointResult<SpherePoint>[], initialisation: Initialisation): Statement[] {
  const pairs = of(results, initialisation).flatMap((result) => {
    const loss = numberAt(result, 'attack', 'stationarity');
    const distance = numberAt(result, 'score', 'corrected', 'distance');
    return loss === undefined || distance === undefined ? [] : [{ loss, distance, seed: result.seed }];
  });
  const correlation = spearman(
    pairs.map(({ loss }) => loss),
    pairs.map(({ distance }) => distance),
    { groups: pairs.map(({ seed }) => seed) },
  );
  if (correlation === undefined) return [];
  return [
    {
      claim: `L_KKT does not tell how near the candidates are to the training set (initialisation ${initialisation}).`,
      measured:
        `Spearman correlation of L_KKT and distance over ${pairs.length} runs: ${describe(correlation)}; networks of one seed are drawn together. ` +
        rankRule,
      verdict: rankVerdict(correlation),
    },
  ];
}

function memoryStatement(results: readonly PointResult<SpherePoint>[], initialisation: Initialisation): Statement[] {
  const shares = of(results, initialisation).flatMap((result) => {
    const initial = numberAt(result, 'oracle', 'initial', 'normSquared');
    const loss = numberAt(result, 'attack', 'stationarity');
    return initial === undefined || loss === undefined ? [] : [initial / loss];
  });
  if (shares.length === 0) return [];
  const share = meanEstimate(shares);
  const cosine = estimateAt(of(results, initialisation), 'oracle', 'initial', 'cosineSquared');
  return [
    {
      claim: `The value of L_KKT shows how near the network is to a KKT point (initialisation ${initialisation}).`,
      measured:
        `The squared norm of the initial weights is ${describe(share)} times the L_KKT that attacks reach, and ${describe(cosine)} of the squared residual of the ` +
        'true set lies along the initial weights. Disagrees if that share of the residual is above a half: then the value is memory of the initialisation.',
      verdict: cosine === null ? 'undecided' : cosine.value > 0.5 ? 'disagrees' : 'agrees',
    },
  ];
}

function floorStatement(results: readonly PointResult<SpherePoint>[], initialisation: Initialisation): Statement[] {
  const own = of(results, initialisation);
  const below = own.filter((result) => {
    const loss = numberAt(result, 'attack', 'stationarity');
    const oracle = numberAt(result, 'oracle', 'surrogateLoss');
    return loss !== undefined && oracle !== undefined && loss <= oracle;
  }).length;
  const measured = numbersAt(own, 'attack', 'stationarity').length;
  if (measured === 0) return [];
  return [
    {
      claim: `Other sets explain the network as well as the training set does (initialisation ${initialisation}).`,
      measured: `${below} of ${measured} attacks end at or below the loss of the true training set with its best multipliers. Agrees if at least one does.`,
      verdict: below > 0 ? 'agrees' : 'disagrees',
    },
  ];
}
