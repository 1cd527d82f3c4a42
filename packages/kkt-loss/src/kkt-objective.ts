import type { LayerTensors } from '@noprior/relu-models';
import { add, mul, type Operand, scalar, type Tensor } from '@noprior/tensor';
import { type BoxTensors, boxPrior } from './box-prior.ts';
import type { CandidateTensors } from './candidate-tensors.ts';
import { multiplierFloor } from './objectives/multiplier-floor.ts';
import type { Stationarity, StationarityOptions } from './stationarity.ts';
import { type StationarityForm, stationarityIn } from './stationarity-form.ts';

/** What an attack minimises: which terms, with which weights. */
export interface KktObjectiveOptions extends StationarityOptions {
  /** Default `direct`. */
  readonly form?: StationarityForm;
  /** Multiplier floor; default 0. */
  readonly lambdaMin?: Operand;
  /** Box prior; left out by default. */
  readonly box?: BoxTensors | undefined;
  /** [n, d] the points that the box bounds, where candidates are given in coordinates of another space; default x. */
  readonly boxPoints?: Tensor;
  /** Weight of the multiplier floor; 5 in the reference code and here. */
  readonly lambdaWeight?: number;
  /** Weight of the box; 1 in the reference code and here. */
  readonly boxWeight?: number;
}

/** L_KKT = L_stationary + 5 L_lambda + L_prior with its parts; the parts are weighted, so that they add up to total. */
export interface KktObjective {
  /** [] */
  readonly total: Tensor;
  /** [] in total, and by tensor */
  readonly stationarity: Stationarity;
  /** [] weighted */
  readonly dualFeasibility: Tensor;
  /** [] weighted; 0 without a box */
  readonly prior: Tensor;
}

/** The objective of the KKT reconstruction attack.
 *
 * @param layers      parameters of the network
 * @param candidates  x [n, d], lambda [n], y [n]
 * @returns           [] each
 * @throws {ShapeError} unless x, lambda and y agree on n, and x and the box fit the first layer
 * @see Haim et al. 2022, arXiv:2206.07758, and its reference code for the weights 1, 5 and 1
 * @example kktObjective(constantLayers(network), { x, lambda, y }, { alpha: 100, box: { low: -1, high: 1 } }).total
 */
export function kktObjective(
  layers: readonly LayerTensors[],
  candidates: CandidateTensors,
  options: KktObjectiveOptions = {},
): KktObjective {
  const residual = stationarityIn(options.form ?? 'direct', layers, candidates, options);
  const floor = mul(
    options.lambdaWeight ?? 5,
    multiplierFloor(options.objective ?? 'binary', candidates.lambda, candidates.y, options.lambdaMin ?? 0),
  );
  const prior =
    options.box === undefined
      ? scalar(0, candidates.x.dtype)
      : mul(options.boxWeight ?? 1, boxPrior(options.boxPoints ?? candidates.x, options.box));
  return {
    total: add(add(residual.total, floor), prior),
    stationarity: residual,
    dualFeasibility: floor,
    prior,
  };
}
