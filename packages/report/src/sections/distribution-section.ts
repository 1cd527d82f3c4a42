import { definedOnly } from '@noprior/tensor';
import type { DistributionBlock } from '../document/chart-blocks.ts';
import type { SectionBlock } from '../document/document.ts';
import { type Caption, captionedSection } from './section.ts';

/** Groups of values on one axis. */
export interface DistributionSectionOptions extends Caption, Pick<DistributionBlock, 'groups' | 'threshold'> {
  /** Name of the axis, for example `best cosine`. */
  readonly xName: string;
}

const ownLimit =
  'that an attacker could identify which candidates are training images. Where training images score higher than held-out ' +
  'ones, the candidates carry information about the training set.';

/** A section with the distribution of a score by group: one strip a group, all on one axis, with a table of the same numbers. */
export function distributionSection(options: DistributionSectionOptions): SectionBlock {
  const { title, groups, threshold, xName } = options;
  const limit = definedOnly({ threshold });
  return captionedSection(options, ownLimit, [
    { kind: 'distribution', title, axis: { name: xName }, groups, ...limit },
  ]);
}
