import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatSeconds } from '@noprior/report';
import { describeMachine } from '../benchmark/describe-machine.ts';
import { BenchUsageError, selectByName } from '../select-by-name.ts';
import { type Checkout, openCheckout } from './checkout.ts';
import { imagesFound } from './images-found.ts';
import { findRun, keepRun, type Turn } from './kept-runs.ts';
import { runMeasured } from './run-measured.ts';
import { stageSeconds } from './stage-seconds.ts';
import { summarizeWaits } from './summarize-waits.ts';
import { ensureCandidates, ensureVictim } from './victims.ts';
import { loadWaitCases, type WaitCase, type WaitCases, waitsFolder } from './wait-case.ts';
import type { WaitRun, WaitsResult } from './wait-results.ts';

/** Options of {@link runWaits}. */
export interface WaitsOptions {
  readonly scale: 'full' | 'smoke';
  /** The checkout that is measured. */
  readonly checkout: string;
  /** Another built checkout that takes turns with it. */
  readonly before?: string;
  readonly filter: string;
  readonly rounds: number;
  /** Folder of victims and of finished processes. */
  readonly keep: string;
  /** Folder of MNIST and CIFAR-10. */
  readonly dataDir: string;
  /** Recorded in the result. */
  readonly command: string;
  readonly onProgress: (line: string) => void;
}

/** Run every case on both checkouts in turns, round by round, each in a process of its own. A finished process is not run again.
 *
 * @throws {BenchUsageError} for a checkout that is not built, a filter that nothing matches, or the growth at scale smoke
 */
export async function runWaits(suite: WaitsResult['suite'], options: WaitsOptions): Promise<WaitsResult> {
  const { scale, filter, rounds, command } = options;
  if (suite === 'growth' && scale === 'smoke') throw new BenchUsageError('growth: it has no scale smoke; waits has\n');
  const all = loadWaitCases();
  const cases = selectByName(all[suite === 'growth' ? 'growth' : scale], ({ name }) => name, filter);
  const now = openCheckout(options.checkout);
  const before = options.before === undefined ? null : openCheckout(options.before);
  const runs = await new WaitsRun(options, all.victims, now).runs(turnsOf(cases, rounds, now, before));
  return {
    suite,
    date: new Date().toISOString(),
    command,
    machine: describeMachine(),
    commits: { now: commitText(now), before: before === null ? null : commitText(before) },
    rounds,
    rows: cases.map((one) =>
      summarizeWaits(
        one,
        [...runs].filter(([turn]) => turn.case === one),
      ),
    ),
  };
}

function commitText({ commit, isChanged }: Checkout): string {
  return isChanged ? `${commit}, with changes` : commit;
}

/** Round by round; within a case the sides begin by turns. */
function turnsOf(cases: readonly WaitCase[], rounds: number, now: Checkout, before: Checkout | null): Turn[] {
  const sides = [{ side: 'now' as const, checkout: now }];
  const both = before === null ? sides : [{ side: 'before' as const, checkout: before }, ...sides];
  return Array.from({ length: rounds }).flatMap((_, round) =>
    cases.flatMap((one) =>
      (round % 2 === 0 ? both : both.toReversed()).map(({ side, checkout }): Turn => {
        const words = one.function ?? (checkout.isEarlier ? (one.earlier ?? one.command) : one.command) ?? '';
        return { case: one, side, checkout, words, round };
      }),
    ),
  );
}

class WaitsRun {
  readonly #options: WaitsOptions;
  readonly #victims: WaitCases['victims'];
  /** Trains the victims and scores the candidates of both sides. */
  readonly #now: Checkout;

  constructor(options: WaitsOptions, victims: WaitCases['victims'], now: Checkout) {
    this.#options = options;
    this.#victims = victims;
    this.#now = now;
  }

  async runs(turns: readonly Turn[]): Promise<Map<Turn, WaitRun>> {
    const { keep, onProgress } = this.#options;
    for (const folder of ['runs', 'victims']) await mkdir(join(keep, folder), { recursive: true });
    const folder = join(keep, 'runs');
    const kept = turns.flatMap((turn): [Turn, WaitRun][] => {
      const run = findRun(folder, turn);
      return run === undefined ? [] : [[turn, run]];
    });
    const runs = new Map(kept);
    const open = turns.filter((turn) => !runs.has(turn));
    onProgress(`${open.length} processes to run, ${kept.length} kept`);
    for (const [index, turn] of open.entries()) {
      const left = timeLeft(runs, open.slice(index));
      onProgress(`${index + 1}/${open.length}: round ${turn.round + 1}, ${turn.case.name}, ${turn.side}${left}`);
      const run = await this.#run(turn);
      runs.set(turn, run);
      if (run.failure === undefined) await keepRun(folder, turn, run);
      else onProgress(run.failure);
    }
    return runs;
  }

  async #run({ case: one, checkout, words }: Turn): Promise<WaitRun> {
    const data = this.#dataOf(one);
    const folder = await mkdtemp(join(tmpdir(), 'noprior-waits-'));
    try {
      const model = one.victim === undefined ? '' : await this.#modelOf(one.victim, data);
      const candidates = words.includes('CANDIDATES') ? await ensureCandidates(this.#now, model) : '';
      const out = join(folder, 'out');
      const paths: Readonly<Record<string, readonly string[]>> = {
        ...{
          MODEL: [model],
          CANDIDATES: [candidates],
          DATA: data,
          OUT: [out],
          'OUT.safetensors': [`${out}.safetensors`],
        },
      };
      const args = words.split(' ').flatMap((word) => paths[word] ?? [word]);
      const isFunction = one.function !== undefined;
      const program = isFunction
        ? [fileURLToPath(new URL('measured-function.mjs', waitsFolder)), checkout.folder]
        : [checkout.program];
      const { stdout, ...run } = await runMeasured([...program, ...args]);
      if (run.failure !== undefined) return run;
      // The function's own seconds instead of those of its process.
      if (isFunction) return { ...run, processSeconds: run.wallSeconds, ...JSON.parse(stdout) };
      return one.isScored === true ? { ...run, ...(await this.#found(model, data, out)) } : run;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #modelOf(victim: string, data: readonly string[]): Promise<string> {
    return ensureVictim(this.#now, join(this.#options.keep, 'victims'), victim, this.#victims[victim]!, data);
  }

  async #found(model: string, data: readonly string[], out: string): Promise<Partial<WaitRun>> {
    const args = ['score', '--model', model, '--candidates', join(out, 'candidates.npz'), ...data, '--json'];
    const { failure, stdout } = await runMeasured([this.#now.program, ...args]);
    if (failure !== undefined) return { failure: `noprior score: ${failure}` };
    const stages = stageSeconds(await readFile(join(out, 'progress.csv'), 'utf8').catch(() => ''));
    return { found: imagesFound(stdout), ...(stages === undefined ? {} : { stages }) };
  }

  /** Options that name the data of a case. */
  #dataOf({ victim }: WaitCase): string[] {
    const data = victim === undefined ? [] : this.#victims[victim]!.data.split(' ');
    return data.includes('mnist') || data.includes('cifar10') ? [...data, '--data-dir', this.#options.dataDir] : data;
  }
}

/** In words, once every case that is left has been measured on some side. */
function timeLeft(runs: ReadonlyMap<Turn, WaitRun>, turns: readonly Turn[]): string {
  let seconds = 0;
  for (const turn of turns) {
    const known = [...runs].filter(([other]) => other.case === turn.case);
    if (known.length === 0) return '';
    const same = known.filter(([{ side }]) => side === turn.side);
    const times = (same.length === 0 ? known : same).map(([, run]) => run.processSeconds ?? run.wallSeconds);
    seconds += times.reduce((sum, time) => sum + time, 0) / times.length;
  }
  return `, about ${formatSeconds(seconds)} left`;
}
