import type { KktResults } from '@noprior/certificate';
import type { Preprocessing } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import type { SectionBlock } from '../document/document.ts';
import { groupSection } from '../sections/group-section.ts';
import { tableSection } from '../sections/table-section.ts';
import { textSection } from '../sections/text-section.ts';
import { farPictureSection } from './far-pictures.ts';

/** The points of another set, as what they may look like. */
export interface SetPictures {
  /** [n, d] */
  readonly points: HostTensor;
  readonly preprocessing: Preprocessing;
}

/** The other set beside the training set.
 *
 * @param pictures  its points, where they are to be drawn
 */
export function alternativeSection(
  { alternative, supportVectors }: KktResults,
  pictures: SetPictures | undefined,
): SectionBlock {
  const { set } = alternative;
  if (set === null) return textSection('The other set', ['None was built; the first finding says why.']);
  const { points, distances, stationarity, clarke, margins, delta, patterns } = set;
  const { points: compared, units, changedUnits } = patterns;
  const table = tableSection({
    title: '',
    note: `Every point with a positive multiplier was split in two, along a direction orthogonal to all points and to its own input gradient. ${changedUnits} of ${units} hidden units changed sides, compared at ${compared} points.`,
    columns: ['measure', 'training set', 'other set'],
    rows: [
      ['points', supportVectors, points],
      ['distance to the nearest training point, lowest', 0, distances.min],
      ['distance, median', 0, distances.median],
      ['L_stationary, hard derivative', digits(stationarity.before), digits(stationarity.after)],
      ...(clarke === null
        ? []
        : [['L_stationary, derivatives chosen on kinks', digits(clarke.before), digits(clarke.after)]]),
      ['smallest margin', digits(margins.before.min), digits(margins.after.min)],
      ['median margin', digits(margins.before.median), digits(margins.after.median)],
      ['largest margin', digits(margins.before.max), digits(margins.after.max)],
      ['delta', digits(delta.before), digits(delta.after)],
    ],
    doesNotProve:
      'that the training set cannot be told from this one by other means: projected onto the span of the points, both are the same images.',
  });
  const drawn = pictures && farPictureSection(pictures.points, pictures.preprocessing);
  return groupSection('The other set', drawn === undefined ? [table] : [drawn, table]);
}

/** Nine digits: here it is the agreement that counts. */
function digits(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(9);
}
