import type { Initialisation } from '@noprior/relu-models';
import type { BarsBlock, Claim, TableBlock } from '@noprior/report';
import type { Experiment, PointResult } from '../engine/experiment.ts';
import { groupBy } from '../engine/read-values.ts';
import { tableOf } from '../engine/table-of.ts';
import type { dataKind } from '../steps/data-kind.ts';
import type { trainKind } from '../steps/train-kind.ts';
import { dataStage, type NetworkSizes, residualSeconds, trainStage } from './network-stages.ts';
import { networks, smokeNetworks } from './networks.ts';
import { type ResidualSolveValues, residualSolveKind } from './steps/residual-solve-kind.ts';
import { rangeFacts, verdictOf } from './summary-values.ts';

/** What is varied: the law of the network's initialisation is part of its name. */
export type SolverPoint = { readonly network: string; readonly gap: number };

interface SolverSizes extends NetworkSizes {
  readonly maxSeconds: number;
}

type SolverKinds = {
  readonly data: typeof dataKind;
  readonly train: typeof trainKind;
  readonly hard: typeof residualSolveKind;
  readonly clarke: typeof residualSolveKind;
};

type SolverResult = PointResult<SolverPoint, SolverKinds>;

/** Seconds that a gap may take on two cores. */
const allowedSeconds = 60;

/** The network of 500 points, from two laws of initialisation. */
function bothInitialisations(points: 'sphere 784-1000-1, 500 points'): NetworkSizes['networks'] {
  const of = (initialisation: Initialisation) => ({ ...networks[points], initialisation });
  return { 'small initialisation': of('small'), 'pytorch initialisation': of('pytorch') };
}

const reportedGaps = [1e-2, 1e-4, 1e-6] as const;
const reportedNetworks = bothInitialisations('sphere 784-1000-1, 500 points');

/** Seconds until the Clarke residual is certified to a gap. */
export const clarkeSolverTime: Experiment<SolverPoint, SolverSizes, SolverKinds> = {
  name: 'clarke-solver-time',
  title: 'Time of the Clarke solver',
  about:
    'clarkeResidual on 500 points on a sphere and a network 784-1000-1 trained to 1e-7: seconds until residual and lower bound agree to a gap, (residual - bound) / residual, each from scratch. ' +
    'Beside it the residual with hard derivatives, a non-negative least-squares problem.',
  scales: {
    smoke: {
      grid: { network: ['sphere 12-20-1'], gap: [1e-2, 1e-4] },
      seeds: [1],
      sizes: { networks: smokeNetworks, maxSeconds: 5 },
    },
    cpu: {
      grid: { network: Object.keys(reportedNetworks), gap: reportedGaps },
      seeds: [1],
      sizes: { networks: reportedNetworks, maxSeconds: 240 },
    },
    paper: {
      grid: { network: Object.keys(reportedNetworks), gap: reportedGaps },
      seeds: [1, 2, 3, 4, 5],
      sizes: { networks: reportedNetworks, maxSeconds: 3600 },
    },
  },
  stages: {
    data: dataStage(),
    train: trainStage(1e-7),
    hard: {
      kind: residualSolveKind,
      inputs: { data: 'data', network: 'train' },
      parameters: (_, __, { maxSeconds }) => ({ derivative: 'hard', gap: null, maxSeconds }),
      seconds: (point, _, sizes) => residualSeconds(sizes, point) / 10,
    },
    clarke: {
      kind: residualSolveKind,
      inputs: { data: 'data', network: 'train' },
      parameters: ({ gap }, _, { maxSeconds }) => ({ derivative: 'clarke', gap, maxSeconds }),
      seconds: (point, _, sizes) => residualSeconds(sizes, point),
    },
  },
  summarize: (results) => ({
    claims: [timeClaim(results), ...kinkClaims(results)],
    tables: [solveTable(results)],
    charts: results.length === 0 ? [] : [timeChart(results)],
  }),
};

function timeClaim(results: readonly SolverResult[]): Claim {
  const solved = results.flatMap(({ stages }) => stages.clarke?.values ?? []);
  const quick = solved.filter(({ converged, solveSeconds }) => converged && solveSeconds < allowedSeconds);
  return {
    claim: 'The Clarke residual is certified within a minute.',
    rule: 'Agrees if every gap is certified in less than 60 s on two cores.',
    measured: [
      { name: 'gaps asked for', value: solved.length },
      { name: 'certified in less than 60 s', value: quick.length },
      ...rangeFacts(
        'seconds',
        solved.map(({ solveSeconds }) => solveSeconds),
      ),
    ],
    verdict: verdictOf(solved.length, quick.length === solved.length),
  };
}

function kinkClaims(results: readonly SolverResult[]): Claim[] {
  return groupBy(results, ({ network }) => network).flatMap(({ name, results: members }): Claim[] => {
    const best = members.toSorted((a, b) => a.point.gap - b.point.gap)[0]?.stages;
    const [hard, clarke] = [best?.hard?.values, best?.clarke?.values];
    if (hard === undefined || clarke === undefined) return [];
    return [
      {
        claim: 'Free derivatives at kinks lower the residual.',
        case: [{ name: 'network', value: name }],
        rule: 'Agrees if the Clarke residual is below the hard one.',
        measured: [
          { name: 'hard residual', value: hard.residual },
          { name: 'Clarke residual', value: clarke.residual },
          { name: 'share of pairs on a kink', value: clarke.kinkShare },
        ],
        verdict: clarke.residual < hard.residual ? 'agrees' : 'disagrees',
      },
    ];
  });
}

/** Every solve under the name of its network: the hard one once, then the Clarke solves. */
function solvesOf(results: readonly SolverResult[]) {
  return groupBy(results, ({ network }) => network).flatMap(({ name, results: members }) => {
    const firstOfSeed = members.filter(
      ({ seed }, index) => members.findIndex((other) => other.seed === seed) === index,
    );
    const hard = firstOfSeed.flatMap(({ seed, stages }) => {
      const values = stages.hard?.values;
      return values === undefined ? [] : [{ name, seed, gap: null, values }];
    });
    const clarke = members.flatMap(({ point, seed, stages }) => {
      const values = stages.clarke?.values;
      return values === undefined ? [] : [{ name, seed, gap: point.gap, values }];
    });
    return [...hard, ...clarke] satisfies { readonly gap: number | null; readonly values: ResidualSolveValues }[];
  });
}

function solveTable(results: readonly SolverResult[]): TableBlock {
  return tableOf('Every solve from scratch.', solvesOf(results), {
    network: ({ name }) => name,
    seed: ({ seed }) => seed,
    derivative: ({ gap }) => (gap === null ? 'hard' : 'Clarke'),
    'gap asked for': ({ gap }) => gap,
    'gap certified': ({ values }) => values.certifiedGap,
    time: ({ values }) => ({ value: values.solveSeconds, unit: 's' }),
    cycles: ({ values }) => values.cycles,
    residual: ({ values }) => values.residual,
    'lower bound': ({ values }) => values.lowerBound,
    'pairs on a kink': ({ values }) => values.kinkShare,
  });
}

function timeChart(results: readonly SolverResult[]): BarsBlock {
  return {
    kind: 'bars',
    title: 'Seconds by certified gap',
    axis: { name: 'seconds', scale: 'log' },
    bars: solvesOf(results).map(({ name, gap, values }) => ({
      name: `${name}, ${gap === null ? 'hard' : `gap ${gap.toExponential()}`}`,
      value: values.solveSeconds,
      kind: gap === null ? 0 : 1,
      cells: [{ value: values.solveSeconds, unit: 's' }, values.residual],
    })),
    kinds: [
      { name: 'hard derivatives', pattern: 'hatched' },
      { name: 'Clarke', pattern: 'full' },
    ],
    columns: [{ name: 'time' }, { name: 'residual' }],
  };
}
