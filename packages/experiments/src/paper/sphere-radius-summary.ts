import { spearman } from '@noprior/metrics';
import type { Initialisation } from '@noprior/relu-models';
import type { Claim, Quantity, TableBlock } from '@noprior/report';
import type { PointResult } from '../engine/experiment.ts';
import { estimateOf, groupBy, numbersOf } from '../engine/read-values.ts';
import type { StudySummary } from '../engine/study-summary.ts';
import type { attackKind } from '../steps/attack-kind.ts';
import type { dataKind } from '../steps/data-kind.ts';
import type { oracleKind } from '../steps/oracle-kind.ts';
import type { scoreKind } from '../steps/score-kind.ts';
import type { trainKind } from '../steps/train-kind.ts';
import { rankRule, rankVerdict } from './rank-verdict.ts';

/** What is varied. */
export type SpherePoint = { readonly initialisation: Initialisation; readonly radius: number };

/** Its stages. */
export type SphereKinds = {
  readonly data: typeof dataKind;
  readonly train: typeof trainKind;
  readonly oracle: typeof oracleKind;
  readonly attack: typeof attackKind;
  readonly score: typeof scoreKind;
};

type SphereResult = PointResult<SpherePoint, SphereKinds>;

/** What the study on the sphere says: four claims by initialisation, a table, and loss beside distance. */
export function summarizeSphere(
  results: readonly SphereResult[],
  initialisations: readonly Initialisation[],
): StudySummary {
  return {
    claims: initialisations.flatMap((initialisation) => {
      const own = results.filter(({ point }) => point.initialisation === initialisation);
      return [spreadClaim, rankClaim, memoryClaim, floorClaim].map((claimOf) => ({
        ...claimOf(own),
        case: [{ name: 'initialisation', value: initialisation }],
      }));
    }),
    tables: [sphereTable(results)],
    charts: [
      {
        kind: 'curves',
        title: 'Loss and distance by the radius of the start',
        x: { name: 'radius of the start', scale: 'log' },
        y: { name: 'mean over seeds', scale: 'log' },
        series: initialisations.flatMap((initialisation) => {
          const own = results.filter(({ point }) => point.initialisation === initialisation);
          return [
            { name: `L_KKT, ${initialisation}`, points: byRadius(own, lossOf) },
            { name: `distance, ${initialisation}`, points: byRadius(own, distanceOf) },
          ];
        }),
      },
    ],
  };
}

function lossOf({ stages }: SphereResult): number | undefined {
  return stages.attack?.values.stationarity;
}

/** Mean distance of the five best candidates to the data. */
function distanceOf({ stages }: SphereResult): number | undefined {
  return stages.score?.values.corrected.distance;
}

function sphereTable(results: readonly SphereResult[]): TableBlock {
  return {
    kind: 'table',
    columns: [
      'initialisation, start',
      'L_KKT of the attack',
      'oracle loss',
      'no points',
      'off the data',
      'distance of best 5',
      'held out',
      'chance',
    ].map((name) => ({ name })),
    rows: groupBy(results, ({ initialisation, radius }) => `${initialisation}, radius ${radius}`).map(
      ({ name, results: members }) => [
        name,
        estimateOf(members, lossOf),
        estimateOf(members, ({ stages }) => stages.oracle?.values.surrogateLoss),
        estimateOf(members, ({ stages }) => stages.train?.values.parameterNormSquared),
        estimateOf(members, ({ stages }) => stages.oracle?.values.orthogonalToData),
        estimateOf(members, distanceOf),
        estimateOf(members, ({ stages }) => stages.score?.values.corrected.heldOutDistance),
        estimateOf(members, ({ stages }) => stages.score?.values.corrected.chanceDistance),
      ],
    ),
  };
}

/** Means over seeds by the radius of the start. */
function byRadius(
  results: readonly SphereResult[],
  read: (result: SphereResult) => number | undefined,
): (readonly [radius: number, mean: number])[] {
  return groupBy(results, ({ radius }) => String(radius)).flatMap(({ name, results: members }) => {
    const estimate = estimateOf(members, read);
    return estimate === null ? [] : [[Number(name), estimate.value] as const];
  });
}

/** Largest over smallest of the means over seeds, less 1; `null` with fewer than two. */
function spread(results: readonly SphereResult[], read: (result: SphereResult) => number | undefined): number | null {
  const means = byRadius(results, read).map(([, mean]) => mean);
  return means.length < 2 ? null : Math.max(...means) / Math.min(...means) - 1;
}

function spreadClaim(own: readonly SphereResult[]): Claim {
  const loss = spread(own, lossOf);
  const distance = spread(own, distanceOf);
  const percent = (share: number | null): Quantity => ({ value: share === null ? null : 100 * share, unit: '%' });
  return {
    claim:
      'Candidates reach about the same L_KKT from every radius, and end at distances from the training set that depend on the radius.',
    rule: 'Agrees if the mean L_KKT varies over the radii by at most 5 % and the mean distance of the five best candidates at least ten times as much.',
    measured: [
      { name: 'variation of L_KKT', value: percent(loss) },
      { name: 'variation of the distance', value: percent(distance) },
    ],
    verdict:
      loss === null || distance === null ? 'undecided' : loss <= 0.05 && distance >= 10 * loss ? 'agrees' : 'disagrees',
  };
}

function rankClaim(own: readonly SphereResult[]): Claim {
  const pairs = own.flatMap((result) => {
    const loss = lossOf(result);
    const distance = distanceOf(result);
    return loss === undefined || distance === undefined ? [] : [{ loss, distance, seed: result.seed }];
  });
  const correlation = spearman(
    pairs.map(({ loss }) => loss),
    pairs.map(({ distance }) => distance),
    { groups: pairs.map(({ seed }) => seed) },
  );
  return {
    claim: 'L_KKT does not tell how near the candidates are to the training set.',
    rule: rankRule,
    measured: [
      { name: 'runs', value: pairs.length },
      { name: 'Spearman correlation of L_KKT and distance', value: correlation ?? null },
    ],
    verdict: rankVerdict(correlation),
  };
}

function memoryClaim(own: readonly SphereResult[]): Claim {
  const share = estimateOf(own, ({ stages: { attack, oracle } }) =>
    attack && oracle ? oracle.values.initial.normSquared / attack.values.stationarity : undefined,
  );
  const cosine = estimateOf(own, ({ stages }) => stages.oracle?.values.initial.cosineSquared);
  return {
    claim: 'The value of L_KKT shows how near the network is to a KKT point.',
    rule: 'Disagrees if more than half of the squared residual of the true set lies along the initial weights: then the value is memory of the initialisation.',
    measured: [
      { name: 'squared norm of the initial weights over the L_KKT that attacks reach', value: share },
      { name: 'share of the squared residual along the initial weights', value: cosine },
    ],
    verdict: share === null || cosine === null ? 'undecided' : cosine.value > 0.5 ? 'disagrees' : 'agrees',
  };
}

function floorClaim(own: readonly SphereResult[]): Claim {
  const measured = numbersOf(own, lossOf).length;
  const below = own.filter(({ stages: { attack, oracle } }) => {
    return attack && oracle && attack.values.stationarity <= oracle.values.surrogateLoss;
  }).length;
  return {
    claim: 'Other sets explain the network as well as the training set does.',
    rule: 'Agrees if at least one attack ends at or below the loss of the true training set with its best multipliers.',
    measured: [
      { name: 'attacks', value: measured },
      { name: 'attacks at or below the oracle loss', value: below },
    ],
    verdict: measured === 0 ? 'undecided' : below > 0 ? 'agrees' : 'disagrees',
  };
}
