import { type Candidates, scaleFactor } from '@noprior/kkt-loss';
import { constantLayers, forward } from '@noprior/relu-models';
import { evaluate, gradients, type HostTensor, mul, simplify, sub, sum, toHostDtype, trace } from '@noprior/tensor';
import type { CandidateUpdateContext } from './candidate-update.ts';
import { finestDtype } from './sample-gram.ts';

/** What candidates leave unexplained of the first layer's weight,  W_1 - s sum_i lambda_i y_i grad_{W_1} Phi(x_i).
 *
 * @returns [m, d]
 */
export async function firstLayerResidual(
  { x, lambda, y }: Candidates,
  { backend, network, config, alpha }: CandidateUpdateContext,
): Promise<HostTensor> {
  const dtype = finestDtype(backend);
  const shape = { shape: lambda.shape, dtype };
  const graph = trace({ x: { shape: x.shape, dtype }, lambda: shape, y: shape }, (inputs) => {
    const layers = constantLayers(network, dtype);
    const { logits } = forward(layers, inputs.x, { alpha });
    const weighted = mul(sum(mul(mul(inputs.lambda, inputs.y), logits)), scaleFactor(config.scale, x.shape[0]!));
    const { weight } = layers[0]!;
    const [explained] = gradients(weighted, [weight]);
    return { residual: sub(weight, explained!) };
  });
  const given = { x: toHostDtype(x, dtype), lambda: toHostDtype(lambda, dtype), y: toHostDtype(y, dtype) };
  return (await evaluate(backend, simplify(graph), given)).residual!;
}
