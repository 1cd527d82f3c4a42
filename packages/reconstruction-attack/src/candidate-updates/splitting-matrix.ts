import { type Candidates, scaleFactor } from '@noprior/kkt-loss';
import { constantLayers, forward } from '@noprior/relu-models';
import {
  add,
  type Backend,
  type Executable,
  gradients,
  type HostTensor,
  matmul,
  mul,
  reshape,
  sigmoid,
  simplify,
  stopGradient,
  sub,
  sum,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import type { CandidateUpdateContext } from './candidate-update.ts';
import { finestDtype } from './sample-gram.ts';

/** Products with the splitting matrices of all candidates at once. */
export interface SplittingMatrix {
  /** S_i v_i for every row v_i. */
  multiply(v: HostTensor): Promise<HostTensor>;
  dispose(): Promise<void>;
}

/** The splitting matrix of each candidate: the Hessian by x_i of L_stationary with the residual R held fixed,
 *
 *     S_i = -2 s lambda_i y_i d^2/dx_i^2 sum_l <R_l, delta_l(x_i) h_{l-1}(x_i)^T>.
 *
 * With half the multiplier each at x_i + v and x_i - v the sum of gradients changes by second order alone, and
 * L_stationary by v^T S_i v / 2 up to higher orders. So a negative eigenvalue is a direction of descent that no move
 * of x_i itself has. Within a cell of the activation pattern hard gradients are affine in x and S_i is 0; what it
 * has comes from the slope of the surrogate derivative. delta is written out with sigmoid(alpha z) and h with relu,
 * so that S_i is the second derivative of the value itself: differentiating through the surrogate twice would not be.
 *
 * @see Shen, Wang, Qian, Lei 2026, arXiv:2602.08723, for sample splitting; Wu, Wang, Liu 2019, arXiv:1910.02366, for
 *   splitting matrices
 */
export async function openSplittingMatrix(
  { x, lambda, y }: Candidates,
  { backend, network, config, alpha }: CandidateUpdateContext,
): Promise<SplittingMatrix> {
  const dtype = finestDtype(backend);
  const count = x.shape[0]!;
  const perRow = { shape: lambda.shape, dtype };
  const points = { shape: x.shape, dtype };
  const graph = trace({ x: points, v: points, lambda: perRow, y: perRow }, (inputs) => {
    const layers = constantLayers(network, dtype);
    const { preActivations, activations } = forward(layers, inputs.x);
    const coefficients = mul(scaleFactor(config.scale, count), mul(inputs.lambda, inputs.y));
    // delta of the last layer, and of those below by the surrogate derivative.
    let delta = reshape(coefficients, [count, 1]);
    const terms: Tensor[] = [];
    for (let layer = layers.length - 1; layer >= 0; layer--) {
      const { weight, bias } = layers[layer]!;
      const h = activations[layer]!;
      const residual = stopGradient(sub(weight, matmul(delta, h, { transposeA: true })));
      let along = matmul(h, residual, { transposeB: true });
      if (bias !== undefined) along = add(along, stopGradient(sub(bias, sum(delta, { axes: 0 }))));
      terms.push(sum(mul(delta, along)));
      if (layer > 0) delta = mul(matmul(delta, weight), sigmoid(mul(alpha, preActivations[layer - 1]!)));
    }
    const inner = terms.reduce((total, term) => add(total, term));
    const [gradient] = gradients(mul(-2, inner), [inputs.x]);
    const [product] = gradients(sum(mul(gradient!, inputs.v)), [inputs.x]);
    return { product: product! };
  });
  const executable = await backend.compile(simplify(graph));
  const given = { x: toHostDtype(x, dtype), lambda: toHostDtype(lambda, dtype), y: toHostDtype(y, dtype) };
  return {
    multiply: async (v) => runOnce(backend, executable, { ...given, v: toHostDtype(v, dtype) }),
    dispose: () => executable.dispose(),
  };
}

async function runOnce(
  backend: Backend,
  executable: Executable,
  given: Readonly<Record<string, HostTensor>>,
): Promise<HostTensor> {
  const uploaded = await Promise.all(
    Object.entries(given).map(async ([name, tensor]) => [name, await backend.upload(tensor)] as const),
  );
  const { product } = await executable.run(Object.fromEntries(uploaded));
  const read = await backend.read(product!);
  for (const [, tensor] of uploaded) backend.release(tensor);
  backend.release(product!);
  return read;
}
