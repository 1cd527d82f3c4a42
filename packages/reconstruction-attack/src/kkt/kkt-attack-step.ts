import { boundTensor, cheaperForm, kktObjective, multiplierShape, type StationarityForm } from '@noprior/kkt-loss';
import { constantLayers, hiddenSizes, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  add,
  constant,
  equal,
  type Graph,
  gradients,
  type HostTensor,
  mapRecord,
  maximum,
  simplify,
  sub,
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
 * @param network  the network under attack; its parameters become constants of the graph
 * @param y        [n] labels of the candidates, as `config.objective` has them
 * @throws {ShapeError} if the box does not fit the network
 * @see {@link kktObjective}
 */
export function kktAttackStep(network: ReluNetwork, y: HostTensor, config: KktAttackConfig): KktAttackStep {
  const { dtype, prior, objective: kind = 'binary' } = config;
  const box = priorBox(prior);
  const schedule = (iteration: number) => stepFactor(config.schedule, iteration, config.maxIterations);
  const optimizer = partition({
    x: makeOptimizer(config.optimizer, { stepSize: config.stepSize, schedule }),
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
    const objective = kktObjective(
      constantLayers(network, dtype),
      { x, lambda, y: constant(toHostDtype(y, dtype)) },
      {
        alpha: inputs.alpha!,
        lambdaMin: inputs.lambdaMin!,
        scale: config.scale,
        objective: kind,
        form,
        box: box && { low: boundTensor(box.low, dtype), high: boundTensor(box.high, dtype) },
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
