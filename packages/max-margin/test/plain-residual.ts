import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';

/** ||theta - sum_i lambda_i y_i g_i|| / ||theta|| and the margins by plain loops, g_i with given derivatives of the units:
 * an account that shares no code with the solver. */
export function plainResidual(
  network: ReluNetwork,
  { x, y }: LabelledData,
  lambda: HostTensor,
  selections: readonly HostTensor[],
): { relative: number; margins: number[] } {
  const { layers } = network;
  const residual = layers.map(({ weight, bias }) => ({
    weight: Float64Array.from(weight.data),
    bias: bias === undefined ? undefined : Float64Array.from(bias.data),
  }));
  const margins: number[] = [];
  const [count, d] = x.shape as readonly [number, number];
  for (let i = 0; i < count; i++) {
    const inputs = [Array.from({ length: d }, (_, c) => x.data[i * d + c]!)];
    let output = 0;
    for (const [layer, { weight, bias }] of layers.entries()) {
      const [units, below] = weight.shape as readonly [number, number];
      const h = inputs[layer]!;
      const z = Array.from({ length: units }, (_, j) => {
        let total = bias?.data[j] ?? 0;
        for (let c = 0; c < below; c++) total += weight.data[j * below + c]! * h[c]!;
        return total;
      });
      if (layer === layers.length - 1) output = z[0]!;
      else inputs.push(z.map((value) => Math.max(0, value)));
    }
    margins.push(y.data[i]! * output);
    let delta = [y.data[i]!];
    for (let layer = layers.length - 1; layer >= 0; layer--) {
      const { weight } = layers[layer]!;
      const [units, below] = weight.shape as readonly [number, number];
      const target = residual[layer]!;
      for (let j = 0; j < units; j++) {
        const scaled = lambda.data[i]! * delta[j]!;
        if (target.bias !== undefined) target.bias[j]! -= scaled;
        for (let c = 0; c < below; c++) target.weight[j * below + c]! -= scaled * inputs[layer]![c]!;
      }
      if (layer === 0) break;
      const s = selections[layer - 1]!;
      delta = Array.from({ length: below }, (_, c) => {
        let total = 0;
        for (let j = 0; j < units; j++) total += delta[j]! * weight.data[j * below + c]!;
        return total * s.data[i * below + c]!;
      });
    }
  }
  let squared = 0;
  let norm = 0;
  for (const [layer, { weight, bias }] of layers.entries()) {
    for (const value of residual[layer]!.weight) squared += value * value;
    for (const value of residual[layer]!.bias ?? []) squared += value * value;
    for (const value of weight.data) norm += value * value;
    for (const value of bias?.data ?? []) norm += value * value;
  }
  return { relative: Math.sqrt(squared / norm), margins };
}
