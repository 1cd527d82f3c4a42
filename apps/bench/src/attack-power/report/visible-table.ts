import { quantile } from '@noprior/metrics';
import { markdownTable } from '../../report/markdown-table.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, jobsOfKind, type VisibleFigures } from '../attack-power-result.ts';
import { bandEdges } from '../visible-bands.ts';
import { groupBy } from './group-by.ts';

/** Cosine with the visible span from which on an image counts as visible. */
export const visibleAt = 0.99;

/** What was found of the images that the first layer shows well, less well, and hardly; seeds together. */
export function visibleTable(jobs: readonly AttackPowerEntry[]): string[] {
  const seen = jobsOfKind(jobs, 'attack').flatMap(({ case: one, figures }) =>
    figures.visible === undefined || one.axis !== undefined ? [] : [{ one, visible: figures.visible }],
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

/** Median rank of the visible span and of the number of images near it; networks that do not say it are left out. */
export function visibleCells(all: readonly (VisibleFigures | undefined)[]): [string, string] {
  const said = all.filter((one) => one !== undefined);
  if (said.length === 0) return ['-', '-'];
  const middle = (values: readonly number[]): string => String(Number(quantile(values, 0.5).toFixed(1)));
  return [middle(said.map(({ rank }) => rank)), middle(said.map((one) => visibleImages(one, visibleAt)))];
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
