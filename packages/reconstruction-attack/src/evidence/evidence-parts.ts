import { type CandidateTensors, type ObjectiveKind, unitOutputs, weightedOutputs } from '@noprior/kkt-loss';
import { forwardLayers, type LayerTensors } from '@noprior/relu-models';
import {
  add,
  concat,
  definedOnly,
  fill,
  gradients,
  matmul,
  mean,
  mul,
  type Operand,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '@noprior/tensor';

/** What the evidence of the first layer is made of. With `v_i = (x_i, 1)`, or `x_i` where the first layer has no
 * bias. */
export interface EvidenceParts {
  /** [m, e] R = [W_1 b_1] - sum_i lambda_i y_i delta_i v_i^T; e = d + 1, or d without a bias */
  readonly residual: Tensor;
  /** [n, e] rows a_i v_i, with a_i = misfit * root mean square over the neurons of lambda_i delta_i */
  readonly spread: Tensor;
}

/** Residual and spread of the first layer: {@link firstLayerEvidence} as tensors of a graph.
 *
 * @param layers      parameters of the network
 * With an objective of several classes lambda_i y_i delta_i is the derivative of its weighted output by the
 * pre-activations.
 *
 * @param candidates  x [n, d], lambda [n] in the unit of scale `sum`, or [n, K] for `per-class`, y [n]
 * @param alpha       sharpness of the surrogate derivative; hard if left out
 * @param misfit      expected relative error of a sample's back-propagated signal
 * @param objective   default `binary`
 * @see {@link firstLayerEvidence} for the formula
 */
export function evidenceParts(
  layers: readonly LayerTensors[],
  { x, lambda, y }: CandidateTensors,
  {
    alpha,
    misfit,
    objective = 'binary',
  }: {
    readonly alpha?: Operand | undefined;
    readonly misfit: Operand;
    readonly objective?: ObjectiveKind | undefined;
  },
): EvidenceParts {
  const count = x.shape[0]!;
  const { weight, bias } = layers[0]!;
  const { preActivations, outputs } = forwardLayers(layers, x, definedOnly({ alpha }));
  const derivative = (output: Tensor): Tensor => gradients(sum(output), [preActivations[0]!])[0]!;
  const signal =
    objective === 'per-class'
      ? derivative(weightedOutputs(objective, outputs, { lambda, y }))
      : mul(derivative(unitOutputs(objective, outputs, y)), reshape(lambda, [count, 1]));
  const column = (size: number) => fill(1, [size, 1], x.dtype);
  const points = bias === undefined ? x : concat([x, column(count)], 1);
  const target = bias === undefined ? weight : concat([weight, reshape(bias, [bias.shape[0]!, 1])], 1);
  // The square root has no derivative at 0, where a candidate has no signal at all.
  const size = mul(misfit, sqrt(add(mean(square(signal), { axes: 1 }), 1e-14)));
  return {
    residual: sub(target, matmul(signal, points, { transposeA: true })),
    spread: mul(points, reshape(size, [count, 1])),
  };
}
