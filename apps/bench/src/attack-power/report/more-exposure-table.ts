import { quantile } from '@noprior/metrics';
import { markdownTable } from '../../report/markdown-table.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, type FoundFigures, jobsOfKind } from '../attack-power-result.ts';
import { groupBy } from './group-by.ts';
import { visibleAt, visibleCells } from './visible-table.ts';

/** BoxVertex attacks on networks that differ in one respect, after those on the usual networks of the same data. */
export function exposedToCorners(jobs: readonly AttackPowerEntry[]): AttackPowerEntry<'attack'>[] {
  const corners = jobsOfKind(jobs, 'attack').filter(({ case: one }) => one.attack === 'corners');
  const changed = corners.filter(({ case: one }) => one.axis !== undefined);
  const data = new Set(changed.map(({ case: one }) => describeVictim(one.victim).replace(/,.*/, '')));
  return [...corners.filter(({ case: one }) => data.has(describeVictim(one.victim))), ...changed];
}

/** What corners find of more images, by what differs in the network. */
export function moreExposureTable(jobs: readonly AttackPowerEntry[]): string[] {
  const entries = exposedToCorners(jobs);
  if (entries.length === 0) return ['Not measured.'];
  const rows = [...groupBy(entries, ({ case: one }) => describeVictim(one.victim))].map(([network, group]) => {
    const middle = (pick: (figures: FoundFigures) => number): number =>
      quantile(
        group.map(({ figures }) => pick(figures)),
        0.5,
      );
    return [
      group[0]!.case.axis ?? 'the usual network',
      network,
      group.map(({ case: one }) => one.victim.seed).join(', '),
      ...visibleCells(group.map(({ figures }) => figures.visible)),
      `${middle(({ aboveHeldOutMax }) => aboveHeldOutMax)} (${group.map(({ figures }) => figures.aboveHeldOutMax).join(', ')})`,
      String(middle(({ above09 }) => above09)),
      middle(({ medianCosine }) => medianCosine).toFixed(2),
      middle(({ heldOutMax }) => heldOutMax).toFixed(2),
      group.map(({ figures }) => `${figures.acceptedTrue ?? '-'} of ${figures.accepted ?? '-'}`).join(', '),
    ];
  });
  const columns = [
    ...['what differs', 'network', 'seeds', 'visible rank', `images visible at ${visibleAt}`, 'found'],
    ...['cosine above 0.9', 'median cosine', 'held-out max', 'taken for samples: true of all'],
  ];
  return markdownTable(columns, rows, [false, false, ...columns.slice(2).map(() => true)]);
}
