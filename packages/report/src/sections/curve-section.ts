import type { CurveSeries } from '../document/chart-blocks.ts';
import type { SectionBlock } from '../document/document.ts';
import { type Caption, captionedSection } from './section.ts';

/** Curves with both axes logarithmic. */
export interface CurveSectionOptions extends Caption {
  readonly series: readonly CurveSeries[];
  readonly xName: string;
  readonly yName: string;
}

/** A section with curves on two logarithmic axes, on which a power law is a straight line and its exponent the slope. */
export function curveSection(options: CurveSectionOptions): SectionBlock {
  const { title, series, xName, yName } = options;
  const [x, y] = [xName, yName].map((name) => ({ name, scale: 'log' as const }));
  return captionedSection(options, '', [{ kind: 'curves', title, x: x!, y: y!, series }]);
}
