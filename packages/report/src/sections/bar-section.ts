import type { BarsBlock } from '../document/chart-blocks.ts';
import type { SectionBlock } from '../document/document.ts';
import { type Caption, captionedSection } from './section.ts';

/** Horizontal bars on a logarithmic axis. */
export interface BarSectionOptions
  extends Caption,
    Pick<BarsBlock, 'bars' | 'kinds' | 'columns' | 'key' | 'spreadName'> {
  /** What the axis counts, for example `ms`. */
  readonly unit: string;
  /** Ends of the axis, powers of ten, for several charts on one scale; those that enclose the bars unless given. */
  readonly range?: { readonly min: number; readonly max: number };
}

/** A section with horizontal bars on a logarithmic axis, whiskers on them, and texts beside them. */
export function barSection(options: BarSectionOptions): SectionBlock {
  const { title, note: _, doesNotProve: __, unit, range = {}, ...bars } = options;
  return captionedSection(options, '', [
    { kind: 'bars', title, axis: { name: unit, scale: 'log', ...range }, ...bars },
  ]);
}
