import { type Candidates, oracleLoss } from '@noprior/kkt-loss';
import { explainPoints } from '@noprior/reconstruction-attack';
import { outputSize, outputs, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { modelObjective } from './model-objective.ts';

/** Points that were found without labels and multipliers as candidates, for `noprior score` and `noprior kkt`: each with the label
 * that the network gives it, and the best multipliers in the unit of scale `sum`.
 *
 * @param network  with any number of outputs; with several, multipliers are those of `modelObjective`
 * @param x        [n, d]
 * @param alpha    sharpness of the surrogate derivative
 */
export async function explainCorners(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  alpha: number,
): Promise<Candidates> {
  const classes = outputSize(network);
  if (classes === 1) return explainPoints(backend, network, x, { alpha });
  const logits = await outputs(backend, network, x);
  const labels = Float64Array.from({ length: x.shape[0]! }, (_, i) => {
    const row = logits.data.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
  const y = makeHostTensor(labels, [labels.length]);
  const objective = modelObjective(network);
  const { lambda } = await oracleLoss(backend, network, { x, y }, { alpha, scale: 'sum', objective });
  return { x, y, lambda };
}
