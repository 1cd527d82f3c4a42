import { forwardLayers, type LayerPass, type LayerTensors } from '@noprior/relu-models';
import { add, definedOnly, gradients, matmul, mul, sub, sum, type Tensor } from '@noprior/tensor';
import { type CandidateTensors, checkCandidateTensors } from './candidate-tensors.ts';
import { unitOutputs } from './objectives/weighted-outputs.ts';
import type { StationarityOptions } from './stationarity.ts';

/** Inner products of the signed sample gradients y_i g_i of one parameter tensor. */
export interface GramTerm {
  /** [n, n]  K_ij = <y_i g_i, y_j g_j> */
  readonly gram: Tensor;
  /** [n]  t_i = <theta, y_i g_i> */
  readonly target: Tensor;
}

/** The Gram system of every parameter tensor, by its name.
 *
 * With `delta_l` the derivative of Phi by the pre-activations of layer l, a sample's gradient is the outer product of
 * delta_l and h_{l-1}, so inner products factor:
 * `K_ij = y_i y_j (h_{l-1,i} . h_{l-1,j}) (delta_{l,i} . delta_{l,j})` for a weight and
 * `K_ij = y_i y_j (delta_{l,i} . delta_{l,j})` for a bias. No gradient of the size of the parameters is formed.
 *
 * With hard derivatives and biases in the first layer at most, the targets of every layer, weight and bias together,
 * are y_i Phi(x_i), so all targets add up to L y_i Phi(x_i) (Euler).
 *
 * @param layers      parameters of the network
 * @param candidates  x [n, d], y [n]
 * @throws {ShapeError} unless x and y agree on n, and x fits the first layer
 * @throws {DomainError} for the objective `per-class`, where a point has several gradients
 * @see {@link stationarityGram}, which uses it in the loss; {@link oracleLoss}, which minimises over lambda
 * @example gramSystem(constantLayers(network), { x, y })['layers.0.weight'].gram // [n, n]
 */
export function gramSystem(
  layers: readonly LayerTensors[],
  { x, y }: Pick<CandidateTensors, 'x' | 'y'>,
  { alpha, objective = 'binary' }: Pick<StationarityOptions, 'alpha' | 'objective'> = {},
): Record<string, GramTerm> {
  checkCandidateTensors('gramSystem', { x, y });
  const pass = forwardLayers(layers, x, definedOnly({ alpha }));
  return gramTerms(layers, pass, unitOutputs(objective, pass.outputs, y));
}

/** The Gram system of any function of a sample's outputs, for every parameter tensor.
 *
 * @param pass     of the samples through the layers
 * @param outputs  [n], each depending on the outputs of its own sample alone; g_i is its gradient
 */
export function gramTerms(
  layers: readonly LayerTensors[],
  { preActivations, activations }: LayerPass,
  outputs: Tensor,
): Record<string, GramTerm> {
  const deltas = gradients(sum(outputs), preActivations);
  const terms: Record<string, GramTerm> = {};
  layers.forEach(({ bias }, index) => {
    const delta = deltas[index]!;
    const h = activations[index]!;
    const deltaGram = matmul(delta, delta, { transposeB: true });
    const preActivation = preActivations[index]!;
    const linear = bias === undefined ? preActivation : sub(preActivation, bias);
    terms[`layers.${index}.weight`] = {
      gram: mul(matmul(h, h, { transposeB: true }), deltaGram),
      target: sum(mul(delta, linear), { axes: 1 }),
    };
    if (bias !== undefined) {
      terms[`layers.${index}.bias`] = { gram: deltaGram, target: sum(mul(delta, bias), { axes: 1 }) };
    }
  });
  return terms;
}

/** The Gram system of all parameters together, K_ij = <g_i, g_j> and t_i = <theta, g_i>, g_i being the gradient of any function of
 * a sample's outputs. Weight and bias of a layer share their sums:
 * `K = sum_l (h_{l-1} h_{l-1}^T + 1) (delta_l delta_l^T)` and `t = sum_l <delta_l, z_l>`, the 1 and b_l where there is a bias.
 *
 * @param pass     of the samples through the layers
 * @param outputs  [n], each depending on the outputs of its own sample alone
 * @see {@link gramTerms}, which these are the sums of
 */
export function wholeGramSystem(
  layers: readonly LayerTensors[],
  { preActivations, activations }: LayerPass,
  outputs: Tensor,
): GramTerm {
  const deltas = gradients(sum(outputs), preActivations);
  const terms = layers.map(({ bias }, index): GramTerm => {
    const h = activations[index]!;
    const delta = deltas[index]!;
    const products = matmul(h, h, { transposeB: true });
    return {
      gram: mul(bias === undefined ? products : add(products, 1), matmul(delta, delta, { transposeB: true })),
      target: sum(mul(delta, preActivations[index]!), { axes: 1 }),
    };
  });
  return terms.reduce((a, b) => ({ gram: add(a.gram, b.gram), target: add(a.target, b.target) }));
}
