import type { ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** A network without what rounding left in its first layer at inputs that are 0 in all points. */
export interface ClearedNetwork {
  readonly network: ReluNetwork;
  /** How many inputs those are. */
  readonly inputs: number;
  /** Largest weight that was set to 0. */
  readonly largest: number;
}

/** Set the columns of W_1 to 0 whose input is 0 in every point.
 *
 * The first layer of a KKT point lies in the span of the data, so they are 0 there; a polish leaves about 1e-17. Units that stand
 * on their kink to the last bit are carried across it by that, far away.
 *
 * @param x  [n, d]
 */
export function clearUnusedInputs(network: ReluNetwork, x: HostTensor): ClearedNetwork {
  const [count, d] = x.shape as readonly [number, number];
  const used = new Uint8Array(d);
  for (let at = 0; at < count * d; at++) if (x.data[at] !== 0) used[at % d] = 1;
  const [first, ...above] = network.layers;
  let largest = 0;
  const weight = Float64Array.from(first!.weight.data, (value, at) => {
    if (used[at % d] === 1) return value;
    largest = Math.max(largest, Math.abs(value));
    return 0;
  });
  return {
    network: { ...network, layers: [{ ...first!, weight: makeHostTensor(weight, first!.weight.shape) }, ...above] },
    inputs: used.filter((flag) => flag === 0).length,
    largest,
  };
}
