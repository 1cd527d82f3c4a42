import { quantile } from '@noprior/metrics';
import type { VictimCase } from '../attack-power-case.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, type ExposureFigures, type FoundFigures, jobsOfKind } from '../attack-power-result.ts';
import { groupBy } from './group-by.ts';
import { exposedToCorners } from './more-exposure-table.ts';

type Entries = readonly AttackPowerEntry[];

/** Images by which a change has to differ in the median to be named. */
export const leastDifference = 2;

/** Runs with a change against those without it. */
interface PairedChange {
  readonly name: string;
  /** Found with it less found without it, for each seed that has both. */
  readonly differences: readonly number[];
}

const exposed: readonly (readonly [string, (figures: ExposureFigures) => FoundFigures])[] = [
  ['KKT from the truth', ({ kktTruth }) => kktTruth],
  ['evidence from the truth', ({ evidenceTruth }) => evidenceTruth],
  ['KKT', ({ kkt }) => kkt],
  ['evidence', ({ evidence }) => evidence],
];

/** Which networks give away more or fewer images than the usual ones of the same seeds, one line for each search. */
export function exposureFindings(jobs: Entries): string[] {
  const entries = jobsOfKind(jobs, 'exposure');
  const [usual, changed] = split(entries, ({ case: one }) => one.axis === 'none');
  return exposed.flatMap(([search, figures]) =>
    finding(
      search,
      pairs(
        changed,
        usual,
        ({ case: one }) => whatDiffers(one.victim),
        (entry) => figures(entry.figures).aboveHeldOutMax,
      ),
    ),
  );
}

/** From which networks with more images corners find more or fewer than from the usual ones of the same seeds, in one line. */
export function moreExposureFindings(jobs: Entries): string[] {
  const entries = exposedToCorners(jobs);
  const [usual, changed] = split(entries, ({ case: one }) => one.axis === undefined);
  return finding(
    'corners',
    pairs(
      changed,
      usual,
      ({ case: one }) => whatDiffers(one.victim),
      ({ figures }) => figures.aboveHeldOutMax,
    ),
  );
}

/** Which changes to one attack find more or fewer images than it does as it is on the same networks, one line for each data set. */
export function ablationFindings(jobs: Entries, attack: 'kkt' | 'evidence'): string[] {
  const entries = jobsOfKind(jobs, 'ablation').filter(({ case: one }) => one.attack === attack);
  return [...groupBy(entries, ({ case: one }) => describeVictim(one.victim))].flatMap(([data, group]) => {
    const [asItIs, changed] = split(group, ({ case: one }) => one.variant === 'as it is');
    return finding(
      data,
      pairs(
        changed,
        asItIs,
        ({ case: one }) => one.variant,
        ({ figures }) => figures.aboveHeldOutMax,
      ),
    );
  });
}

/** The name of a network without its data. */
function whatDiffers(victim: VictimCase): string {
  return describeVictim(victim).replace(/^[^,]*, /, '');
}

/** One line: changes that differ to the same side on every one of several seeds, and by {@link leastDifference} in the median. */
function finding(title: string, changes: readonly PairedChange[]): string[] {
  if (changes.length === 0) return [];
  const [several, single] = split(changes, ({ differences }) => differences.length > 1);
  const [fewer, rest] = split(several, ({ differences }) => isClear(differences.map((one) => -one)));
  const [more, others] = split(rest, ({ differences }) => isClear(differences));
  const named = (some: readonly PairedChange[]): string =>
    some.length === 0 ? 'none' : some.map(({ name, differences }) => `${name} (${differences.join(', ')})`).join('; ');
  const told = several.length === 0 ? [] : [`Fewer with ${named(fewer)}`, `More with ${named(more)}`];
  const untold = [
    ...(others.length === 0 ? [] : [`Not clear: ${others.length} more (${range(others)})`]),
    ...(single.length === 0 ? [] : [`One seed and so no verdict: ${single.length} more (${range(single)})`]),
  ];
  return [`- ${title}. ${[...told, ...untold].join('. ')}.`];
}

/** Entries of the same change, each against the one of the same seed without it. */
function pairs<Entry extends { readonly case: { readonly victim: { readonly seed: number } } }>(
  changed: readonly Entry[],
  unchanged: readonly Entry[],
  name: (entry: Entry) => string,
  count: (entry: Entry) => number,
): PairedChange[] {
  return [...groupBy(changed, name)].flatMap(([change, entries]) => {
    const differences = entries.flatMap((entry) => {
      const own = unchanged.find(({ case: one }) => one.victim.seed === entry.case.victim.seed);
      return own === undefined ? [] : [count(entry) - count(own)];
    });
    return differences.length === 0 ? [] : [{ name: change, differences }];
  });
}

function isClear(differences: readonly number[]): boolean {
  return Math.min(...differences) > 0 && quantile(differences, 0.5) >= leastDifference;
}

function range(changes: readonly PairedChange[]): string {
  const all = changes.flatMap(({ differences }) => differences);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return least === most ? `${least}` : `${least} to ${most}`;
}

function split<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
