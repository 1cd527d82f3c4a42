import { clarkeQuantities, toClarkeSystem } from '@noprior/clarke-residual';
import { constantLayers, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, evaluate, type HostTensor, simplify, toHostDtype, trace } from '@noprior/tensor';

/** Shares of the pairs of sample and hidden unit that stand on their kink: `|z| <= tolerance ||(w, b)|| ||(h, 1)||`.
 *
 * @param x           [n, d]
 * @param tolerances  cosines
 * @returns           one share for each tolerance
 */
export async function kinkShares(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  tolerances: readonly number[],
): Promise<number[]> {
  const dtype = 'float64';
  const graph = trace({ x: { shape: x.shape, dtype } }, (inputs) =>
    clarkeQuantities(constantLayers(network, dtype), inputs.x!),
  );
  const quantities = await evaluate(backend, simplify(graph), { x: toHostDtype(x, dtype) });
  const weights = network.layers.map(({ weight }) => Float64Array.from(weight.data));
  const labels = new Float64Array(x.shape[0]!).fill(1);
  return tolerances.map((tolerance) => {
    const hidden = toClarkeSystem(quantities, weights, labels, tolerance).kinds.slice(0, -1);
    const pairs = hidden.reduce((total, { length }) => total + length, 0);
    const onKink = hidden.reduce((total, kinds) => total + kinds.filter((kind) => kind === 2).length, 0);
    return pairs === 0 ? 0 : onKink / pairs;
  });
}
