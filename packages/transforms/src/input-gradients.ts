import {
  forward,
  inputLayers,
  inputSize,
  parameterSpecs,
  parameters,
  type ReluNetwork,
  toNetworkDtype,
} from '@noprior/relu-models';
import {
  type Backend,
  evaluate,
  formatShape,
  gradients,
  type HostTensor,
  ShapeError,
  sum,
  toHostDtype,
  trace,
} from '@noprior/tensor';

/** Derivatives of Phi by the inputs, with the hard derivative of ReLU, in float64.
 *
 * @param x  [n, d]
 * @returns  [n, d] g_i = grad_x Phi(theta; x_i)
 * @throws {ShapeError} unless x is [n, d] with the network's d
 * @throws {DtypeError} if the backend does not offer float64
 * @example (await inputGradients(openReference(), network, x)).shape // => [n, d]
 */
export async function inputGradients(backend: Backend, network: ReluNetwork, x: HostTensor): Promise<HostTensor> {
  if (x.shape.length !== 2 || x.shape[1] !== inputSize(network) || x.shape[0] === 0) {
    throw new ShapeError(`inputGradients: x must be [n, ${inputSize(network)}], got ${formatShape(x.shape)}`);
  }
  const exact = toNetworkDtype(network, 'float64');
  const specs = { ...parameterSpecs(exact), x: { shape: x.shape, dtype: 'float64' as const } };
  const graph = trace(specs, (inputs) => {
    const [gradient] = gradients(sum(forward(inputLayers(exact, inputs), inputs.x!).logits), [inputs.x!]);
    return { gradient: gradient! };
  });
  const read = await evaluate(backend, graph, { ...parameters(exact), x: toHostDtype(x, 'float64') });
  return read.gradient!;
}
