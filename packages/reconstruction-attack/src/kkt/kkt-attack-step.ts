import type { SpanReduction } from '@noprior/first-layer-spectrum';
import { boundTensor, cheaperForm, kktObjective, multiplierShape, type StationarityForm } from '@noprior/kkt-loss';
import { constantLayers, hiddenSizes, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  add,
  constant,
  div,
  equal,
  type Graph,
  gradients,
  type HostTensor,
  mapRecord,
  matmul,
  maximum,
  mul,
  simplify,
  sub,
  type Tensor,
  type TensorSpec,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { makeOptimizer } from '../optimizers/make-optimizer.ts';
import { applyUpdates } from '../optimizers/optimizer.ts';
import { partition } from '../optimizers/partition.ts';
import { alphaAt, stepFactor } from '../optimizers/schedules.ts';
import { priorBox } from '../starts/prior.ts';
import type { KktAttackConfig } from './kkt-attack-config.ts';

/** One iteration of an attack: everything that a driver needs to run it, and nothing of how it is run. */
export interface KktAttackStep {
  /** Inputs: the state, then the scalars. Outputs: the state under the same names, and the losses BEFORE the update. */
  readonly graph: Graph;
  /** Shapes of the state by name; `x` and `lambda` are among them, the rest starts at 0. `finiteSteps` counts the
   * iterations before the first one whose loss was not finite, and `broken` is 1 from that one on. */
  readonly state: Readonly<Record<string, TensorSpec>>;
  /** Names of the loss outputs. */
  readonly losses: readonly ['total', 'stationarity', 'dualFeasibility', 'prior'];
  /** Scalar inputs of an iteration, 0-based. */
  scalarsAt(iteration: number): Readonly<Record<string, number>>;
  /** Which of the two programs was chosen. */
  readonly form: StationarityForm;
}

/** One iteration of the KKT reconstruction attack: L_KKT, its gradients by points and multipliers, and the optimizer's
 * update, in one graph.
 *
 * The parameters of the network and the labels are constants of the graph; step sizes, alpha, and the multiplier floor
 * are inputs, so that one compiled program serves every schedule.
 *
 * In the frame of a span x are coordinates u, and the objective is that of the reduced network at w = c u with multipliers lambda / c,
 * which differs from that of the network by a constant. The floor and the box are those of lambda and of x_0 + D^T u. Steps
 * are longer by sqrt(d / k), the length that a step of the same size in every coordinate loses with fewer coordinates.
 *
 * @param network  the network under attack, or that of the span; its parameters become constants of the graph
 * @param y        [n] labels of the candidates, as `config.objective` has them
 * @param span     the span in which the points move; left out, they move in the input space
 * @throws {ShapeError} if the box does not fit the network
 * @see {@link kktObjective}
 */
export function kktAttackStep(
  network: ReluNetwork,
  y: HostTensor,
  config: KktAttackConfig,
  span?: SpanReduction,
): KktAttackStep {
  const { dtype, prior, objective: kind = 'binary' } = config;
  const box = priorBox(prior);
  const schedule = (iteration: number) => stepFactor(config.schedule, iteration, config.maxIterations);
  const optimizer = partition({
    x: makeOptimizer(config.optimizer, { stepSize: lengthening(span) * config.stepSize, schedule }),
    lambda: makeOptimizer(config.optimizer, { stepSize: config.lambdaStepSize, schedule }),
  });
  const count = y.shape[0]!;
  const dimension = inputSize(network);
  const widths = [dimension, ...hiddenSizes(network), outputSize(network)];
  const form = config.form === 'auto' ? cheaperForm(widths, count) : config.form;
  const scalar: TensorSpec = { shape: [], dtype };
  const parameters = {
    x: { shape: [count, dimension], dtype },
    lambda: { shape: multiplierShape(kind, count, outputSize(network)), dtype },
  };
  const slots = mapRecord(optimizer.init(parameters), ({ shape }): TensorSpec => ({ shape, dtype }));
  const state: Record<string, TensorSpec> = { ...parameters, finiteSteps: scalar, broken: scalar, ...slots };
  const specs: Record<string, TensorSpec> = { ...state };
  for (const name of ['alpha', 'lambdaMin', ...optimizer.numbers]) specs[name] = scalar;

  const graph = trace(specs, (inputs) => {
    const x = inputs.x!;
    const lambda = inputs.lambda!;
    const scale = span?.scale ?? 1;
    const objective = kktObjective(
      constantLayers(network, dtype),
      { x: mul(scale, x), lambda: mul(1 / scale, lambda), y: constant(toHostDtype(y, dtype)) },
      {
        alpha: div(inputs.alpha!, scale),
        lambdaMin: div(inputs.lambdaMin!, scale),
        lambdaWeight: 5 * scale ** 2,
        scale: config.scale,
        objective: kind,
        form,
        box: box && { low: boundTensor(box.low, dtype), high: boundTensor(box.high, dtype) },
        boxPoints: span === undefined ? x : inputPoints(span, x),
      },
    );
    const { total } = objective;
    // total - total is 0 unless total is infinite or NaN.
    const broken = maximum(inputs.broken!, sub(1, equal(sub(total, total), 0)));
    const [gradX, gradLambda] = gradients(total, [x, lambda]);
    const outputs = {
      total,
      stationarity: objective.stationarity.total,
      dualFeasibility: objective.dualFeasibility,
      prior: objective.prior,
      finiteSteps: add(inputs.finiteSteps!, sub(1, broken)),
      broken,
    };
    const step = optimizer.update({ x: gradX!, lambda: gradLambda! }, inputs, { x, lambda }, inputs);
    return { ...outputs, ...applyUpdates({ x, lambda }, step.updates), ...step.state };
  });

  return {
    graph: simplify(graph),
    state,
    losses: ['total', 'stationarity', 'dualFeasibility', 'prior'],
    form,
    scalarsAt: (iteration) => ({
      alpha: alphaAt(config.alpha, iteration, config.maxIterations),
      lambdaMin: prior.lambdaMin,
      ...optimizer.numbersAt(iteration),
    }),
  };
}

/** x_0 + D^T u */
function inputPoints({ origin, directions }: SpanReduction, u: Tensor): Tensor {
  const of = (tensor: HostTensor) => constant(toHostDtype(tensor, u.dtype));
  return add(matmul(u, of(directions)), of(origin));
}

function lengthening(span: SpanReduction | undefined): number {
  if (span === undefined) return 1;
  const [k, d] = span.directions.shape as readonly [number, number];
  return Math.sqrt(d / k);
}
