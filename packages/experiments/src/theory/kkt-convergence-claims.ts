import type { Claim, Fact } from '@noprior/report';
import { groupBy } from '../engine/read-values.ts';
import type { ConvergenceResult } from './kkt-convergence-result.ts';
import { numberOf, verdictOf } from './summary-values.ts';

/** First and last loss of one training, and the KKT point behind it. */
interface Training {
  readonly case: readonly Fact[];
  readonly first: ConvergenceResult;
  readonly last: ConvergenceResult;
  readonly kkt: ConvergenceResult | undefined;
  /** Whether directions orthogonal to the data exist. */
  readonly isProper: boolean;
}

/** What the study says about the claims, training by training. */
export function convergenceClaims(results: readonly ConvergenceResult[]): Claim[] {
  const trainings = trainingsOf(results);
  const proper = trainings.filter(({ isProper }) => isProper);
  return [
    ...trainings.map(residualClaim),
    ...proper.map((training) =>
      growthClaim(training, {
        claim: 'Longer training leaves more freedom: points can be moved farther with all margins kept.',
        rule: 'Agrees if the median reachable distance grows by more than a tenth from the first loss to the last.',
        name: 'median reachable distance',
        read: ({ stages }) => stages.radii?.values.far.reachable.median,
      }),
    ),
    ...trainings.map((training) =>
      growthClaim(training, {
        claim: 'Longer training leaves more freedom along random directions.',
        rule: 'Agrees if the median split radius along random directions grows by more than a tenth from the first loss to the last.',
        name: 'median split radius',
        read: ({ stages }) => stages.radii?.values.radii.random?.median,
      }),
    ),
    ...proper.flatMap(freeClaim),
  ];
}

function trainingsOf(results: readonly ConvergenceResult[]): Training[] {
  const measured = results.filter(({ stages }) => stages.residuals !== undefined && stages.radii !== undefined);
  const seeds = [...new Set(measured.map(({ seed }) => seed))];
  return groupBy(measured, ({ network }) => network).flatMap(({ name, results: members }) =>
    seeds.flatMap((seed): Training[] => {
      const own = members.filter((result) => result.seed === seed);
      const way = own
        .filter(({ point }) => point.targetLoss > 0)
        .toSorted((a, b) => b.point.targetLoss - a.point.targetLoss);
      const [first, last] = [way[0], way.at(-1)];
      if (first === undefined || last === undefined || first === last) return [];
      const isProper = last.stages.radii?.values.far.kind !== 'full-span';
      const facts = [{ name: 'network', value: name }, ...(seeds.length > 1 ? [{ name: 'seed', value: seed }] : [])];
      return [{ case: facts, first, last, kkt: own.find(({ point }) => point.targetLoss === 0), isProper }];
    }),
  );
}

function residualClaim({ case: facts, first, last }: Training): Claim {
  const clarke = ({ stages }: ConvergenceResult): number => stages.residuals?.values.clarke ?? Number.NaN;
  return {
    claim: 'Longer training comes nearer to a KKT point.',
    case: facts,
    rule: 'Agrees if the Clarke residual falls by more than a tenth from the first loss to the last.',
    measured: [
      { name: 'Clarke residual at the first loss', value: clarke(first) },
      { name: 'Clarke residual at the last', value: clarke(last) },
    ],
    verdict: clarke(last) < clarke(first) / 1.1 ? 'agrees' : 'disagrees',
  };
}

interface Growth {
  readonly claim: string;
  readonly rule: string;
  readonly name: string;
  /** `null` stands for infinite. */
  readonly read: (result: ConvergenceResult) => number | null | undefined;
}

function growthClaim({ case: facts, first, last }: Training, { claim, rule, name, read }: Growth): Claim {
  const number = (result: ConvergenceResult): number => read(result) ?? Number.POSITIVE_INFINITY;
  return {
    claim,
    case: facts,
    rule,
    measured: [
      { name: `${name} at the first loss`, value: read(first) ?? 'unbounded' },
      { name: `${name} at the last`, value: read(last) ?? 'unbounded' },
    ],
    verdict: number(last) > 1.1 * number(first) ? 'agrees' : 'disagrees',
  };
}

function freeClaim({ case: facts, kkt }: Training): Claim[] {
  const radii = kkt?.stages.radii?.values;
  if (radii === undefined) return [];
  return [
    {
      claim:
        'At the KKT point every point can be moved to any distance, orthogonal to the data, with loss and margins kept.',
      case: facts,
      rule: 'Agrees if farKktSet reaches a distance of 1e12 for every point.',
      measured: [
        { name: 'points', value: radii.points },
        { name: 'median reachable distance', value: numberOf(radii.far.reachable, 'median') },
        { name: 'median split radius along random directions', value: numberOf(radii.radii.random, 'median') },
        { name: 'points that cannot move along random directions', value: radii.radii.random?.zero ?? null },
      ],
      verdict: verdictOf(radii.points, radii.far.kind === 'free'),
    },
  ];
}
