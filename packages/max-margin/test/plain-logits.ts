import type { ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';

/** Phi(theta; x_i) of every row, by plain loops. */
export function plainLogits({ layers }: ReluNetwork, x: HostTensor): number[] {
  const [count, d] = x.shape as readonly [number, number];
  return Array.from({ length: count }, (_, i) => {
    let h = Array.from({ length: d }, (_, c) => x.data[i * d + c]!);
    for (const [index, { weight, bias }] of layers.entries()) {
      const below = h;
      h = Array.from({ length: weight.shape[0]! }, (_, j) => {
        const row = weight.data.subarray(j * below.length, (j + 1) * below.length);
        const z = below.reduce((total, value, c) => total + value * row[c]!, bias?.data[j] ?? 0);
        return index === layers.length - 1 ? z : Math.max(0, z);
      });
    }
    return h[0]!;
  });
}
