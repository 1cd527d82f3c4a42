import { boundTensor, multiplierShape } from '@noprior/kkt-loss';
import { constantLayers, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  add,
  clip,
  constant,
  exp,
  type Graph,
  gradients,
  type HostTensor,
  mapRecord,
  mul,
  simplify,
  splitGraph,
  sub,
  sum,
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
import { evidenceDescent } from './evidence-descent.ts';
import { cheaperEvidenceForm, type EvidenceForm } from './evidence-form.ts';

/** One iteration of the evidence attack, in two programs with a small inversion on the host between them. */
export interface EvidenceAttackStep {
  /** x, logLambda, alpha, misfit -> gram [n, n] = S S^T, and what the update takes from here, named in `shared`. */
  readonly measure: Graph;
  /** State, inverse [n, n] of S S^T + sigma^2 I, `shared`, scalars -> the state after an update. */
  readonly update: Graph;
  readonly shared: readonly string[];
  readonly state: Readonly<Record<string, TensorSpec>>;
  /** Which of the two equal programs was chosen. */
  readonly form: EvidenceForm;
  /** Scalar inputs of `update` at an iteration, 0-based, beside `alpha` and `misfit`, which stay. */
  scalarsAt(iteration: number): Readonly<Record<string, number>>;
}

/** The programs of one iteration: Adam along the gradient of the evidence and the contrast; points are clipped to the
 * box.
 *
 * @param y  [n] labels of the candidates
 * @see {@link evidenceDescent}
 */
export function evidenceAttackStep(
  network: ReluNetwork,
  y: HostTensor,
  config: EvidenceAttackConfig,
): EvidenceAttackStep {
  const { dtype, prior, objective = 'binary' } = config;
  const bounds = priorBox(prior);
  const count = y.shape[0]!;
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
  const scalars = ['alpha', 'misfit', 'variance', 'contrast', ...optimizer.numbers];
  const specs: Record<string, TensorSpec> = { ...state, inverse: { shape: [count, count], dtype } };
  for (const name of scalars) specs[name] = scalarSpec;
  const form = evidenceForm(config, network, count);
  const whole = trace(specs, (inputs) => {
    const { x, logLambda } = { x: inputs.x!, logLambda: inputs.logLambda! };
    const { gram, descent } = evidenceDescent(
      form,
      constantLayers(network, dtype),
      { x, lambda: exp(logLambda), y: constant(toHostDtype(y, dtype)) },
      {
        alpha: inputs.alpha!,
        misfit: inputs.misfit!,
        objective,
        inverse: inputs.inverse!,
        variance: inputs.variance!,
      },
    );
    const box = bounds && { low: boundTensor(bounds.low, dtype), high: boundTensor(bounds.high, dtype) };
    const total =
      box === undefined ? descent : add(descent, mul(inputs.contrast!, sum(mul(sub(x, box.low), sub(box.high, x)))));
    const [gradX, gradLambda] = gradients(total, [x, logLambda]);
    const step = optimizer.update({ x: gradX!, logLambda: gradLambda! }, inputs, { x, logLambda }, inputs);
    const next = applyUpdates({ x, logLambda }, step.updates);
    const inBox = box === undefined ? next.x! : clip(next.x!, box.low, box.high);
    return { gram, ...next, x: inBox, ...step.state };
  });
  const { first: measure, second: update, shared } = splitGraph(simplify(whole), ['gram']);
  return {
    measure,
    update,
    shared,
    state,
    form,
    scalarsAt: (iteration) => ({
      variance: noiseAt(config, iteration) ** 2,
      contrast: (2 * config.contrast * iteration) / config.maxIterations,
      ...optimizer.numbersAt(iteration),
    }),
  };
}

/** The form that a configuration asks for, or the cheaper one. */
export function evidenceForm(
  { form }: Pick<EvidenceAttackConfig, 'form'>,
  network: ReluNetwork,
  count: number,
): EvidenceForm {
  return form === 'auto' ? cheaperEvidenceForm(inputSize(network), network.layers[0]!.weight.shape[0]!, count) : form;
}

/** sigma of an iteration, 0-based. */
export function noiseAt({ noise, maxIterations }: EvidenceAttackConfig, iteration: number): number {
  const { from, to } = evidenceNoise({ noise });
  return from * (to / from) ** Math.min(1, iteration / (0.7 * maxIterations));
}
