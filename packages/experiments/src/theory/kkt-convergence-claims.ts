import type { Claim, Fact } from '@noprior/report';
import { groupBy } from '../engine/read-values.ts';
import type { ConvergenceResult } from './kkt-convergence-result.ts';
import { numberOf, verdictOf } from './summary-values.ts';

/** First and last loss of one training, and the KKT point behind it. */
interface Training {
  readonly name: string;
  readonly first: ConvergenceResult;
  readonly last: ConvergenceResult;
  readonly kkt: ConvergenceResult | undefined;
  /** Whether directions orthogonal to the data exist. */
  readonly isProper: boolean;
}

/** What the study says about the claims. */
export function convergenceClaims(results: readonly ConvergenceResult[]): Claim[] {
  const trainings = trainingsOf(results);
  const proper = trainings.filter(({ isProper }) => isProper);
  return [
    residualClaim(trainings),
    growthClaim(proper, {
      claim: 'Longer training leaves more freedom: points can be moved farther with all margins kept.',
      rule: 'Agrees if the median reachable distance grows by more than a tenth from the first loss to the last, in every training whose data do not span the input space.',
      name: 'median reachable distance',
      read: ({ stages }) => stages.radii?.values.far.reachable.median,
    }),
    growthClaim(trainings, {
      claim: 'Longer training leaves more freedom along random directions.',
      rule: 'Agrees if the median split radius along random directions grows by more than a tenth from the first loss to the last, in every training.',
      name: 'median split radius',
      read: ({ stages }) => stages.radii?.values.radii.random?.median,
    }),
    freeClaim(proper),
  ];
}

function trainingsOf(results: readonly ConvergenceResult[]): Training[] {
  const measured = results.filter(({ stages }) => stages.residuals !== undefined && stages.radii !== undefined);
  return [...new Set(measured.map(({ seed }) => seed))].flatMap((seed) =>
    groupBy(
      measured.filter((result) => result.seed === seed),
      ({ network }) => network,
    ).flatMap(({ name, results: members }): Training[] => {
      const way = members
        .filter(({ point }) => point.targetLoss > 0)
        .toSorted((a, b) => b.point.targetLoss - a.point.targetLoss);
      const [first, last] = [way[0], way.at(-1)];
      if (first === undefined || last === undefined || first === last) return [];
      const isProper = last.stages.radii?.values.far.kind !== 'full-span';
      const kkt = members.find(({ point }) => point.targetLoss === 0);
      return [{ name: seed === 1 ? name : `${name}, seed ${seed}`, first, last, kkt, isProper }];
    }),
  );
}

function residualClaim(trainings: readonly Training[]): Claim {
  const clarke = ({ stages }: ConvergenceResult): number => stages.residuals?.values.clarke ?? Number.NaN;
  return {
    claim: 'Longer training comes nearer to a KKT point.',
    rule: 'Agrees if the Clarke residual falls by more than a tenth from the first loss to the last, in every training.',
    measured: trainings.flatMap(({ name, first, last }): Fact[] => [
      { name: `${name}, Clarke residual at the first loss`, value: clarke(first) },
      { name: `${name}, at the last`, value: clarke(last) },
    ]),
    verdict: verdictOf(
      trainings.length,
      trainings.every(({ first, last }) => clarke(last) < clarke(first) / 1.1),
    ),
  };
}

interface Growth {
  readonly claim: string;
  readonly rule: string;
  readonly name: string;
  /** `null` stands for infinite. */
  readonly read: (result: ConvergenceResult) => number | null | undefined;
}

function growthClaim(trainings: readonly Training[], { claim, rule, name, read }: Growth): Claim {
  const number = (result: ConvergenceResult): number => read(result) ?? Number.POSITIVE_INFINITY;
  return {
    claim,
    rule,
    measured: trainings.flatMap(({ name: training, first, last }): Fact[] => [
      { name: `${training}, ${name} at the first loss`, value: read(first) ?? 'unbounded' },
      { name: `${training}, at the last`, value: read(last) ?? 'unbounded' },
    ]),
    verdict: verdictOf(
      trainings.length,
      trainings.every(({ first, last }) => number(last) > 1.1 * number(first)),
    ),
  };
}

function freeClaim(trainings: readonly Training[]): Claim {
  const ends = trainings.flatMap(({ name, kkt }) => {
    const radii = kkt?.stages.radii?.values;
    return radii === undefined ? [] : [{ name, radii }];
  });
  return {
    claim:
      'At the KKT point every point can be moved to any distance, orthogonal to the data, with loss and margins kept.',
    rule: 'Agrees if farKktSet reaches a distance of 1e12 for every point, in every training whose data do not span the input space.',
    measured: ends.flatMap(({ name, radii }): Fact[] => [
      { name: `${name}, reached`, value: radii.far.kind === 'free' },
      { name: `${name}, median split radius along random directions`, value: numberOf(radii.radii.random, 'median') },
      { name: `${name}, points that cannot move along random directions`, value: radii.radii.random?.zero ?? null },
    ]),
    verdict: verdictOf(
      ends.length,
      ends.every(({ radii }) => radii.far.kind === 'free'),
    ),
  };
}
