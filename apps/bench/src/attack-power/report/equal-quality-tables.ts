import { quantile } from '@noprior/metrics';
import type { Machine } from '../../benchmark/results.ts';
import { markdownTable } from '../../report/markdown-table.ts';
import type { VictimCase } from '../attack-power-case.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, type CurveFigures, jobsOfKind } from '../attack-power-result.ts';
import { type EqualQuality, leastCount, type Quality, timeToEqual } from '../time-to-equal.ts';
import { groupBy } from './group-by.ts';
import { type PeerResult, peerSeconds } from './peer-result.ts';

type Entries = readonly AttackPowerEntry[];

/** One comparison of the curves. */
export interface Comparison extends EqualQuality {
  readonly data: string;
  readonly referenceName: string;
  readonly attack: string;
  /** Of the reference's run. */
  readonly referenceCurve: CurveFigures;
  /** Where both ran. */
  readonly machine: Machine;
}

/** Every attack against every reference on the same network and the same machine. */
export function comparisons(jobs: Entries): Comparison[] {
  const curves = jobsOfKind(jobs, 'curve');
  const references = curves.filter(({ case: one }) => one.method === 'reference');
  return references.flatMap((reference) =>
    curves
      .filter(({ case: one }) => one.method !== 'reference' && same(one.victim, reference.case.victim))
      .filter(({ machine }) => same(machine, reference.machine))
      .flatMap(({ case: one, figures }) =>
        (['medianCosine', 'aboveHeldOutMax'] as const).flatMap((quality): Comparison[] => {
          const equal = timeToEqual(reference.figures.points, figures.points, quality);
          if (equal === undefined) return [];
          return [
            {
              ...equal,
              data: describeVictim(one.victim),
              referenceName: `${reference.figures.candidates} candidates`,
              attack: one.method,
              referenceCurve: reference.figures,
              machine: reference.machine,
            },
          ];
        }),
      ),
  );
}

/** Time to equal quality, also against the published code where that was timed on the same machine. */
export function equalTable(all: readonly Comparison[], peer: PeerResult | undefined): string[] {
  if (all.length === 0) return ['Not measured.'];
  const rows = all.map((one) => {
    const measure = one.quality === 'medianCosine' ? 'median cosine' : 'found';
    const target = one.quality === 'medianCosine' ? one.target.toFixed(3) : String(one.target);
    const where = one.referenceGotAnywhere
      ? target
      : `${target}: nowhere within ${one.referenceCurve.seconds.toFixed(0)} s`;
    const published = peerSeconds(peer, one.machine, one.referenceCurve.candidates, one.reference.iteration);
    return [
      one.data,
      one.referenceName,
      `${measure} ${where}`,
      one.reference.seconds.toFixed(1),
      one.attack,
      one.seconds === null ? 'never' : one.seconds.toFixed(1),
      one.ratio === null ? '-' : `${ratioWords(one.ratio)}`,
      published === undefined ? '-' : published.toFixed(0),
      published === undefined || one.seconds === null ? '-' : ratioWords(published / one.seconds),
    ];
  });
  return markdownTable(
    [
      'data',
      'reference',
      'its best',
      'its seconds',
      'attack',
      'seconds to equal',
      'ratio',
      'published code in float64, seconds',
      'ratio',
    ],
    rows,
    [false, false, false, true, false, true, true, true, true],
  );
}

/** What the comparisons come to, in sentences: one for each attack by median cosine, then one for each by images found. */
export function equalFindings(all: readonly Comparison[]): string[] {
  return (['medianCosine', 'aboveHeldOutMax'] as const).flatMap((quality) =>
    ['adam-box', 'evidence', 'corners'].flatMap((attack) => {
      const own = all.filter((one) => one.attack === attack && one.quality === quality);
      return own.length === 0 ? [] : [finding(attack, quality, own)];
    }),
  );
}

function finding(attack: string, quality: Quality, own: readonly Comparison[]): string {
  const sound = own.filter((one) => one.referenceGotAnywhere);
  const words = [...groupBy(sound, ({ data }) => data)].map(([data, group]) => {
    // Against whichever number of candidates was the better reference.
    const best = group.reduce((most, one) => (one.target > most.target ? one : most));
    return { data, ratio: best.ratio };
  });
  const reached = words.flatMap(({ ratio }) => (ratio === null ? [] : [ratio]));
  const nowhere = own.length - sound.length;
  const parts = [
    words.length === 0
      ? ''
      : `${words.map(({ data, ratio }) => `${data}: ${ratio === null ? 'never as good' : `${ratioWords(ratio)} times faster`}`).join('; ')}${reached.length === words.length ? `; median ${ratioWords(quantile(reached, 0.5))}` : ''}.`,
    nowhere === 0
      ? ''
      : `In ${nowhere} of ${own.length} comparisons the reference never found ${leastCount} images within its time, so there is no quality to be equal to.`,
  ].filter((part) => part !== '');
  const measure = quality === 'medianCosine' ? 'median cosine' : 'images found';
  return `- \`${attack}\` against the better of the references (${measure}): ${parts.join(' ')}`;
}

function ratioWords(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1);
}

function same<Value extends VictimCase | Machine>(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
