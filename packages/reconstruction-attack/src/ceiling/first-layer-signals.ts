import type { ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';

/** Derivatives of the network's output by the pre-activations of the first layer, with hard derivatives (0 at z = 0).
 *
 * @param x  [n, d]
 * @returns  [n * m] row-major, m units in the first layer, in float64
 */
export function firstLayerSignals({ layers }: ReluNetwork, x: HostTensor): Float64Array {
  const [count, dimension] = [x.shape[0]!, x.shape[1]!];
  const width = layers[0]!.weight.shape[0]!;
  const signals = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    let h: ArrayLike<number> = x.data.subarray(i * dimension, (i + 1) * dimension);
    const preActivations = layers.map(({ weight, bias }) => {
      const [units, inputs] = [weight.shape[0]!, weight.shape[1]!];
      const z = new Float64Array(units);
      for (let j = 0; j < units; j++) {
        let total = bias?.data[j] ?? 0;
        for (let k = 0; k < inputs; k++) total += weight.data[j * inputs + k]! * h[k]!;
        z[j] = total;
      }
      h = z.map((value) => Math.max(0, value));
      return z;
    });
    let signal = Float64Array.of(1);
    for (let layer = layers.length - 1; layer > 0; layer--) {
      const { weight } = layers[layer]!;
      const inputs = weight.shape[1]!;
      const below = new Float64Array(inputs);
      for (const [j, value] of signal.entries()) {
        if (value === 0) continue;
        for (let k = 0; k < inputs; k++) below[k]! += value * weight.data[j * inputs + k]!;
      }
      const z = preActivations[layer - 1]!;
      signal = below.map((value, k) => (z[k]! > 0 ? value : 0));
    }
    signals.set(signal, i * width);
  }
  return signals;
}
