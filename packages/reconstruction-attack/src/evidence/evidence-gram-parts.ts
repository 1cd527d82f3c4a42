import type { CandidateTensors } from '@noprior/kkt-loss';
import type { LayerTensors } from '@noprior/relu-models';
import { add, matmul, mul, reshape, sub, type Tensor } from '@noprior/tensor';
import { type EvidenceSignalOptions, type EvidenceSignals, evidenceSignals } from './evidence-signals.ts';

/** The evidence of the first layer by inner products: with A the pre-activations, U the signals, D the diagonal of the
 * a_i and V the rows v_i, the residual R = [W_1 b_1] - U^T V meets the spread S = D V only in products of [n, m]. */
export interface EvidenceGramParts extends EvidenceSignals {
  /** [n, n] V V^T */
  readonly products: Tensor;
  /** [n, n] S S^T = D V V^T D */
  readonly gram: Tensor;
  /** [n, m] S R^T = D (A - V V^T U) */
  readonly within: Tensor;
}

/** What the Gram form of the evidence needs.
 *
 * @param layers      parameters of the network
 * @param candidates  x [n, d], lambda [n] in the unit of scale `sum`, or [n, K] for `per-class`, y [n]
 * @see {@link evidenceParts} for the direct form
 */
export function evidenceGramParts(
  layers: readonly LayerTensors[],
  candidates: CandidateTensors,
  options: EvidenceSignalOptions,
): EvidenceGramParts {
  const { x } = candidates;
  const signals = evidenceSignals(layers, candidates, options);
  const { preActivations, signal, size } = signals;
  const inner = matmul(x, x, { transposeB: true });
  const products = layers[0]!.bias === undefined ? inner : add(inner, 1);
  return {
    ...signals,
    products,
    gram: mul(mul(size, products), reshape(size, [1, x.shape[0]!])),
    within: mul(size, sub(preActivations, matmul(products, signal))),
  };
}
