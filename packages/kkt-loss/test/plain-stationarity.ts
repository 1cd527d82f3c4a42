import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';

/** A value with its derivative along one direction. */
type Dual = readonly [value: number, derivative: number];

const plus = (a: Dual, b: Dual): Dual => [a[0] + b[0], a[1] + b[1]];
const times = (a: Dual, b: Dual): Dual => [a[0] * b[0], a[0] * b[1] + a[1] * b[0]];

/** Derivative of relu as a function of z: a step, or the sigmoid with its own derivative. */
function slope([z, dz]: Dual, alpha: number | undefined): Dual {
  if (alpha === undefined) return [z > 0 ? 1 : 0, 0];
  const s = 1 / (1 + Math.exp(-alpha * z));
  return [s, alpha * s * (1 - s) * dz];
}

/** L_stationary with scale `sum`, and its gradients, by plain loops over dual numbers: no graph, no reverse mode.
 *
 * relu has the value max(0, z) and the derivative that {@link slope} says, in the network and in back-propagation.
 */
export function plainStationarity(
  network: ReluNetwork,
  candidates: Candidates,
  alpha?: number,
): { value: number; gradX: number[]; gradLambda: number[] } {
  const along = (part: 'x' | 'lambda' | undefined, index: number): Dual =>
    residual(network, candidates, alpha, (name, at) => (name === part && at === index ? 1 : 0));
  return {
    value: along(undefined, 0)[0],
    gradX: [...candidates.x.data.keys()].map((index) => along('x', index)[1]),
    gradLambda: [...candidates.lambda.data.keys()].map((index) => along('lambda', index)[1]),
  };
}

/** Every pre-activation of the hidden layers. */
export function plainPreActivations(network: ReluNetwork, { x }: Candidates): number[] {
  const found: number[] = [];
  for (let i = 0; i < x.shape[0]!; i++) {
    const row = [...x.data.subarray(i * x.shape[1]!, (i + 1) * x.shape[1]!)].map((value): Dual => [value, 0]);
    const { z } = forward(network, row, undefined);
    found.push(...z.slice(0, -1).flatMap((layer) => layer.map(([value]) => value)));
  }
  return found;
}

function forward(network: ReluNetwork, x: readonly Dual[], alpha: number | undefined): { z: Dual[][]; h: Dual[][] } {
  const z: Dual[][] = [];
  const h: Dual[][] = [[...x]];
  network.layers.forEach(({ weight, bias }, layer) => {
    const [units, inputs] = [weight.shape[0]!, weight.shape[1]!];
    const before = Array.from({ length: units }, (_, unit) => {
      let total: Dual = [bias === undefined ? 0 : bias.data[unit]!, 0];
      for (let k = 0; k < inputs; k++) total = plus(total, times([weight.data[unit * inputs + k]!, 0], h[layer]![k]!));
      return total;
    });
    z.push(before);
    h.push(before.map((value): Dual => [Math.max(0, value[0]), slope(value, alpha)[0] * value[1]]));
  });
  return { z, h };
}

function residual(
  network: ReluNetwork,
  { x, lambda, y }: Candidates,
  alpha: number | undefined,
  direction: (part: 'x' | 'lambda', index: number) => number,
): Dual {
  const [count, dimension] = [x.shape[0]!, x.shape[1]!];
  // What is left of every parameter once the candidates have had their share.
  const left = network.layers.map(({ weight, bias }) => ({
    weight: Array.from(weight.data, (value): Dual => [value, 0]),
    bias: bias && Array.from(bias.data, (value): Dual => [value, 0]),
  }));
  for (let i = 0; i < count; i++) {
    const row = Array.from({ length: dimension }, (_, k): Dual => {
      const index = i * dimension + k;
      return [x.data[index]!, direction('x', index)];
    });
    const { z, h } = forward(network, row, alpha);
    const share: Dual = [-lambda.data[i]! * y.data[i]!, -direction('lambda', i) * y.data[i]!];
    let delta: Dual[] = [share];
    for (let layer = network.layers.length - 1; layer >= 0; layer--) {
      const { weight } = network.layers[layer]!;
      const [units, inputs] = [weight.shape[0]!, weight.shape[1]!];
      const { weight: leftWeight, bias: leftBias } = left[layer]!;
      const back: Dual[] = Array.from({ length: inputs }, (): Dual => [0, 0]);
      for (let unit = 0; unit < units; unit++) {
        if (leftBias !== undefined) leftBias[unit] = plus(leftBias[unit]!, delta[unit]!);
        for (let k = 0; k < inputs; k++) {
          const at = unit * inputs + k;
          leftWeight[at] = plus(leftWeight[at]!, times(delta[unit]!, h[layer]![k]!));
          back[k] = plus(back[k]!, times(delta[unit]!, [weight.data[at]!, 0]));
        }
      }
      if (layer > 0) delta = back.map((value, k) => times(value, slope(z[layer - 1]![k]!, alpha)));
    }
  }
  let total: Dual = [0, 0];
  for (const { weight, bias = [] } of left) {
    for (const value of [...weight, ...bias]) total = plus(total, times(value, value));
  }
  return total;
}
