import type { BarsBlock, Claim, CurvesBlock, DistributionBlock, Fact, ScatterBlock, TableBlock } from '@noprior/report';

/** Training images and their reconstructions that a report shows; the arrays stay in the folder of their step. */
export interface StudyPictures {
  /** What they are of: a point of the grid, a seed, an attack. */
  readonly of: readonly Fact[];
  /** Key of the step that wrote them. */
  readonly key: string;
  /** Its file: arrays `original` and `best` [n, d], `cosine` [n], and `mean` [d], which all are less of; `heldOut` [n, d] for the held-out
   * images nearest to what was found. */
  readonly file: string;
  /** Which images are shown, of more than are: the best matched, or those around the median. Default the first. */
  readonly which?: 'best' | 'median';
  readonly imageShape: readonly [channels: number, height: number, width: number];
}

/** What a study shows, as plain data: a report puts it into words. A claim and its rule are constant strings; what was measured are facts.
 */
export interface StudySummary {
  readonly claims: readonly Claim[];
  readonly tables: readonly TableBlock[];
  readonly charts?: readonly (CurvesBlock | ScatterBlock | BarsBlock | DistributionBlock)[];
  readonly pictures?: readonly StudyPictures[];
}
