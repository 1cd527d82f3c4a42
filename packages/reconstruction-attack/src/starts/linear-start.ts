import { spanReduction } from '@noprior/first-layer-spectrum';
import { invertPositiveDefinite } from '@noprior/linear-algebra';
import { constantLayers, forward, type ReluNetwork } from '@noprior/relu-models';
import {
  ConvergenceError,
  type Graph,
  gradients,
  makeHostTensor,
  simplify,
  sum,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { startLabels } from './draw-multipliers.ts';
import { rowSpaceStart } from './row-space-start.ts';
import type { LinearStartOptions, Start } from './start.ts';

/** Points and multipliers that solve the first layer under their own activation patterns, nearly.
 *
 * With patterns given, stationarity of the first layer is linear in c_i x_i and c_i: with Delta [n, m] the rows y_i
 * delta_i and R [m, r] the first layer in span coordinates,
 *
 *     [U c] = (Delta Delta^T + rho I)^-1 Delta R,   x_i = u_i / c_i,   lambda_i = c_i.
 *
 * From points of {@link rowSpaceStart}, patterns and solution take turns; points move by a share of the way. A point
 * whose c_i is not positive, or that would go further than `most` radii, goes that far along u_i and no further. No
 * step size, no multipliers to guess, and a round costs one gradient of the output; but nothing promises that rounds
 * come to rest.
 *
 * @param radius  of the points before the first round, in units of x
 * @throws {ConvergenceError} if a system is not finite
 */
export function linearStart(radius: number, { rounds, damping, ridge, most }: LinearStartOptions): Start {
  return async (input) => {
    const { network, span, candidatesPerClass, dtype, backend } = input;
    const reduction = spanReduction(network, span);
    const count = 2 * candidatesPerClass;
    const y = startLabels(input);
    const { weight, bias } = reduction.network.layers[0]!;
    const [neurons, width] = weight.shape as readonly [number, number];
    const columns = bias === undefined ? width : width + 1;
    const layer = new Float64Array(neurons * columns);
    for (let j = 0; j < neurons; j++) {
      for (let k = 0; k < width; k++) layer[j * columns + k] = weight.data[j * width + k]!;
      if (bias !== undefined) layer[j * columns + width] = bias.data[j]!;
    }
    const drawn = await rowSpaceStart(radius)(input);
    const w = Float64Array.from(reduction.reduce(drawn).x.data);
    const lambda = new Float64Array(count).fill(1 / count);
    const furthest = most * radius * reduction.scale;
    const executable = await backend.compile(signalGraph(reduction.network, count, dtype));
    try {
      for (let round = 0; round < rounds; round++) {
        const uploaded = await backend.upload(toHostDtype(makeHostTensor(w, [count, width]), dtype));
        const { delta } = await executable.run({ w: uploaded });
        backend.release(uploaded);
        const signals = Float64Array.from((await backend.read(delta!)).data);
        backend.release(delta!);
        for (let i = 0; i < count; i++) {
          for (let j = 0; j < neurons; j++) signals[i * neurons + j]! *= y.data[i]!;
        }
        const solution = solve(signals, layer, { count, neurons, columns, ridge });
        if (!solution.every(Number.isFinite)) {
          throw new ConvergenceError(`linearStart: not finite in round ${round}; raise the ridge`);
        }
        for (let i = 0; i < count; i++) {
          const at = i * columns;
          const weightOf = bias === undefined ? lambda[i]! : solution[at + width]!;
          let length = 0;
          for (let k = 0; k < width; k++) length += solution[at + k]! ** 2;
          length = Math.sqrt(length);
          // c_i, or what keeps the point within reach.
          const divisor = Math.max(weightOf, length / furthest, Number.MIN_VALUE);
          for (let k = 0; k < width; k++) {
            const value = solution[at + k]! / divisor;
            w[i * width + k]! += damping * (value - w[i * width + k]!);
          }
          lambda[i]! += damping * (divisor - lambda[i]!);
        }
      }
    } finally {
      await executable.dispose();
    }
    const { x, lambda: found } = reduction.expand({
      x: makeHostTensor(w, [count, width]),
      lambda: makeHostTensor(lambda, [count]),
      y,
    });
    return { x: toHostDtype(x, dtype), lambda: toHostDtype(found, dtype), y };
  };
}

/** w [n, r - 1] -> delta [n, m], derivatives of the output by the first layer's pre-activations, hard. */
function signalGraph(network: ReluNetwork, count: number, dtype: 'float32' | 'float64'): Graph {
  const width = network.layers[0]!.weight.shape[1]!;
  const graph = trace({ w: { shape: [count, width], dtype } }, ({ w }) => {
    const { preActivations, logits } = forward(constantLayers(network, dtype), w!);
    const [delta] = gradients(sum(logits), [preActivations[0]!]);
    return { delta: delta! };
  });
  return simplify(graph);
}

/** (Delta Delta^T + rho I)^-1 Delta R, [n, columns]. */
function solve(
  signals: Float64Array,
  layer: Float64Array,
  size: { readonly count: number; readonly neurons: number; readonly columns: number; readonly ridge: number },
): Float64Array {
  const { count, neurons, columns, ridge } = size;
  const gram = new Float64Array(count * count);
  const right = new Float64Array(count * columns);
  let trace = 0;
  for (let i = 0; i < count; i++) {
    for (let k = 0; k <= i; k++) {
      let total = 0;
      for (let j = 0; j < neurons; j++) total += signals[i * neurons + j]! * signals[k * neurons + j]!;
      gram[i * count + k] = total;
      gram[k * count + i] = total;
    }
    trace += gram[i * count + i]!;
    for (let j = 0; j < neurons; j++) {
      const signal = signals[i * neurons + j]!;
      if (signal === 0) continue;
      for (let k = 0; k < columns; k++) right[i * columns + k]! += signal * layer[j * columns + k]!;
    }
  }
  // Candidates that are active nowhere have no row of their own.
  const rho = Math.max((ridge * trace) / count, Number.EPSILON);
  for (let i = 0; i < count; i++) gram[i * count + i]! += rho;
  const { inverse } = invertPositiveDefinite(gram, count);
  const solution = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < count; k++) {
      const value = inverse[i * count + k]!;
      for (let at = 0; at < columns; at++) solution[i * columns + at]! += value * right[k * columns + at]!;
    }
  }
  return solution;
}
