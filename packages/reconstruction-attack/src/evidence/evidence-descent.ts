import type { CandidateTensors } from '@noprior/kkt-loss';
import type { LayerTensors } from '@noprior/relu-models';
import { add, div, matmul, mul, reshape, square, stopGradient, sub, sum, type Tensor } from '@noprior/tensor';
import type { EvidenceForm } from './evidence-form.ts';
import { evidenceGramParts } from './evidence-gram-parts.ts';
import { evidenceParts } from './evidence-parts.ts';
import type { EvidenceSignalOptions } from './evidence-signals.ts';

/** What an update of points and multipliers needs of the evidence. */
export interface EvidenceDescent {
  /** [n, n] S S^T, which does not depend on `inverse` */
  readonly gram: Tensor;
  /** [] a scalar with the gradient of the evidence; its value means nothing. */
  readonly descent: Tensor;
}

/** Numbers from the host. */
export interface EvidenceDescentOptions extends EvidenceSignalOptions {
  /** [n, n] (S S^T + sigma^2 I)^-1 */
  readonly inverse: Tensor;
  /** [] sigma^2 */
  readonly variance: Tensor;
}

/** A scalar whose gradient by points and multipliers is that of the evidence.
 *
 * With `B = (S S^T + sigma^2 I)^-1 S R^T` held constant, the gradient of the fit  sum_j r_j^T C^-1 r_j  is that of
 * `||R - B^T S||^2 / sigma^2 + ||B||^2`, because B minimises it; the gradient of log det C is that of
 * `tr((S S^T + sigma^2 I)^-1 S S^T)` with the inverse held constant. So no factorisation enters a graph.
 *
 * @throws {ShapeError} if candidates and network do not fit together
 * @see {@link firstLayerEvidence}
 */
export function evidenceDescent(
  form: EvidenceForm,
  layers: readonly LayerTensors[],
  candidates: CandidateTensors,
  options: EvidenceDescentOptions,
): EvidenceDescent {
  return form === 'gram' ? gramDescent(layers, candidates, options) : directDescent(layers, candidates, options);
}

function directDescent(
  layers: readonly LayerTensors[],
  candidates: CandidateTensors,
  options: EvidenceDescentOptions,
): EvidenceDescent {
  const { inverse, variance } = options;
  const { residual, spread } = evidenceParts(layers, candidates, options);
  const absorbed = stopGradient(matmul(inverse, matmul(spread, residual, { transposeB: true })));
  const left = sum(square(sub(residual, matmul(absorbed, spread, { transposeA: true }))));
  const volume = sum(mul(matmul(inverse, spread), spread));
  const neurons = residual.shape[0]!;
  return {
    gram: matmul(spread, spread, { transposeB: true }),
    descent: add(div(left, variance), mul(neurons, volume)),
  };
}

/** With P = U + D B and G = V V^T, `||R - B^T S||^2 = ||[W_1 b_1]||^2 - 2 <P, A> + <P P^T, G>`. Its gradients by A, G, U
 * and D are written out, and the scalar is linear in these four. That by U is -2 V (R - B^T S)^T = -2 sigma^2 D^-1 B,
 * as B is the minimiser: no difference of large numbers, and one product less. */
function gramDescent(
  layers: readonly LayerTensors[],
  candidates: CandidateTensors,
  options: EvidenceDescentOptions,
): EvidenceDescent {
  const { x } = candidates;
  const { inverse, variance } = options;
  const { preActivations, signal, size, products, gram, within } = evidenceGramParts(layers, candidates, options);
  const [count = 0, neurons = 0] = signal.shape;
  const absorbed = matmul(inverse, within);
  const multiplied = div(absorbed, size);
  const weights = add(signal, mul(size, absorbed));
  const row = reshape(size, [1, count]);
  const byProducts = add(
    div(matmul(weights, weights, { transposeB: true }), variance),
    mul(neurons, mul(mul(size, inverse), row)),
  );
  const bySize = sub(
    mul(2 * neurons, sum(mul(mul(inverse, products), row), { axes: 1, keepdims: true })),
    mul(2, sum(mul(multiplied, absorbed), { axes: 1, keepdims: true })),
  );
  const along = (gradient: Tensor, by: Tensor): Tensor => sum(mul(stopGradient(gradient), by));
  return {
    gram,
    descent: add(
      add(along(mul(-2, multiplied), signal), along(mul(div(-2, variance), weights), preActivations)),
      add(along(mul(2, matmul(byProducts, x)), x), along(bySize, size)),
    ),
  };
}
