import type { SpanBasis } from '@noprior/first-layer-spectrum';
import type { Candidates, Scale } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend, Dtype } from '@noprior/tensor';

/** Where candidates begin. Lengths are of x, in the unit of the inputs. */
export type StartConfig =
  /** Independent normal coordinates with this standard deviation. */
  | { readonly kind: 'gaussian'; readonly scale: number }
  /** Uniform on the sphere of this radius. */
  | { readonly kind: 'sphere'; readonly radius: number }
  /** Uniform on the sphere of this radius within the span of the samples, around its point nearest to 0. */
  | { readonly kind: 'row-space'; readonly radius: number }
  /** Centres of clusters of W_1's rows at this distance from that point, labelled by the sign of the rows' effect on
   * the output. */
  | { readonly kind: 'rows'; readonly radius: number }
  /** `row-space`, then so many rounds of the linear system for points under the patterns of the current ones. */
  | ({ readonly kind: 'linear'; readonly radius: number } & LinearStartOptions);

/** Settings of the linear start. */
export interface LinearStartOptions {
  /** Rounds. */
  readonly rounds: number;
  /** Share of each round's solution in the next points, in (0, 1]. */
  readonly damping: number;
  /** Ridge on the system, relative to the mean square of the candidates' signals; above 0. */
  readonly ridge: number;
  /** Points are pulled back to at most so many radii from the point of the span that is nearest to 0. */
  readonly most: number;
}

/** What a start may use. Nothing here is knowledge of the data. */
export interface StartInput {
  readonly network: ReluNetwork;
  /** Of the samples, by `estimateSpan`; not used by `gaussian` and `sphere`. */
  readonly span: SpanBasis;
  readonly candidatesPerClass: number;
  /** That of the attack's configuration, `sum` for the evidence attack: how large multipliers are drawn. */
  readonly scale: Scale;
  readonly seed: number;
  readonly dtype: Dtype;
  readonly backend: Backend;
}

/** A start. */
export type Start = (input: StartInput) => Promise<Candidates>;
