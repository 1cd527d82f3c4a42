import { forwardLayers, type LayerTensors } from '@noprior/relu-models';
import { add, definedOnly, fill, matmul, mul, reshape, square, sub, sum, type Tensor } from '@noprior/tensor';
import { type CandidateTensors, checkCandidateTensors } from './candidate-tensors.ts';
import { type GramTerm, gramTerms, wholeGramSystem } from './gram-form.ts';
import { unitOutputs, weightedOutputs } from './objectives/weighted-outputs.ts';
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
  const { x, lambda, y } = candidates;
  const { objective = 'binary', alpha } = options;
  const pass = forwardLayers(layers, x, definedOnly({ alpha }));
  checkCandidateTensors('stationarityGram', candidates, objective, pass.outputs.shape[1]);
  const count = x.shape[0]!;
  const factor = scaleFactor(options.scale ?? 'sum', count);
  // With several multipliers a point its weighted output stands for all of them.
  const hasSeveral = objective === 'per-class';
  const units = hasSeveral
    ? weightedOutputs(objective, pass.outputs, { lambda, y })
    : unitOutputs(objective, pass.outputs, y);
  const coefficients = hasSeveral ? fill(factor, [count], x.dtype) : mul(lambda, factor);
  const parameters = tensorsByName(layers);
  const byTensor: Record<string, Tensor> = {};
  for (const [name, term] of Object.entries(gramTerms(layers, pass, units))) {
    byTensor[name] = add(sum(square(parameters[name]!)), quadratic(term, coefficients));
  }
  const norm = sumOf(Object.values(parameters).map((tensor) => sum(square(tensor))));
  return { total: add(norm, quadratic(wholeGramSystem(layers, pass, units), coefficients)), byTensor };
}

/** c^T K c - 2 t^T c. */
function quadratic({ gram, target }: GramTerm, c: Tensor): Tensor {
  const product = reshape(matmul(gram, reshape(c, [c.shape[0]!, 1])), c.shape);
  return sum(mul(c, sub(product, mul(2, target))));
}
