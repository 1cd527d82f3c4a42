import { type CandidateTensors, type ObjectiveKind, unitOutputs, weightedOutputs } from '@noprior/kkt-loss';
import { forwardLayers, type LayerTensors } from '@noprior/relu-models';
import {
  add,
  definedOnly,
  gradients,
  mean,
  mul,
  type Operand,
  reshape,
  sqrt,
  square,
  sum,
  type Tensor,
} from '@noprior/tensor';

/** What candidates say of the first layer by themselves. */
export interface EvidenceSignals {
  /** [n, m] A = V [W_1 b_1]^T, the pre-activations of the first layer */
  readonly preActivations: Tensor;
  /** [n, m] U, rows lambda_i y_i delta_i */
  readonly signal: Tensor;
  /** [n, 1] a_i = misfit * root mean square over the neurons of lambda_i delta_i */
  readonly size: Tensor;
}

/** How signals are computed. */
export interface EvidenceSignalOptions {
  /** Sharpness of the surrogate derivative; hard if left out. */
  readonly alpha?: Operand | undefined;
  /** rho: expected relative error of a sample's back-propagated signal. */
  readonly misfit: Operand;
  /** Default `binary`. */
  readonly objective?: ObjectiveKind | undefined;
}

/** Back-propagated signals of candidates at the first layer.
 *
 * With an objective of several classes lambda_i y_i delta_i is the derivative of its weighted output by the
 * pre-activations.
 *
 * @param layers      parameters of the network
 * @param candidates  x [n, d], lambda [n] in the unit of scale `sum`, or [n, K] for `per-class`, y [n]
 */
export function evidenceSignals(
  layers: readonly LayerTensors[],
  { x, lambda, y }: CandidateTensors,
  { alpha, misfit, objective = 'binary' }: EvidenceSignalOptions,
): EvidenceSignals {
  const count = x.shape[0]!;
  const { preActivations, outputs } = forwardLayers(layers, x, definedOnly({ alpha }));
  const derivative = (output: Tensor): Tensor => gradients(sum(output), [preActivations[0]!])[0]!;
  const signal =
    objective === 'per-class'
      ? derivative(weightedOutputs(objective, outputs, { lambda, y }))
      : mul(derivative(unitOutputs(objective, outputs, y)), reshape(lambda, [count, 1]));
  // The square root has no derivative at 0, where a candidate has no signal at all.
  const size = mul(misfit, sqrt(add(mean(square(signal), { axes: 1 }), 1e-14)));
  return { preActivations: preActivations[0]!, signal, size: reshape(size, [count, 1]) };
}
