import { quantile } from '@noprior/metrics';
import { markdownTable } from '../../report/markdown-table.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, jobsOfKind, type VisibleFigures } from '../attack-power-result.ts';
import { bandEdges } from '../visible-bands.ts';
import { groupBy } from './group-by.ts';

/** What was found of the images that the first layer shows well, less well, and hardly; seeds together. */
export function visibleTable(jobs: readonly AttackPowerEntry[]): string[] {
  const seen = jobsOfKind(jobs, 'attack').flatMap(({ case: one, figures }) =>
    figures.visible === undefined ? [] : [{ one, visible: figures.visible }],
  );
  if (seen.length === 0) return ['Not measured.'];
  const rows = [...groupBy(seen, ({ one }) => `${describeVictim(one.victim)}, ${one.attack}`)].map(([name, group]) => [
    name,
    group.map(({ one }) => one.victim.seed).join(', '),
    String(
      quantile(
        group.map(({ visible }) => visible.rank),
        0.5,
      ),
    ),
    ...bandEdges.map((edge) =>
      bandCell(
        group.map(({ visible }) => visible),
        edge,
      ),
    ),
  ]);
  const columns = ['data, attack', 'seeds', 'visible rank', ...bandEdges.map(bandName)];
  return markdownTable(columns, rows, [false, ...columns.slice(1).map(() => true)]);
}

/** Images in a band at least so visible. */
export function visibleImages({ bands }: VisibleFigures, from: number): number {
  return bands.filter((band) => band.from >= from).reduce((total, { images }) => total + images, 0);
}

function bandCell(all: readonly VisibleFigures[], edge: number): string {
  const own = all.flatMap(({ bands }) => bands.filter(({ from }) => from === edge));
  const [found, images] = [own.reduce((sum, one) => sum + one.found, 0), own.reduce((sum, one) => sum + one.images, 0)];
  return images === 0 ? '-' : `${found} of ${images}`;
}

function bandName(from: number, index: number): string {
  const to = bandEdges[index - 1];
  if (to === undefined) return `from ${from}`;
  return from === 0 ? `below ${to}` : `${from} to ${to}`;
}
