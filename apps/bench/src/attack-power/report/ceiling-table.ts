import { quantile } from '@noprior/metrics';
import { markdownTable } from '../../report/markdown-table.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, jobsOfKind } from '../attack-power-result.ts';
import { groupBy } from './group-by.ts';

type AttackEntries = readonly AttackPowerEntry<'attack'>[];

const ceilings = ['kkt from the truth', 'evidence from the truth'] as const;

/** The attacks that find most on each kind of network, all of them where medians tie, beside what the two searches keep of the truth on the same seeds. */
export function ceilingTable(jobs: readonly AttackPowerEntry[]): string[] {
  const rows = [...groupBy(jobsOfKind(jobs, 'attack'), ({ case: one }) => describeVictim(one.victim))].flatMap(
    ([data, entries]) => {
      const searches = [...groupBy(entries, ({ case: one }) => one.attack)];
      return ceilings.flatMap((ceiling) => {
        const kept = searches.find(([attack]) => attack === ceiling)?.[1];
        if (kept === undefined) return [];
        return strongest(searches.filter(([name]) => !isCeiling(name))).flatMap(([attack, found]) => {
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
      });
    },
  );
  if (rows.length === 0) return ['Not measured.'];
  const columns = ['data', 'strongest attack', 'found', 'ceiling', 'kept', 'found of kept, each seed'];
  return markdownTable(columns, rows, [false, false, true, false, true, true]);
}

/** Names and runs of the attacks with the highest median count. */
function strongest(attacks: readonly (readonly [string, AttackEntries])[]): (readonly [string, AttackEntries])[] {
  const of = (entries: AttackEntries): number => middle(entries.map(count));
  const most = Math.max(...attacks.map(([, entries]) => of(entries)));
  return attacks.filter(([, entries]) => of(entries) === most);
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
