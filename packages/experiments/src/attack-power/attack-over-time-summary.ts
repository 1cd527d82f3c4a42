import type { Claim, CurvesBlock, TableBlock, Value } from '@noprior/report';
import type { PointResult } from '../engine/experiment.ts';
import { groupBy } from '../engine/read-values.ts';
import type { StudySummary } from '../engine/study-summary.ts';
import type { AttackKinds } from './attack-stages.ts';
import { publishedCodeTable } from './published-code.ts';
import type { SnapshotScore, scoreSnapshotsKind } from './steps/score-snapshots-kind.ts';
import { leastCount, type Quality, timeToEqual } from './time-to-equal.ts';

/** A way to attack, and the number of its candidates; box vertices have as many points as they find. */
export type TimePoint = {
  readonly images: number;
  readonly method: 'haim2022-mnist' | 'kkt' | 'evidence' | 'box-vertices';
  readonly candidates: number;
};

/** Its stages. */
export type TimeKinds = Pick<AttackKinds, 'data' | 'train' | 'span' | 'attack'> & {
  readonly score: typeof scoreSnapshotsKind;
};

type TimeResult = PointResult<TimePoint, TimeKinds>;

/** What the study of attacks over time says: who is there sooner, the way there, and the ends. */
export function summarizeTimes(results: readonly TimeResult[]): StudySummary {
  return {
    claims: soonerClaims(results),
    charts: charts(results),
    tables: [endTable(results), publishedCodeTable()],
  };
}

const qualities: Readonly<Record<Quality, string>> = { found: 'images found', medianCosine: 'median cosine' };

function snapshotsOf({ stages }: TimeResult): readonly SnapshotScore[] {
  return stages.score?.values.snapshots ?? [];
}

function runName({ method, candidates }: TimePoint): string {
  return candidates === 0 ? method : `${method}, ${candidates} candidates`;
}

/** Every attack beside every run of the published settings. */
function soonerClaims(results: readonly TimeResult[]): Claim[] {
  return groupBy(results, ({ images }) => String(images)).flatMap(({ results: members }) => {
    const published = members.filter(({ point }) => point.method === 'haim2022-mnist');
    const others = members.filter(({ point }) => point.method !== 'haim2022-mnist');
    return others.flatMap((other) =>
      published
        .filter(({ seed }) => seed === other.seed)
        .flatMap((reference) => soonerClaim(reference, other, 'found')),
    );
  });
}

function soonerClaim(reference: TimeResult, other: TimeResult, quality: Quality): Claim[] {
  const compared = timeToEqual(snapshotsOf(reference), snapshotsOf(other), quality);
  if (compared === undefined) return [];
  const { target, reference: best, seconds, referenceGotAnywhere } = compared;
  return [
    {
      claim: 'An attack is as good as the published settings at their best, in less time.',
      case: [
        { name: 'images', value: other.point.images },
        { name: 'attack', value: other.point.method },
        { name: 'published settings with candidates', value: reference.point.candidates },
      ],
      rule: `Agrees if it is there sooner, disagrees if later or never; undecided where the published settings never had ${leastCount} images above the held-out maximum, which chance alone does in less than 1 % of single looks.`,
      measured: [
        { name: `${qualities[quality]}, published settings at their best`, value: target },
        { name: 'published settings are there after', value: { value: best.seconds, unit: 's' } },
        { name: 'the attack is there after', value: { value: seconds, unit: 's' } },
      ],
      verdict: !referenceGotAnywhere
        ? 'undecided'
        : seconds !== null && seconds < best.seconds
          ? 'agrees'
          : 'disagrees',
    },
  ];
}

function charts(results: readonly TimeResult[]): CurvesBlock[] {
  return groupBy(results, ({ images }) => String(images)).flatMap(({ name, results: members }) =>
    (['found', 'medianCosine'] as const).map(
      (quality): CurvesBlock => ({
        kind: 'curves',
        title: `${name} images: ${qualities[quality]} over time`,
        x: { name: 'seconds', scale: 'log' },
        y: { name: qualities[quality] },
        series: members
          .filter(({ seed }) => seed === members[0]!.seed)
          .map((result) => ({
            name: runName(result.point),
            points: snapshotsOf(result).map((snapshot) => [snapshot.seconds, snapshot[quality]] as const),
          })),
      }),
    ),
  );
}

function endTable(results: readonly TimeResult[]): TableBlock {
  return {
    kind: 'table',
    caption: 'The ends of the runs',
    columns: [
      { name: 'images' },
      { name: 'attack' },
      { name: 'points' },
      { name: 'time', unit: 's' },
      { name: 'iterations' },
      { name: 'ended' },
      { name: 'found' },
      { name: 'cosine above 0.9' },
      { name: 'median cosine' },
      { name: 'held-out median' },
    ],
    rows: results.flatMap((result): Value[][] => {
      const { point, stages } = result;
      const [attack, last] = [stages.attack?.values, snapshotsOf(result).at(-1)];
      if (attack === undefined || last === undefined) return [];
      return [
        [
          point.images,
          point.method,
          attack.points,
          attack.seconds,
          attack.iterations,
          attack.ended,
          last.found,
          last.above09,
          last.medianCosine,
          last.heldOutMedianCosine,
        ],
      ];
    }),
  };
}
