import { join } from 'node:path';
import { loadArrays, saveNpz, writeFileAtomically } from '@noprior/array-files';
import type { HostTensor } from '@noprior/tensor';
import type { Job } from '../programs/job.ts';
import type { Repetitions } from '../programs/prepared-program.ts';
import { Contestant } from './contestant.ts';
import type { Entrant } from './entrant.ts';
import type { Finished, JobFile, Ready } from './messages.ts';

/** One contestant's part of a case. */
export interface Lane {
  readonly entrant: Entrant;
  readonly job: Job;
  readonly inputs: Readonly<Record<string, HostTensor>>;
}

/** How long a case may take. */
export interface BenchmarkLimits {
  /** Blocks of repetitions; in every block all contestants have a turn. */
  readonly rounds: number;
  /** Seconds of repetitions for each contestant, in all. */
  readonly secondsEach: number;
  /** A contestant whose first run takes longer is left out. */
  readonly firstRunSeconds: number;
  /** So many repetitions a block at most. */
  readonly repetitionsEach: number;
}

/** What a lane came to. */
export type LaneResult =
  | {
      readonly kind: 'measured';
      readonly ready: Ready;
      readonly times: readonly number[];
      /** `attack`: iterations of each run, whether it arrived, and the loss it had then. */
      readonly iterations: readonly number[];
      readonly reached: readonly boolean[];
      readonly totals: readonly number[];
      readonly outputs: Readonly<Record<string, HostTensor>>;
      readonly peakRssMb: number | null;
    }
  | { readonly kind: 'absent' | 'failed'; readonly reason: string };

/** Runs before each block that are not counted. */
const warmUp = 1;
/** The threads of some libraries go on spinning after a run and would take the cores from the next contestant. */
const pauseMs = 250;

/** Let the lanes run in turn: all are prepared first, then in each round every one has a block of repetitions, while the
 * other processes wait.
 *
 * @param folder  for the files that go to the contestants and come back
 */
export async function runBenchmark(
  lanes: readonly Lane[],
  limits: BenchmarkLimits,
  folder: string,
): Promise<readonly LaneResult[]> {
  const turns: Turn[] = [];
  try {
    for (const [index, lane] of lanes.entries()) turns.push(await Turn.prepare(lane, join(folder, `${index}`), limits));
    for (let round = 0; round < limits.rounds; round++) {
      for (const turn of turns) await turn.block(limits);
    }
    const results: LaneResult[] = [];
    for (const turn of turns) results.push(await turn.finish());
    return results;
  } finally {
    for (const turn of turns) turn.kill();
  }
}

/** One lane on its way. */
class Turn {
  readonly #contestant: Contestant;
  readonly #outputs: string;
  #ready: Ready | undefined;
  #failure: { readonly kind: 'absent' | 'failed'; readonly reason: string } | undefined;
  readonly #times: number[] = [];
  readonly #iterations: number[] = [];
  readonly #reached: boolean[] = [];
  readonly #totals: number[] = [];
  #estimateMs = 0;
  #measured = false;

  private constructor(contestant: Contestant, outputs: string) {
    this.#contestant = contestant;
    this.#outputs = outputs;
  }

  static async prepare({ entrant, job, inputs }: Lane, path: string, limits: BenchmarkLimits): Promise<Turn> {
    const file: JobFile = { ...job, backend: entrant.backend, inputs: `${path}.in.npz`, outputs: `${path}.out.npz` };
    await saveNpz(file.inputs, inputs);
    await writeFileAtomically(`${path}.json`, new TextEncoder().encode(JSON.stringify(file)));
    const turn = new Turn(new Contestant(entrant.command, `${path}.json`), file.outputs);
    const answer = await turn.#contestant.ready(limits.firstRunSeconds);
    if ('absent' in answer) turn.#failure = { kind: 'absent', reason: answer.absent };
    else if ('error' in answer) turn.#failure = { kind: 'failed', reason: answer.error };
    else turn.#ready = answer;
    return turn;
  }

  async block({ rounds, secondsEach, repetitionsEach, firstRunSeconds }: BenchmarkLimits): Promise<void> {
    if (this.#ready === undefined) return;
    if (this.#measured) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const warm = await this.#repeat(warmUp, firstRunSeconds);
    if (warm === undefined) return;
    this.#estimateMs = warm.times.at(-1)!;
    if (this.#estimateMs > 1000 * secondsEach) {
      // A slow one has been warmed by its first run; this repetition is its measurement.
      this.#keep(warm);
      this.#measured = true;
      return;
    }
    const turnMs = (1000 * secondsEach) / rounds;
    const count = Math.max(1, Math.min(repetitionsEach, Math.floor(turnMs / Math.max(this.#estimateMs, 0.01))));
    const answer = await this.#repeat(count, 60 + (count * this.#estimateMs) / 100);
    if (answer === undefined) return;
    this.#keep(answer);
  }

  #keep({ times, iterations = [], reached = [], totals = [] }: Repetitions): void {
    this.#times.push(...times);
    this.#iterations.push(...iterations);
    this.#reached.push(...reached);
    this.#totals.push(...totals);
  }

  async finish(): Promise<LaneResult> {
    if (this.#ready === undefined) return this.#failure!;
    const { peakRssMb }: Finished = await this.#contestant.finish();
    return {
      kind: 'measured',
      ready: this.#ready,
      times: this.#times,
      iterations: this.#iterations,
      reached: this.#reached,
      totals: this.#totals,
      outputs: (await loadArrays(this.#outputs)).arrays,
      peakRssMb,
    };
  }

  kill(): void {
    this.#contestant.kill();
  }

  async #repeat(count: number, limitSeconds: number) {
    const answer = await this.#contestant.repeat(count, limitSeconds);
    if (!('error' in answer)) return answer;
    this.#ready = undefined;
    this.#failure = { kind: 'failed', reason: answer.error };
    return undefined;
  }
}
