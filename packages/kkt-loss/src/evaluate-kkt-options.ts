import type { Dtype } from '@noprior/tensor';
import type { Box } from './box.ts';
import type { ObjectiveKind } from './objectives/objective-kind.ts';
import type { Scale } from './scale.ts';
import type { StationarityForm } from './stationarity-form.ts';

/** Which loss is evaluated, and where. */
export interface EvaluateKktOptions {
  /** Sharpness of the surrogate derivative; without it the derivative is hard. */
  readonly alpha?: number;
  /** Unit of the multipliers and of `lambdaMin`: `mean` for those of the reference code. Default `sum`. */
  readonly scale?: Scale;
  /** Default `binary`. */
  readonly objective?: ObjectiveKind;
  /** Default `direct`. */
  readonly form?: StationarityForm;
  /** Multiplier floor; default 0. */
  readonly lambdaMin?: number;
  /** Box prior; none by default. */
  readonly box?: Box | undefined;
  /** Default `float64`. */
  readonly dtype?: Dtype;
  /** Whether the gradients of the total are wanted; default false. */
  readonly gradients?: boolean;
}
