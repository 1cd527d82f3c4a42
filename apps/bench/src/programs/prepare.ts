import type { Backend, HostTensor } from '@noprior/tensor';
import { matmulFlops } from '../matmul-flops.ts';
import type { AttackCase, Job } from './job.ts';
import { opInputs, opProgram } from './op-program.ts';
import type { PreparedProgram, Repetitions } from './prepared-program.ts';
import { type ProgramParts, StatefulProgram } from './stateful-program.ts';
import { stepInputs, stepProgram } from './step-program.ts';
import { trainInputs, trainProgram } from './train-program.ts';

/** The inputs of a job, float32 throughout: the same numbers for every contestant. */
export function jobInputs(job: Job): Record<string, HostTensor> {
  switch (job.suite) {
    case 'ops':
      return opInputs(job.case);
    case 'step':
    case 'attack':
      return stepInputs(job.case);
    case 'train':
      return trainInputs(job.case);
  }
}

/** The program of a job. */
export function jobProgram(job: Job, inputs: Readonly<Record<string, HostTensor>>): ProgramParts {
  switch (job.suite) {
    case 'ops':
      return opProgram(job, inputs);
    case 'step':
    case 'attack':
      return stepProgram(job, inputs);
    case 'train':
      return trainProgram(job, inputs);
  }
}

/** Floating-point operations of the matrix products of one repetition. */
export function jobFlops(job: Job): number {
  return matmulFlops(jobProgram(job, jobInputs(job)).graph);
}

/** Compile a job's program on a backend and run it once. */
export async function prepare(
  backend: Backend,
  job: Job,
  inputs: Readonly<Record<string, HostTensor>>,
): Promise<PreparedProgram> {
  const parts = jobProgram(job, inputs);
  const began = performance.now();
  const program = await StatefulProgram.open(backend, parts);
  await program.run();
  await program.finish();
  const firstRunMs = performance.now() - began;
  return {
    firstRunMs,
    outputs: await program.read(),
    note: '',
    repeat: (count) => (job.suite === 'attack' ? attack(program, job.case, count) : repeat(program, count)),
  };
}

async function repeat(program: StatefulProgram, count: number): Promise<Repetitions> {
  return { times: await program.time(count) };
}

/** Whole descents: from the start until the target or a limit. */
async function attack(program: StatefulProgram, attackCase: AttackCase, count: number): Promise<Repetitions> {
  const { targetTotal, evaluateEvery, maxIterations, maxSeconds } = attackCase;
  const times: number[] = [];
  const iterations: number[] = [];
  const reached: boolean[] = [];
  const totals: number[] = [];
  for (let run = 0; run < count; run++) {
    await program.restart();
    const began = performance.now();
    let iteration = 0;
    let total = Number.POSITIVE_INFINITY;
    while (total > targetTotal && iteration < maxIterations && performance.now() - began < 1000 * maxSeconds) {
      for (let step = 0; step < evaluateEvery; step++) await program.run();
      total = await program.finish();
      iteration += evaluateEvery;
    }
    times.push(performance.now() - began);
    iterations.push(iteration);
    reached.push(total <= targetTotal);
    totals.push(total);
  }
  return { times, iterations, reached, totals };
}
