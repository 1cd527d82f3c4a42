import { type Candidates, scaleFactor } from '@noprior/kkt-loss';
import { constantLayers, forward, type LayerTensors } from '@noprior/relu-models';
import {
  add,
  type Backend,
  type Executable,
  gradients,
  type HostTensor,
  mul,
  simplify,
  stopGradient,
  sub,
  sum,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import type { InterventionContext } from './intervention.ts';
import { finestDtype } from './sample-gram.ts';

/** Products with the splitting matrices of all candidates at once. */
export interface SplittingMatrix {
  /** S_i v_i for every row v_i. */
  multiply(v: HostTensor): Promise<HostTensor>;
  dispose(): Promise<void>;
}

/** The splitting matrix of each candidate: the Hessian by x_i of L_stationary with the residual R held fixed,
 *
 *     S_i = -2 s lambda_i y_i d^2/dx_i^2 <R, grad_theta Phi(theta; x_i)>.
 *
 * With half the multiplier each at x_i + v and x_i - v the sum of gradients changes by second order alone, and L_stationary by
 * v^T S_i v / 2 up to higher orders. So a negative eigenvalue is a direction of descent that no move of x_i itself has.
 * `<R, grad Phi>` is a directional derivative by theta, and products with its Hessian are gradients of a gradient.
 *
 * @see Shen, Wang, Qian, Lei 2026, arXiv:2602.08723, for sample splitting; Wu, Wang, Liu 2019, arXiv:1910.02366, for
 *   splitting matrices
 */
export async function openSplittingMatrix(
  { x, lambda, y }: Candidates,
  { backend, network, config, alpha }: InterventionContext,
): Promise<SplittingMatrix> {
  const dtype = finestDtype(backend);
  const perRow = { shape: lambda.shape, dtype };
  const points = { shape: x.shape, dtype };
  const graph = trace({ x: points, v: points, lambda: perRow, y: perRow }, (inputs) => {
    const layers = constantLayers(network, dtype);
    const { logits } = forward(layers, inputs.x, { alpha });
    const s = scaleFactor(config.scale, x.shape[0]!);
    const parameters = parametersOf(layers);
    const sums = gradients(mul(sum(mul(mul(inputs.lambda, inputs.y), logits)), s), parameters);
    const products = parameters.map((parameter, index) =>
      sum(mul(stopGradient(sub(parameter, sums[index]!)), sums[index]!)),
    );
    const inner = products.reduce((total, product) => add(total, product));
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

function parametersOf(layers: readonly LayerTensors[]): Tensor[] {
  return layers.flatMap(({ weight, bias }) => (bias === undefined ? [weight] : [weight, bias]));
}
