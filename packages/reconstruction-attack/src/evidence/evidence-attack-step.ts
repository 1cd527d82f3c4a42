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
import { priorBox } from '../starts/prior.ts';
import type { EvidenceAttackConfig } from './evidence-attack-config.ts';
import { evidenceParts } from './evidence-parts.ts';

/** One iteration of the evidence attack, in two programs with a small inversion on the host between them. */
export interface EvidenceAttackStep {
  /** x, logLambda, alpha, misfit -> gram [n, n] = S S^T and within [n, m] = S R^T. */
  readonly measure: Graph;
  /** State, inverse [n, n] of S S^T + sigma^2 I, within [n, m], scalars -> the state after an update, and `misfitSquare`. */
  readonly update: Graph;
  readonly state: Readonly<Record<string, TensorSpec>>;
  /** Names of the scalar inputs of `update`. */
  readonly scalars: readonly string[];
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
  const optimizer = adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  const state: Record<string, TensorSpec> = {
    x: { shape: [count, inputSize(network)], dtype },
    logLambda: { shape: multiplierShape(objective, count, outputSize(network)), dtype },
  };
  for (const name of ['x', 'logLambda']) {
    for (const slot of optimizer.slots) state[`${name}.${slot}`] = state[name]!;
  }
  const scalarSpec: TensorSpec = { shape: [], dtype };
  const layers = () => constantLayers(network, dtype);
  const labels = () => constant(toHostDtype(y, dtype));
  const parts = (inputs: Readonly<Record<string, Tensor>>) =>
    evidenceParts(
      layers(),
      { x: inputs.x!, lambda: exp(inputs.logLambda!), y: labels() },
      { alpha: inputs.alpha!, misfit: inputs.misfit!, objective },
    );

  const measure = trace(
    { x: state.x!, logLambda: state.logLambda!, alpha: scalarSpec, misfit: scalarSpec },
    (inputs) => {
      const { residual, spread } = parts(inputs);
      return {
        gram: matmul(spread, spread, { transposeB: true }),
        within: matmul(spread, residual, { transposeB: true }),
      };
    },
  );

  const scalars = ['alpha', 'misfit', 'variance', 'contrast', 'stepSize', 'logLambdaStepSize', ...optimizer.scalars];
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
    const outputs: Record<string, Tensor> = { misfitSquare };
    for (const [name, gradient, stepSize] of [
      ['x', gradX!, inputs.stepSize!],
      ['logLambda', gradLambda!, inputs.logLambdaStepSize!],
    ] as const) {
      const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, inputs[`${name}.${slot}`]!]));
      const updated = optimizer.update(inputs[name]!, gradient, slots, { ...inputs, stepSize });
      outputs[name] =
        name === 'x' && box !== undefined ? clip(updated.parameter, box.low, box.high) : updated.parameter;
      for (const slot of optimizer.slots) outputs[`${name}.${slot}`] = updated.slots[slot]!;
    }
    return outputs;
  });
  return { measure: simplify(measure), update: simplify(update), state, scalars };
}
