import { parameterNames, parameters, trainingStep } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, makeRandom, simplify } from '@noprior/tensor';
import type { Job, TrainCase } from './job.ts';
import type { ProgramParts } from './stateful-program.ts';
import { networkOf } from './step-program.ts';

/** Parameters, standard normal points scaled to norm 1 on average, alternating labels. */
export function trainInputs(trainCase: TrainCase): Record<string, HostTensor> {
  const { count, widths } = trainCase;
  const dimension = widths[0]!;
  return {
    ...parameters(networkOf(trainCase)),
    x: makeRandom(2).normalTensor([count, dimension], 1 / Math.sqrt(dimension), 'float32'),
    y: makeHostTensor(
      Float32Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 1 : -1)),
      [count],
    ),
  };
}

/** Loss, gradient and update of every parameter in one graph. */
export function trainProgram(
  { case: trainCase, dtype }: Job & { readonly suite: 'train' },
  inputs: Readonly<Record<string, HostTensor>>,
): ProgramParts {
  const network = networkOf(trainCase);
  const { count, stepSize } = trainCase;
  return {
    graph: simplify(trainingStep(network, count, dtype, { schedule: 'constant', stepSize })),
    state: parameterNames(network),
    inputs,
    signal: 'logLoss',
  };
}
