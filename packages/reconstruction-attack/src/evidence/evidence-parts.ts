import type { CandidateTensors } from '@noprior/kkt-loss';
import type { LayerTensors } from '@noprior/relu-models';
import { concat, fill, matmul, mul, reshape, sub, type Tensor } from '@noprior/tensor';
import { type EvidenceSignalOptions, evidenceSignals } from './evidence-signals.ts';

/** What the evidence of the first layer is made of. With `v_i = (x_i, 1)`, or `x_i` where the first layer has no
 * bias. */
export interface EvidenceParts {
  /** [m, e] R = [W_1 b_1] - sum_i lambda_i y_i delta_i v_i^T; e = d + 1, or d without a bias */
  readonly residual: Tensor;
  /** [n, e] rows a_i v_i */
  readonly spread: Tensor;
}

/** Residual and spread of the first layer: {@link firstLayerEvidence} as tensors of a graph.
 *
 * @param layers      parameters of the network
 * @param candidates  x [n, d], lambda [n] in the unit of scale `sum`, or [n, K] for `per-class`, y [n]
 * @see {@link firstLayerEvidence} for the formula, {@link evidenceSignals} for a_i
 */
export function evidenceParts(
  layers: readonly LayerTensors[],
  candidates: CandidateTensors,
  options: EvidenceSignalOptions,
): EvidenceParts {
  const { x } = candidates;
  const { weight, bias } = layers[0]!;
  const { signal, size } = evidenceSignals(layers, candidates, options);
  const column = (rows: number) => fill(1, [rows, 1], x.dtype);
  const points = bias === undefined ? x : concat([x, column(x.shape[0]!)], 1);
  const target = bias === undefined ? weight : concat([weight, reshape(bias, [bias.shape[0]!, 1])], 1);
  return { residual: sub(target, matmul(signal, points, { transposeA: true })), spread: mul(points, size) };
}
