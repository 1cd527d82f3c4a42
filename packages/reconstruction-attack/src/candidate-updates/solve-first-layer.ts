import { type Box, type Candidates, scaleFactor } from '@noprior/kkt-loss';
import { invertPositiveDefinite } from '@noprior/linear-algebra';
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
import { priorBox } from '../starts/prior.ts';
import { everyRow } from './candidate-rows.ts';
import type { CandidateChange, CandidateUpdate, CandidateUpdateContext } from './candidate-update.ts';
import { objectiveValue } from './objective-value.ts';
import { finestDtype } from './sample-gram.ts';

/** So often the ridge grows tenfold and the step is halved, until the objective falls. */
const retreats = 4;

/** A fall of less than this part of ||theta||^2 is rounding. */
const leastGain = 1e-12;

/** Solve the stationarity of the first layer for the points. With the activation patterns of the current points held fixed,
 * stationarity of the first layer is linear in the points and their multipliers,
 *
 *     [W_1 b_1] = Delta^T [U c],   u_i = c_i x_i,   c_i = s lambda_i,   Delta_ij = y_i d Phi(x_i) / d z_1j.
 *
 * Least squares with a ridge towards the current [U c] gives points, clipped to the box, and, where there is a bias,
 * multipliers, which change by a factor of 2 at most. Where going there does not lower the objective the ridge is
 * ten times as large and the step half of the way, and so on. A larger ridge, as Levenberg and Marquardt have it,
 * because many candidates for a sample make Delta Delta^T nearly singular, and what solves the system then is far
 * away and mostly outside the box; a shorter way, because points with small multipliers go far under any ridge. The
 * first step that lowers the objective is taken, and the next round has the patterns of its points. The first round
 * that cannot lower it is the last.
 *
 * @param rounds  at most
 * @param ridge   the smallest one, relative to the mean eigenvalue of Delta Delta^T, positive
 */
export function solveFirstLayer(rounds: number, ridge: number): CandidateUpdate {
  return {
    apply: async (candidates: Candidates, context): Promise<CandidateChange | undefined> => {
      const { total: before, parameterNormSquared } = await objectiveValue(candidates, context);
      let current = candidates;
      let total = before;
      for (let round = 0; round < rounds; round++) {
        const equations = await normalEquations(current, context);
        let found: { candidates: Candidates; total: number } | undefined;
        for (let retreat = 0; retreat <= retreats && found === undefined; retreat++) {
          const solution = linearSolution(current, equations, ridge * 10 ** retreat, context);
          if (solution === undefined) break;
          const tried = between(current, solution, 1 / 2 ** retreat);
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

/** Delta Delta^T [n, n], Delta W_1 [n, d] and Delta b_1 [n]. */
interface NormalEquations {
  readonly gram: Float64Array;
  readonly points: Float64Array;
  readonly multipliers: Float64Array | undefined;
}

/** Points [n, d] and multipliers [n] in float64. */
interface Solution {
  readonly x: Float64Array;
  readonly lambda: Float64Array;
}

/** What solves the linear system with a ridge; undefined where no signal reaches the first layer. */
function linearSolution(
  { x, lambda }: Candidates,
  { gram, points, multipliers }: NormalEquations,
  ridge: number,
  { config }: CandidateUpdateContext,
): Solution | undefined {
  const [count, dimension] = [x.shape[0]!, x.shape[1]!];
  const damping = (ridge * everyRow(count).reduce((trace, i) => trace + gram[i * count + i]!, 0)) / count;
  if (!(damping > 0)) return undefined;
  const system = gram.slice();
  for (let i = 0; i < count; i++) system[i * count + i]! += damping;
  const { inverse } = invertPositiveDefinite(system, count);
  const s = scaleFactor(config.scale, count);
  const c = Float64Array.from(lambda.data, (value) => s * value);
  const towards = points.slice();
  for (let at = 0; at < towards.length; at++) towards[at]! += damping * c[Math.floor(at / dimension)]! * x.data[at]!;
  const solved = new Float64Array(count * dimension);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const part = inverse[i * count + j]!;
      if (multipliers !== undefined) weights[i]! += part * (multipliers[j]! + damping * c[j]!);
      for (let k = 0; k < dimension; k++) solved[i * dimension + k]! += part * towards[j * dimension + k]!;
    }
  }
  const box = priorBox(config.prior);
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

/** The equations at points: their activation patterns and signals. */
async function normalEquations(
  { x, y }: Pick<Candidates, 'x' | 'y'>,
  { backend, network, alpha }: CandidateUpdateContext,
): Promise<NormalEquations> {
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

/** A part of the way from candidates to a solution, counted from the solution: all of the way is that to the last
 * bit, inside the box. */
function between({ x, lambda, y }: Candidates, solution: Solution, part: number): Candidates {
  const mix = ({ data, shape, dtype }: HostTensor, goal: Float64Array): HostTensor =>
    toHostDtype(
      makeHostTensor(
        goal.map((value, at) => value + (1 - part) * (data[at]! - value)),
        shape,
      ),
      dtype,
    );
  return { x: mix(x, solution.x), lambda: mix(lambda, solution.lambda), y };
}

function clipped(value: number, box: Box | undefined, k: number): number {
  if (box === undefined) return value;
  const low = typeof box.low === 'number' ? box.low : box.low.data[k]!;
  const high = typeof box.high === 'number' ? box.high : box.high.data[k]!;
  return Math.min(high, Math.max(low, value));
}
