import { type Box, type Candidates, scaleFactor } from '@noprior/kkt-loss';
import { constantLayers, forward } from '@noprior/relu-models';
import {
  evaluate,
  gradients,
  type HostTensor,
  makeHostTensor,
  matmul,
  mul,
  reshape,
  simplify,
  sum,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { invertPositiveDefinite } from '../internal/invert-positive-definite.ts';
import { everyRow } from './candidate-rows.ts';
import type { CandidateChange, Intervention, InterventionContext } from './intervention.ts';
import { objectiveValue } from './objective-value.ts';
import { finestDtype } from './sample-gram.ts';

/** A step is halved so often until the objective falls. */
const halvings = 4;

/** A fall of less than this part of ||theta||^2 is rounding. */
const leastGain = 1e-12;

/** Self-consistent polish of the first layer. With the activation patterns of the current points held fixed, stationarity of
 * the first layer is linear in the points and their multipliers,
 *
 *     [W_1 b_1] = Delta^T [U c],   u_i = c_i x_i,   c_i = s lambda_i,   Delta_ij = y_i d Phi(x_i) / d z_1j.
 *
 * Least squares with a ridge towards the current [U c] gives points, clipped to the box, and, where there is a bias,
 * multipliers, which change by a factor of 2 at most. A round goes all the way there, or a half, a quarter and so on of it: the
 * first that lowers the objective is taken, and the next round has the patterns of its points. The first round that cannot lower it is
 * the last.
 *
 * @param rounds  at most
 * @param ridge   relative to the mean eigenvalue of Delta Delta^T, positive
 */
export function polishPoints(rounds: number, ridge: number): Intervention {
  return {
    apply: async (candidates: Candidates, context): Promise<CandidateChange | undefined> => {
      const { total: before, parameterNormSquared } = await objectiveValue(candidates, context);
      let current = candidates;
      let total = before;
      for (let round = 0; round < rounds; round++) {
        const target = await linearSolution(current, ridge, context);
        let found: { candidates: Candidates; total: number } | undefined;
        for (let halving = 0, part = 1; halving <= halvings && found === undefined; halving++, part /= 2) {
          const tried = between(current, target, part);
          const value = (await objectiveValue(tried, context)).total;
          if (value < total - leastGain * parameterNormSquared) found = { candidates: tried, total: value };
        }
        if (found === undefined) break;
        ({ candidates: current, total } = found);
      }
      if (current === candidates) return undefined;
      return { candidates: current, origin: everyRow(candidates.y.shape[0]!), loss: { before, after: total } };
    },
  };
}

/** Points and multipliers that solve the linear system. */
async function linearSolution(
  { x, lambda, y }: Candidates,
  ridge: number,
  context: InterventionContext,
): Promise<{ readonly x: Float64Array; readonly lambda: Float64Array }> {
  const [count, dimension] = [x.shape[0]!, x.shape[1]!];
  const s = scaleFactor(context.config.scale, count);
  const { gram, points, multipliers } = await normalEquations({ x, y }, context);
  const damping = (ridge * everyRow(count).reduce((trace, i) => trace + gram[i * count + i]!, 0)) / count;
  const nothing = { x: Float64Array.from(x.data), lambda: Float64Array.from(lambda.data) };
  if (!(damping > 0)) return nothing;
  const system = gram.slice();
  for (let i = 0; i < count; i++) system[i * count + i]! += damping;
  const { inverse } = invertPositiveDefinite(system, count);
  const c = Float64Array.from(lambda.data, (value) => s * value);
  const solved = new Float64Array(count * dimension);
  const weights = new Float64Array(count);
  for (let j = 0; j < count; j++) {
    for (let k = 0; k < dimension; k++) points[j * dimension + k]! += damping * c[j]! * x.data[j * dimension + k]!;
    if (multipliers !== undefined) multipliers[j]! += damping * c[j]!;
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const part = inverse[i * count + j]!;
      if (multipliers !== undefined) weights[i]! += part * multipliers[j]!;
      for (let k = 0; k < dimension; k++) solved[i * dimension + k]! += part * points[j * dimension + k]!;
    }
  }
  const { box } = context.config.prior;
  for (let i = 0; i < count; i++) {
    // A candidate without a positive multiplier has no point to solve for.
    if (!(c[i]! > 0)) {
      solved.set(x.data.subarray(i * dimension, (i + 1) * dimension), i * dimension);
      weights[i] = c[i]!;
      continue;
    }
    weights[i] = multipliers === undefined ? c[i]! : Math.min(2 * c[i]!, Math.max(c[i]! / 2, weights[i]!));
    for (let k = 0; k < dimension; k++) {
      const at = i * dimension + k;
      solved[at] = clipped(solved[at]! / weights[i]!, box, k);
    }
  }
  return { x: solved, lambda: weights.map((value) => value / s) };
}

/** Delta Delta^T [n, n], Delta W_1 [n, d] and Delta b_1 [n]. */
async function normalEquations(
  { x, y }: Pick<Candidates, 'x' | 'y'>,
  { backend, network, alpha }: InterventionContext,
): Promise<{ gram: Float64Array; points: Float64Array; multipliers: Float64Array | undefined }> {
  const dtype = finestDtype(backend);
  const count = x.shape[0]!;
  const graph = trace({ x: { shape: x.shape, dtype }, y: { shape: y.shape, dtype } }, (inputs) => {
    const layers = constantLayers(network, dtype);
    const { weight, bias } = layers[0]!;
    const { preActivations, logits } = forward(layers, inputs.x, { alpha });
    const [signals] = gradients(sum(logits), [preActivations[0]!]);
    const delta = mul(signals!, reshape(inputs.y, [count, 1]));
    const outputs: Record<string, Tensor> = {
      gram: matmul(delta, delta, { transposeB: true }),
      points: matmul(delta, weight),
    };
    if (bias !== undefined) outputs.multipliers = matmul(delta, reshape(bias, [bias.shape[0]!, 1]));
    return outputs;
  });
  const read = await evaluate(backend, simplify(graph), { x: toHostDtype(x, dtype), y: toHostDtype(y, dtype) });
  return {
    gram: Float64Array.from(read.gram!.data),
    points: Float64Array.from(read.points!.data),
    multipliers: read.multipliers && Float64Array.from(read.multipliers.data),
  };
}

/** A part of the way from candidates to a solution. */
function between(
  candidates: Candidates,
  target: { readonly x: Float64Array; readonly lambda: Float64Array },
  part: number,
): Candidates {
  const mix = ({ data, shape, dtype }: HostTensor, goal: Float64Array): HostTensor =>
    toHostDtype(
      makeHostTensor(
        goal.map((value, at) => data[at]! + part * (value - data[at]!)),
        shape,
      ),
      dtype,
    );
  return { x: mix(candidates.x, target.x), lambda: mix(candidates.lambda, target.lambda), y: candidates.y };
}

function clipped(value: number, box: Box | undefined, k: number): number {
  if (box === undefined) return value;
  const low = typeof box.low === 'number' ? box.low : box.low.data[k]!;
  const high = typeof box.high === 'number' ? box.high : box.high.data[k]!;
  return Math.min(high, Math.max(low, value));
}
