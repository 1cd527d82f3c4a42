import { quantile } from '@noprior/metrics';
import { markdownTable } from '../../report/markdown-table.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, jobsOfKind } from '../attack-power-result.ts';
import { groupBy } from './group-by.ts';

type AttackEntries = readonly AttackPowerEntry<'attack'>[];

const ceilings = ['kkt from the truth', 'evidence from the truth'] as const;

/** The attack that finds most on each kind of network, beside what the two searches keep of the truth on the same seeds. */
export function ceilingTable(jobs: readonly AttackPowerEntry[]): string[] {
  const rows = [...groupBy(jobsOfKind(jobs, 'attack'), ({ case: one }) => describeVictim(one.victim))].flatMap(
    ([data, entries]) => {
      const searches = [...groupBy(entries, ({ case: one }) => one.attack)];
      return ceilings.flatMap((ceiling) => {
        const kept = searches.find(([attack]) => attack === ceiling)?.[1];
        if (kept === undefined) return [];
        const [attack, found] = strongest(searches.filter(([name]) => !isCeiling(name)));
        const pairs = found.flatMap((entry) => {
          const own = kept.find(({ case: one }) => one.victim.seed === entry.case.victim.seed);
          return own === undefined ? [] : [[count(entry), count(own)] as const];
        });
        if (pairs.length === 0) return [];
        return [
          [
            data,
            attack,
            `${middle(pairs.map(([one]) => one))} (${pairs.map(([one]) => one).join(', ')})`,
            ceiling,
            `${middle(pairs.map(([, one]) => one))} (${pairs.map(([, one]) => one).join(', ')})`,
            pairs.map(([one, most]) => (most === 0 ? '-' : `${Math.round((100 * one) / most)} %`)).join(', '),
          ],
        ];
      });
    },
  );
  if (rows.length === 0) return ['Not measured.'];
  const columns = ['data', 'strongest attack', 'found', 'ceiling', 'kept', 'found of kept, each seed'];
  return markdownTable(columns, rows, [false, false, true, false, true, true]);
}

/** The name and the runs of the attack with the highest median count. */
function strongest(attacks: readonly (readonly [string, AttackEntries])[]): readonly [string, AttackEntries] {
  const of = (entries: AttackEntries): number => middle(entries.map(count));
  return attacks.reduce((most, one) => (of(one[1]) > of(most[1]) ? one : most), ['none', []] as const);
}

function isCeiling(attack: string): boolean {
  return ceilings.some((one) => one === attack);
}

function count({ figures }: AttackPowerEntry<'attack'>): number {
  return figures.aboveHeldOutMax;
}

function middle(values: readonly number[]): number {
  return values.length === 0 ? Number.NEGATIVE_INFINITY : quantile(values, 0.5);
}
