import { cheaperForm } from '@noprior/kkt-loss';
import { initialCandidates, type KktAttackConfig, kktAttackStep } from '@noprior/reconstruction-attack';
import { makeNetwork, parameters, type ReluNetwork, withParameters } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import type { Job, StepCase, TrainCase } from './job.ts';
import type { ProgramParts } from './stateful-program.ts';

/** A network of the given sizes with PyTorch's default initialisation, in float32. */
export function networkOf({ widths }: Pick<TrainCase, 'widths'>): ReluNetwork {
  return makeNetwork({ inputSize: widths[0]!, hiddenSizes: widths.slice(1, -1), seed: 1, dtype: 'float32' });
}

function configOf(stepCase: StepCase, dtype: Job['dtype'], form: Job['form']): KktAttackConfig {
  const { count, alpha, lambdaMin, stepSize, lambdaStepSize, momentum, low, high } = stepCase;
  return {
    prior: {
      initialisation: { kind: 'gaussian', scale: 0.03498 },
      box: { low, high },
      lambdaMin,
      candidatesPerClass: count / 2,
    },
    optimizer: { kind: 'sgd', momentum },
    stepSize,
    lambdaStepSize,
    schedule: 'constant',
    alpha,
    scale: 'mean',
    form: form === 'auto' ? cheaperForm(stepCase.widths, count) : form,
    maxIterations: 1,
    seed: 1,
    dtype,
  };
}

/** Parameters, candidates, multipliers and labels, all float32 so that every dtype starts from the same numbers. */
export function stepInputs(stepCase: StepCase): Record<string, HostTensor> {
  const { prior } = configOf(stepCase, 'float32', 'direct');
  const { x, lambda, y } = initialCandidates(prior, stepCase.widths[0]!, 1, 'float32');
  return { ...parameters(networkOf(stepCase)), x, lambda, y };
}

/** Loss, gradients and momentum update in one graph. */
export function stepProgram(
  job: Job & { readonly suite: 'step' | 'attack' },
  inputs: Readonly<Record<string, HostTensor>>,
): ProgramParts {
  const network = withParameters(networkOf(job.case), inputs);
  const step = kktAttackStep(network, inputs.y!, configOf(job.case, job.dtype, job.form));
  const scalars: Record<string, HostTensor> = {};
  for (const [name, value] of Object.entries(step.scalarsAt(0))) {
    scalars[name] = { shape: [], dtype: 'float64', data: Float64Array.of(value) };
  }
  return {
    graph: step.graph,
    state: Object.keys(step.state),
    inputs: { x: inputs.x!, lambda: inputs.lambda!, ...scalars },
    signal: 'total',
  };
}
