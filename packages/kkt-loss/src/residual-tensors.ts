import { forward, type LayerTensors } from '@noprior/relu-models';
import { add, matmul, mul, reshape, step, sub, sum, type Tensor } from '@noprior/tensor';
import type { CandidateTensors } from './candidate-tensors.ts';
import { tensorsByName } from './tensors-by-name.ts';

/** The residual of stationarity itself, for chosen derivatives. */
export interface ResidualTensors {
  /** R = theta - sum_i lambda_i y_i g_i by parameter tensor, named as on disk. */
  readonly residual: Readonly<Record<string, Tensor>>;
  /** `<R_l, g>` for one unit of derivative by a pre-activation: h R_l^T, plus the bias's R, [n, units] for every layer. */
  readonly values: readonly Tensor[];
  /** [n] Phi(theta; x_i) */
  readonly logits: Tensor;
}

/** R = theta - sum_i lambda_i y_i g_i in the direct form, tensor by tensor, when every ReLU is differentiated as given:
 * `D_L = lambda o y`, `D_{l-1} = s_{l-1} o (D_l W_l)`, `R_l = W_l - D_l^T h_{l-1}`, and `b_l - sum_i D_l` for a bias.
 *
 * @param layers      parameters of the network
 * @param candidates  x [n, d]; lambda [n] multipliers of the KKT conditions (scale `sum`); y [n]
 * @param selections  s [n, units] of every hidden layer; without them the hard derivative, 1 where z > 0
 */
export function residualTensors(
  layers: readonly LayerTensors[],
  { x, lambda, y }: CandidateTensors,
  selections?: readonly Tensor[],
): ResidualTensors {
  const { preActivations, activations, logits } = forward(layers, x);
  const parameters = tensorsByName(layers);
  const residual: Record<string, Tensor> = {};
  const values: Tensor[] = [];
  let D = reshape(mul(lambda, y), [x.shape[0]!, 1]);
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const { weight, bias } = layers[layer]!;
    const h = activations[layer]!;
    const rows = sub(weight, matmul(D, h, { transposeA: true }));
    residual[`layers.${layer}.weight`] = rows;
    values[layer] = matmul(h, rows, { transposeB: true });
    if (bias !== undefined) {
      const offset = sub(bias, sum(D, { axes: 0 }));
      residual[`layers.${layer}.bias`] = offset;
      values[layer] = add(values[layer]!, offset);
    }
    if (layer > 0) {
      const s = selections?.[layer - 1] ?? step(preActivations[layer - 1]!);
      D = mul(s, matmul(D, weight));
    }
  }
  const inOrder = Object.fromEntries(Object.keys(parameters).map((name) => [name, residual[name]!]));
  return { residual: inOrder, values, logits };
}
