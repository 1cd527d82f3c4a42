import { boundTensor, multiplierShape } from '@noprior/kkt-loss';
import { constantLayers, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  add,
  clip,
  constant,
  div,
  exp,
  type Graph,
  gradients,
  type HostTensor,
  mapRecord,
  matmul,
  mul,
  simplify,
  square,
  sub,
  sum,
  type Tensor,
  type TensorSpec,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { adam } from '../optimizers/adam.ts';
import { applyUpdates } from '../optimizers/optimizer.ts';
import { partition } from '../optimizers/partition.ts';
import { stepFactor } from '../optimizers/schedules.ts';
import { priorBox } from '../starts/prior.ts';
import { type EvidenceAttackConfig, evidenceNoise } from './evidence-attack-config.ts';
import { evidenceParts } from './evidence-parts.ts';

/** One iteration of the evidence attack, in two programs with a small inversion on the host between them. */
export interface EvidenceAttackStep {
  /** x, logLambda, alpha, misfit -> gram [n, n] = S S^T and within [n, m] = S R^T. */
  readonly measure: Graph;
  /** State, inverse [n, n] of S S^T + sigma^2 I, within [n, m], scalars -> the state after an update, and
   * `misfitSquare`. */
  readonly update: Graph;
  readonly state: Readonly<Record<string, TensorSpec>>;
  /** Scalar inputs of `update` at an iteration, 0-based, beside `alpha` and `misfit`, which stay. */
  scalarsAt(iteration: number): Readonly<Record<string, number>>;
}

/** The programs of one iteration.
 *
 * With `B = (S S^T + sigma^2 I)^-1 S R^T` held constant, the fit  sum_j r_j^T C^-1 r_j  and its gradient are those of
 * `||R - B^T S||^2 / sigma^2 + ||B||^2`, because B minimises it; the gradient of log det C is that of
 * `tr((S S^T + sigma^2 I)^-1 S S^T)` with the inverse held constant. So no factorisation enters a graph.
 *
 * @param y  [n] labels of the candidates
 * @see {@link firstLayerEvidence}
 */
export function evidenceAttackStep(
  network: ReluNetwork,
  y: HostTensor,
  config: EvidenceAttackConfig,
): EvidenceAttackStep {
  const { dtype, prior, objective = 'binary' } = config;
  const bounds = priorBox(prior);
  const count = y.shape[0]!;
  const neurons = network.layers[0]!.weight.shape[0]!;
  const schedule = (iteration: number) => stepFactor(config.schedule, iteration, config.maxIterations);
  const optimizer = partition({
    x: adam({ stepSize: config.stepSize, schedule }),
    logLambda: adam({ stepSize: config.logLambdaStepSize, schedule }),
  });
  const parameters = {
    x: { shape: [count, inputSize(network)], dtype },
    logLambda: { shape: multiplierShape(objective, count, outputSize(network)), dtype },
  };
  const slots = mapRecord(optimizer.init(parameters), ({ shape }): TensorSpec => ({ shape, dtype }));
  const state: Record<string, TensorSpec> = { ...parameters, ...slots };
  const scalarSpec: TensorSpec = { shape: [], dtype };
  const layers = () => constantLayers(network, dtype);
  const labels = () => constant(toHostDtype(y, dtype));
  const parts = (inputs: Readonly<Record<string, Tensor>>) =>
    evidenceParts(
      layers(),
      { x: inputs.x!, lambda: exp(inputs.logLambda!), y: labels() },
      { alpha: inputs.alpha!, misfit: inputs.misfit!, objective },
    );

  const measure = trace({ ...parameters, alpha: scalarSpec, misfit: scalarSpec }, (inputs) => {
    const { residual, spread } = parts(inputs);
    return {
      gram: matmul(spread, spread, { transposeB: true }),
      within: matmul(spread, residual, { transposeB: true }),
    };
  });

  const scalars = ['alpha', 'misfit', 'variance', 'contrast', ...optimizer.numbers];
  const specs: Record<string, TensorSpec> = {
    ...state,
    inverse: { shape: [count, count], dtype },
    within: { shape: [count, neurons], dtype },
  };
  for (const name of scalars) specs[name] = scalarSpec;
  const update = trace(specs, (inputs) => {
    const { residual, spread } = parts(inputs);
    const absorbed = matmul(inputs.inverse!, inputs.within!);
    const left = sum(square(sub(residual, matmul(absorbed, spread, { transposeA: true }))));
    const misfitSquare = add(div(left, inputs.variance!), sum(square(absorbed)));
    const volume = sum(mul(matmul(inputs.inverse!, spread), spread));
    let total = add(misfitSquare, mul(neurons, volume));
    const box = bounds && { low: boundTensor(bounds.low, dtype), high: boundTensor(bounds.high, dtype) };
    if (box !== undefined) {
      const inside = sum(mul(sub(inputs.x!, box.low), sub(box.high, inputs.x!)));
      total = add(total, mul(inputs.contrast!, inside));
    }
    const [gradX, gradLambda] = gradients(total, [inputs.x!, inputs.logLambda!]);
    const { x, logLambda } = { x: inputs.x!, logLambda: inputs.logLambda! };
    const step = optimizer.update({ x: gradX!, logLambda: gradLambda! }, inputs, { x, logLambda }, inputs);
    const next = applyUpdates({ x, logLambda }, step.updates);
    const inBox = box === undefined ? next.x! : clip(next.x!, box.low, box.high);
    return { misfitSquare, ...next, x: inBox, ...step.state };
  });
  return {
    measure: simplify(measure),
    update: simplify(update),
    state,
    scalarsAt: (iteration) => ({
      variance: noiseAt(config, iteration) ** 2,
      contrast: (2 * config.contrast * iteration) / config.maxIterations,
      ...optimizer.numbersAt(iteration),
    }),
  };
}

/** sigma of an iteration, 0-based. */
export function noiseAt({ noise, maxIterations }: EvidenceAttackConfig, iteration: number): number {
  const { from, to } = evidenceNoise({ noise });
  return from * (to / from) ** Math.min(1, iteration / (0.7 * maxIterations));
}
