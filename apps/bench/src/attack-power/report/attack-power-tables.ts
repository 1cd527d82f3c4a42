import { quantile } from '@noprior/metrics';
import { markdownTable } from '../../report/markdown-table.ts';
import type { AblationCase, AttackCase, VictimCase } from '../attack-power-case.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, type FoundFigures, jobsOfKind } from '../attack-power-result.ts';
import { groupBy } from './group-by.ts';
import { MachineLetters } from './machine-letters.ts';
import { visibleAt, visibleCells } from './visible-table.ts';

type Entries = readonly AttackPowerEntry[];

const headings = [
  'seeds',
  'candidates',
  'seconds',
  'found (median)',
  'found (each)',
  'cosine above 0.9',
  'median cosine',
  'held-out median',
  'held-out max',
  'rows of W_1',
  'AUC',
  'evidence / 1e6',
  'taken for samples: true of all',
];

/** The main attacks, seeds together. */
export function attackTable(jobs: Entries): string[] {
  const entries = jobsOfKind(jobs, 'attack').filter(({ case: one }) => one.axis === undefined);
  const groups = groupBy(entries, ({ case: one }) => attackTitle(one));
  const letters = new MachineLetters(jobs);
  const rows = [...groups].map(([name, entries]) => [name, ...foundCells(entries, letters)]);
  return markdownTable(['data, attack', ...headings], rows, [false, ...headings.map(() => true)]);
}

/** The changes to one attack, beside it as it is. */
export function ablationTable(jobs: Entries, attack: AblationCase['attack']): string[] {
  const entries = jobsOfKind(jobs, 'ablation').filter(({ case: one }) => one.attack === attack);
  if (entries.length === 0) return ['Not measured.'];
  const groups = groupBy(entries, ({ case: one }) => `${describeVictim(one.victim)}: ${one.variant}`);
  const letters = new MachineLetters(jobs);
  const rows = [...groups].map(([, group]) => {
    const { victim, variant } = group[0]!.case;
    return [describeVictim(victim), variant, ...foundCells(group, letters)];
  });
  return markdownTable(['data', 'variant', ...headings], rows, [false, false, ...headings.map(() => true)]);
}

/** What the ends of the curves were. */
export function curveTable(jobs: Entries): string[] {
  const letters = new MachineLetters(jobs);
  const rows = jobsOfKind(jobs, 'curve').map(({ case: one, machine, figures }) => {
    const last = figures.points.at(-1)!;
    return [
      describeVictim(one.victim),
      one.method,
      String(figures.candidates),
      letters.mark(figures.seconds.toFixed(0), [{ machine }]),
      `${figures.iterations}${figures.ended === 'maxSeconds' ? ', time was up' : ''}`,
      `${last.aboveHeldOutMax} of ${figures.images}`,
      String(last.above09),
      last.medianCosine.toFixed(2),
      last.heldOutMedian.toFixed(2),
    ];
  });
  const columns = [
    'data',
    'method',
    'candidates',
    'seconds',
    'iterations',
    'found',
    'cosine above 0.9',
    'median cosine',
  ];
  return markdownTable([...columns, 'held-out median'], rows, [false, false, ...columns.slice(1).map(() => true)]);
}

/** Which networks are the exposed ones. */
export function exposureTable(jobs: Entries): string[] {
  const entries = jobsOfKind(jobs, 'exposure');
  if (entries.length === 0) return ['Not measured.'];
  const groups = groupBy(entries, ({ case: one }) => `${one.axis}: ${describeVictim(one.victim)}`);
  const rows = [...groups].map(([, group]) => {
    const { axis, victim } = group[0]!.case;
    const cell = (pick: (entry: AttackPowerEntry<'exposure'>) => FoundFigures): string[] => {
      const found = group.map(pick);
      return [
        `${number(median(found, 'aboveHeldOutMax'))} (${found.map(({ aboveHeldOutMax }) => aboveHeldOutMax).join(', ')})`,
        median(found, 'medianCosine').toFixed(2),
      ];
    };
    return [
      axis === 'none' ? 'the usual network' : axis,
      describeVictim(victim),
      group.map(({ case: one }) => one.victim.seed).join(', '),
      middle(group.map(({ figures }) => figures.training.loss)).toExponential(1),
      number(middle(group.map(({ figures }) => figures.training.iterations))),
      ...visibleCells(group.map(({ figures }) => figures.kktTruth.visible)),
      ...cell(({ figures }) => figures.kktTruth),
      ...cell(({ figures }) => figures.evidenceTruth),
      ...cell(({ figures }) => figures.kkt),
      ...cell(({ figures }) => figures.evidence),
      median(
        group.map(({ figures }) => figures.evidence),
        'heldOutMedian',
      ).toFixed(2),
    ];
  });
  const columns = [
    'what differs',
    'network',
    'seeds',
    'loss',
    'steps',
    'visible rank',
    `images visible at ${visibleAt}`,
    'KKT from the truth: found',
    'median cosine',
    'evidence from the truth: found',
    'median cosine',
    'KKT: found',
    'median cosine',
    'evidence: found',
    'median cosine',
    'held-out median (evidence)',
  ];
  return markdownTable(columns, rows, [false, false, ...columns.slice(2).map(() => true)]);
}

/** Precision at the top of the ranking. */
export function choiceTable(jobs: Entries): string[] {
  const entries = jobsOfKind(jobs, 'choice');
  if (entries.length === 0) return ['Not measured.'];
  const { shares } = entries[0]!.figures;
  const rows = entries.map(({ case: one, figures }) => [
    describeVictim(one.victim),
    String(one.victim.seed),
    String(one.runs),
    String(figures.ranked),
    ...figures.precision.map((value, index) => `${percent(value)} (${percent(figures.recall[index]!)})`),
    figures.averagePrecision.toFixed(2),
  ]);
  return markdownTable(
    ['data', 'seed', 'runs', 'ranked', ...shares.map((share) => `best ${percent(share)}`), 'average precision'],
    rows,
    [false, ...entries[0]!.figures.shares.map(() => true), true, true, true, true],
  );
}

function attackTitle({ victim, attack }: AttackCase): string {
  return `${describeVictim(victim)}, ${attack}`;
}

function foundCells(
  entries: readonly (Pick<AttackPowerEntry, 'machine'> & {
    readonly case: { victim: VictimCase };
    readonly figures: FoundFigures;
  })[],
  letters: MachineLetters,
): string[] {
  const figures = entries.map((entry) => entry.figures);
  const two = (key: NumericKey): string => median(figures, key).toFixed(2);
  return [
    entries.map(({ case: one }) => one.victim.seed).join(', '),
    number(median(figures, 'candidates')),
    letters.mark(median(figures, 'seconds').toFixed(0), entries),
    `${number(median(figures, 'aboveHeldOutMax'))} of ${figures[0]!.images}`,
    figures.map(({ aboveHeldOutMax }) => aboveHeldOutMax).join(', '),
    number(median(figures, 'above09')),
    two('medianCosine'),
    two('heldOutMedian'),
    two('heldOutMax'),
    two('rowsMedian'),
    two('auc'),
    (median(figures, 'evidence') / 1e6).toFixed(3),
    figures.map((one) => (one.accepted === undefined ? '-' : `${one.acceptedTrue} of ${one.accepted}`)).join(', '),
  ];
}

type NumericKey = {
  [Key in keyof FoundFigures]-?: FoundFigures[Key] extends number ? Key : never;
}[keyof FoundFigures];

function median(figures: readonly FoundFigures[], key: NumericKey): number {
  return middle(figures.map((one) => one[key]));
}

function middle(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function number(value: number): string {
  return String(Number(value.toFixed(1)));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
