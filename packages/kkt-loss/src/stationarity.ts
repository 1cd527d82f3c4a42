import { forwardLayers, type LayerTensors } from '@noprior/relu-models';
import { add, definedOnly, gradients, mul, type Operand, square, sub, sum, type Tensor } from '@noprior/tensor';
import { type CandidateTensors, checkCandidateTensors } from './candidate-tensors.ts';
import type { ObjectiveKind } from './objectives/objective-kind.ts';
import { weightedOutputs } from './objectives/weighted-outputs.ts';
import { type Scale, scaleFactor } from './scale.ts';
import { tensorsByName } from './tensors-by-name.ts';

/** How relu is differentiated, how the sum over candidates is scaled, and what is summed. */
export interface StationarityOptions {
  /** Sharpness of the surrogate derivative sigmoid(alpha z); without it the derivative is hard, 1 for z > 0 else 0. */
  readonly alpha?: Operand | undefined;
  /** Default `sum`; the reference code has `mean`. */
  readonly scale?: Scale;
  /** Default `binary`. */
  readonly objective?: ObjectiveKind | undefined;
}

/** L_stationary, and its part in every parameter tensor. */
export interface Stationarity {
  /** [] squared parameter units */
  readonly total: Tensor;
  /** [] for each parameter tensor, by its name (`layers.0.weight`, ...) */
  readonly byTensor: Readonly<Record<string, Tensor>>;
}

/** Squared KKT stationarity residual  sum_l || W_l - s sum_i lambda_i y_i grad_{W_l} Phi(theta; x_i) ||_F^2,  or what
 * {@link ObjectiveKind} has in place of the sum, in the direct form: the weighted sum of gradients is formed, tensor by tensor.
 *
 * The inner gradient is taken by `gradients` of sum_i lambda_i y_i Phi(x_i) or {@link weightedOutputs}, so the result can be differentiated by x
 * and lambda in turn. Biases are parameter tensors too. Cost of a value with its gradient: five products of size
 * n d m for the first layer, seven for each hidden one.
 *
 * @param layers      parameters of the network
 * @param candidates  x [n, d], lambda [n], y [n]
 * @returns           total and parts, [] each, in squared parameter units
 * @throws {ShapeError} unless x, lambda and y agree on n, and x fits the first layer
 * @see Haim et al. 2022, arXiv:2206.07758, L_stationary. The paper has s = 1, its reference code s = 1/n.
 * @example stationarity(constantLayers(network), { x, lambda, y }, { alpha: 100 }).total
 */
export function stationarity(
  layers: readonly LayerTensors[],
  { x, lambda, y }: CandidateTensors,
  options: StationarityOptions = {},
): Stationarity {
  const { objective = 'binary', alpha } = options;
  const { outputs } = forwardLayers(layers, x, definedOnly({ alpha }));
  checkCandidateTensors('stationarity', { x, lambda, y }, objective, outputs.shape[1]);
  const weighted = mul(
    sum(weightedOutputs(objective, outputs, { lambda, y })),
    scaleFactor(options.scale ?? 'sum', x.shape[0]!),
  );
  const parameters = tensorsByName(layers);
  const names = Object.keys(parameters);
  const sums = gradients(weighted, Object.values(parameters));
  const byTensor: Record<string, Tensor> = {};
  names.forEach((name, index) => {
    byTensor[name] = sum(square(sub(parameters[name]!, sums[index]!)));
  });
  return { total: sumOf(Object.values(byTensor)), byTensor };
}

/** Sum of scalars; at least one. */
export function sumOf(terms: readonly Tensor[]): Tensor {
  return terms.reduce((total, term) => add(total, term));
}
