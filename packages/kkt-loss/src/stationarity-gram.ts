import type { LayerTensors } from '@noprior/relu-models';
import { add, matmul, mul, reshape, square, sub, sum, type Tensor } from '@noprior/tensor';
import { type CandidateTensors, checkCandidateTensors } from './candidate-tensors.ts';
import { type GramTerm, gramSystem, wholeGramSystem } from './gram-form.ts';
import { scaleFactor } from './scale.ts';
import { type Stationarity, type StationarityOptions, sumOf } from './stationarity.ts';
import { tensorsByName } from './tensors-by-name.ts';

/** The same residual as {@link stationarity} in the Gram form  ||theta||^2 - 2 t^T c + c^T K c,  c_i = s lambda_i.
 *
 * Cheaper where n is small against the widths: two products of size n d m for the first layer and four for a hidden
 * one, plus products of size n^2 (d + m). In float32 it loses digits to cancellation where the residual is small
 * against ||theta||^2: expect about 3e-8 ||theta||^2 of absolute error. The total is computed from the Gram system of all
 * parameters together, which costs less than the sum of its parts.
 *
 * @param layers      parameters of the network
 * @param candidates  x [n, d], lambda [n], y [n]
 * @returns           total and parts, [] each, in squared parameter units; may be negative by rounding
 * @throws {ShapeError} unless x, lambda and y agree on n, and x fits the first layer
 * @see {@link gramSystem}
 * @example stationarityGram(constantLayers(network), { x, lambda, y }, { alpha: 100 }).total
 */
export function stationarityGram(
  layers: readonly LayerTensors[],
  candidates: CandidateTensors,
  options: StationarityOptions = {},
): Stationarity {
  checkCandidateTensors('stationarityGram', candidates);
  const count = candidates.x.shape[0]!;
  const coefficients = mul(candidates.lambda, scaleFactor(options.scale ?? 'mean', count));
  const parameters = tensorsByName(layers);
  const byTensor: Record<string, Tensor> = {};
  for (const [name, term] of Object.entries(gramSystem(layers, candidates, options))) {
    byTensor[name] = add(sum(square(parameters[name]!)), quadratic(term, coefficients));
  }
  const norm = sumOf(Object.values(parameters).map((tensor) => sum(square(tensor))));
  const whole = wholeGramSystem(layers, candidates.x, options);
  return { total: add(norm, quadratic(whole, mul(coefficients, candidates.y))), byTensor };
}

/** c^T K c - 2 t^T c. */
function quadratic({ gram, target }: GramTerm, c: Tensor): Tensor {
  const product = reshape(matmul(gram, reshape(c, [c.shape[0]!, 1])), c.shape);
  return sum(mul(c, sub(product, mul(2, target))));
}
