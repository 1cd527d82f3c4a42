import type { ReluNetwork } from './network.ts';

/** The L for which `Phi(c theta; x) = c^L Phi(theta; x)` for all c > 0: the number of layers, if only the first layer has
 * a bias or none has.
 *
 * Euler's identity follows: `<theta, grad Phi(theta; x)> = L Phi(theta; x)`, the first-layer bias being part of theta.
 *
 * @returns L, or `undefined` if a layer above the first has a bias: then there is no such L
 * @see Lyu and Li 2020, arXiv:1906.05890, on homogeneous networks
 */
export function homogeneityDegree(network: ReluNetwork): number | undefined {
  return network.layers.slice(1).some(({ bias }) => bias !== undefined) ? undefined : network.layers.length;
}
