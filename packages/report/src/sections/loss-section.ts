import type { CurveSeries, CurvesBlock } from '../document/chart-blocks.ts';
import type { SectionBlock } from '../document/document.ts';
import { type Caption, captionedSection } from './section.ts';

/** Loss curves with values to compare them with. */
export interface LossSectionOptions extends Caption {
  /** Points are iteration and loss, in the order of the run. */
  readonly series: readonly CurveSeries[];
  /** Drawn as dashed lines over the whole width, for example the oracle loss. */
  readonly reference?: NonNullable<CurvesBlock['references']>;
}

const ownLimit =
  'that the training set was found. Other sets of candidates have its loss, or a lower one; the images and their scores ' +
  'beside the controls decide.';

/** A section with loss curves by iteration. The legend has the last value of each curve and the value of each reference line. */
export function lossSection(options: LossSectionOptions): SectionBlock {
  const { title, series, reference = [] } = options;
  const x = { name: 'iteration', scale: 'linear' as const };
  return captionedSection(options, ownLimit, [
    { kind: 'curves', title, x, y: { name: 'loss' }, series, references: reference },
  ]);
}
