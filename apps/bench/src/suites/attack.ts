import { loadDataset } from '@noprior/datasets';
import { initialCandidates } from '@noprior/reconstruction-attack';
import { makeNetwork, parameters, trainNetwork } from '@noprior/relu-models';
import { type Backend, type HostTensor, toHostDtype } from '@noprior/tensor';
import type { AttackCase } from '../programs/job.ts';
import { prepare } from '../programs/prepare.ts';
import { networkName, type Scale } from './sizes.ts';
import { stepCaseOf } from './step.ts';
import type { SuiteCase } from './suite-case.ts';

/** Hidden sizes, candidates and iterations. */
const settings: Readonly<
  Record<Scale, { readonly hidden: readonly number[]; readonly count: number; readonly iterations: number }>
> = {
  full: { hidden: [1000], count: 40, iterations: 1000 },
  smoke: { hidden: [16], count: 8, iterations: 20 },
};

/** Attack iterations until a loss is reached: on a network trained here on 20 procedural images, from one start, to the loss
 * that the same descent has in float64 after a set number of iterations.
 *
 * @param backend  offers float64
 */
export async function attackCases(scale: Scale, threads: number, backend: Backend): Promise<SuiteCase[]> {
  const { hidden, count, iterations } = settings[scale];
  const { training } = await loadDataset({ dataset: 'glyphs', perClass: 10, seed: 1 });
  const widths = [training.x.shape[1]!, ...hidden, 1];
  const start = makeNetwork({ inputSize: widths[0]!, hiddenSizes: hidden, initialisation: 'scaled-first', seed: 1 });
  const { network } = await trainNetwork(backend, start, training, { targetLoss: scale === 'full' ? 1e-6 : 1e-1 });
  const stepCase = stepCaseOf(widths, count);
  const prior = {
    initialisation: { kind: 'gaussian' as const, scale: 0.03498 },
    box: { low: -1, high: 1 },
    lambdaMin: stepCase.lambdaMin,
    candidatesPerClass: count / 2,
  };
  const inputs: Record<string, HostTensor> = {};
  const { x, lambda, y } = initialCandidates(prior, widths[0]!, 1, 'float32');
  for (const [name, tensor] of Object.entries({ ...parameters(network), x, lambda, y })) {
    inputs[name] = toHostDtype(tensor, 'float32');
  }
  const attackCase: AttackCase = {
    ...stepCase,
    targetTotal: 0,
    evaluateEvery: 10,
    maxIterations: iterations,
    maxSeconds: 600,
  };
  const job = { suite: 'attack' as const, dtype: 'float64' as const, threads, form: 'auto' as const };
  const program = await prepare(backend, { ...job, case: attackCase }, inputs);
  const { totals } = await program.repeat(1);
  const targetTotal = totals![0]!;
  return [
    {
      name: `n=${count} ${networkName(widths)}, L_KKT to ${targetTotal.toPrecision(3)}`,
      job: {
        ...job,
        dtype: 'float32',
        case: { ...attackCase, targetTotal, maxIterations: 2 * iterations, maxSeconds: 60 },
      },
      inputs,
    },
  ];
}
