import type { HostTensor } from '@noprior/tensor';
import type { SpanEstimate } from '../span/estimate-span.ts';
import type { CornerVerdict } from './corner-verdict.ts';

/** What one round did. */
export interface CornerRound {
  readonly round: number;
  /** Since the attack began. */
  readonly seconds: number;
  /** Directions that were followed. */
  readonly directions: number;
  /** Different corners that they led to, those accepted before left out. */
  readonly distinct: number;
  /** Different corners that as many random directions led to: the law of chance is theirs. */
  readonly chance: number;
  /** How many of these are among the corners that they judge. */
  readonly shared: number;
  /** A corner with more tight coordinates was accepted in this round, if there are at least 8 corners of chance or points were accepted before. */
  readonly threshold: number;
  readonly accepted: number;
  /** Different points that tightening led to; 0 without it. */
  readonly tightened: number;
}

/** A point that a corner attack came upon. */
export interface Corner {
  /** Number of coordinates at an end of the box. */
  readonly tight: number;
  /** By how many deviations that is above the median of corners of chance. */
  readonly excess: number;
  /** Directions that led to it. */
  readonly hits: number;
  readonly round: number;
  readonly accepted: boolean;
  /** Whether it was tightened, and so is no corner any more. */
  readonly tightened: boolean;
}

/** What a corner attack found. */
export interface CornerAttackResult {
  /** [n, d] accepted points by round, then up to 200 others: tightened points, those to which most directions led, by falling `hits`, then
   * corners, by falling `excess`. All in the box. */
  readonly x: HostTensor;
  /** [n][q] multiples of `config.free` by which the points are nearest to what the network was trained on; empty rows without any. */
  readonly moved: readonly Float64Array[];
  /** [n, d] the points with these multiples added: what the network was trained on, if they are samples. `x` itself without `config.free`. */
  readonly asTrained: HostTensor;
  /** [n] of each point. */
  readonly corners: readonly Corner[];
  /** How many of the points are accepted. */
  readonly accepted: number;
  /** Whether acceptance says anything, and why. */
  readonly verdict: CornerVerdict['verdict'];
  readonly reason: string;
  readonly span: SpanEstimate;
  readonly rounds: readonly CornerRound[];
  readonly seconds: number;
  /** `exhausted`: nothing more was found, or as many as the span has directions. */
  readonly ended: 'exhausted' | 'rounds' | 'maxSeconds' | 'aborted';
}
