import { cheaperForm, type StationarityForm } from '@noprior/kkt-loss';
import { attackPresets, initialCandidates, kktAttackStep } from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { type Backend, type DeviceTensor, type Dtype, fillHostTensor } from '@noprior/tensor';
import { matmulFlops } from '../matmul-flops.ts';
import { MatmulRate } from '../matmul-rate.ts';
import { type CaseResult, peakRssMb, quantileOf } from './case.ts';

/** One attack iteration on a random network. */
export interface StepCase {
  /** Candidates, an even number. */
  readonly count: number;
  /** Input size, hidden sizes, 1. */
  readonly widths: readonly number[];
  readonly form: StationarityForm | 'auto';
  readonly dtype: Dtype;
}

/** Sizes of the `step` suite; n = 1000 with 3072 inputs is the one whose memory is watched. */
export const stepCases: readonly StepCase[] = [
  [784, 1000, 1],
  [784, 1000, 1000, 1],
  [3072, 1000, 1000, 1],
].flatMap((widths) =>
  [40, 200, 1000].flatMap((count) =>
    (['direct', 'gram'] as const).map((form) => ({ count, widths, form, dtype: 'float32' as const })),
  ),
);

/** Blocks of products and of iterations in one measurement, and uncounted runs at the start of each. */
const blocks = 5;
const warmUp = 3;

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

/** Time one attack iteration, update included, in turn with the machine's matrix product. */
export async function measureStep(backend: Backend, stepCase: StepCase, repetitions: number): Promise<CaseResult> {
  const { count, widths, dtype } = stepCase;
  const form = stepCase.form === 'auto' ? cheaperForm(widths, count) : stepCase.form;
  const network = makeNetwork({ inputSize: widths[0]!, hiddenSizes: widths.slice(1, -1), seed: 1, dtype });
  const preset = attackPresets['haim2022-mnist'];
  const config = { ...preset, prior: { ...preset.prior, candidatesPerClass: count / 2 }, form, dtype };
  const start = initialCandidates(config.prior, widths[0]!, 1, dtype);
  const step = kktAttackStep(network, start.y, config);
  const executable = await backend.compile(step.graph);
  const rate = await MatmulRate.open(backend, dtype);

  let state: Record<string, DeviceTensor> = {};
  for (const [name, { shape }] of Object.entries(step.state)) {
    const given = name === 'x' ? start.x : name === 'lambda' ? start.lambda : fillHostTensor(0, shape, dtype);
    state[name] = await backend.upload(given);
  }
  const scalars: Record<string, DeviceTensor> = {};
  for (const [name, value] of Object.entries(step.scalarsAt(0))) {
    scalars[name] = await backend.upload(fillHostTensor(value, [], dtype));
  }
  const times: number[] = [];
  const rates: number[] = [];
  // Blocks in turn, with a pause between: the threads of a session go on spinning for a while after its run, and would
  // take the cores from the other's.
  for (let block = 0; block < blocks; block++) {
    await pause();
    rates.push(...(await rate.measure(warmUp, Math.ceil(repetitions / blocks))));
    await pause();
    for (let repetition = -warmUp; repetition < repetitions / blocks; repetition++) {
      const began = performance.now();
      const outputs = await executable.run({ ...state, ...scalars }, { donate: Object.keys(state) });
      const spent = performance.now() - began;
      const next: Record<string, DeviceTensor> = {};
      for (const [name, tensor] of Object.entries(outputs)) {
        if (name in state) next[name] = tensor;
        else backend.release(tensor);
      }
      state = next;
      if (repetition >= 0) times.push(spent);
    }
  }
  const medianMs = quantileOf(times, 0.5);
  const gflops = matmulFlops(step.graph) / (medianMs * 1e6);
  const matmulGflops = quantileOf(rates, 0.5);
  return {
    backend: backend.name,
    case: `n=${count} ${widths.join('-')} ${form} ${dtype}`,
    medianMs,
    p10: quantileOf(times, 0.1),
    p90: quantileOf(times, 0.9),
    gflops,
    matmulGflops,
    shareOfMatmul: gflops / matmulGflops,
    peakRssMb: peakRssMb(),
    note: `${step.graph.nodes.filter(({ op }) => op === 'matmul').length} matrix products; auto chooses ${cheaperForm(widths, count)}`,
  };
}
