import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackend } from '@noprior/backends';
import type { Dtype, HostTensor } from '@noprior/tensor';
import { type BenchmarkLimits, type Lane, type LaneResult, runBenchmark } from './benchmark/benchmark.ts';
import { describeMachine } from './benchmark/describe-machine.ts';
import type { Entrant } from './benchmark/entrant.ts';
import { entrantOf, isPeer, type PeerInterpreters } from './benchmark/entrants.ts';
import { relativeError } from './benchmark/relative-error.ts';
import type { AbsentContestant, BenchRow, SuiteResult, Unmeasured } from './benchmark/results.ts';
import { quantileOf } from './benchmark/statistics.ts';
import { buildPage } from './browser/build-page.ts';
import type { Job } from './programs/job.ts';
import { jobFlops, jobInputs, prepare } from './programs/prepare.ts';
import { selectByName } from './select-by-name.ts';
import { attackCases } from './suites/attack.ts';
import { opsCases } from './suites/ops.ts';
import { scalingCases } from './suites/scaling.ts';
import type { Scale } from './suites/sizes.ts';
import { stepCases } from './suites/step.ts';
import { probeJob, type SuiteCase, variantsOf } from './suites/suite-case.ts';
import { trainCases } from './suites/train.ts';

/** Suites in which contestants meet. */
export const suiteNames = ['ops', 'step', 'train', 'attack', 'scaling'] as const;

/** Options of {@link runSuite}. */
export interface SuiteOptions {
  readonly contestants: readonly string[];
  readonly scale: Scale;
  readonly threads: number;
  /** Only cases whose name contains it. */
  readonly filter: string;
  readonly limits: BenchmarkLimits;
  readonly python: PeerInterpreters;
  /** Recorded in the result. */
  readonly command: string;
  readonly onProgress: (line: string) => void;
}

/** Contestants whose product may be the machine's fastest. */
const probed = ['onnx:cpu', 'tfjs:node', 'torch', 'jax'];

/** Measure one suite: for every case all contestants in turn, beside the machine's best matrix product. */
export async function runSuite(suite: (typeof suiteNames)[number], options: SuiteOptions): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'noprior-bench-'));
  try {
    return await new SuiteRun(suite, options, folder).run();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

class SuiteRun {
  readonly #suite: (typeof suiteNames)[number];
  readonly #options: SuiteOptions;
  readonly #folder: string;
  readonly #absent = new Map<string, AbsentContestant>();
  readonly #notMeasured: Unmeasured[] = [];
  readonly #versions: Record<string, string> = {};
  readonly #devices: Record<string, string> = {};

  constructor(suite: (typeof suiteNames)[number], options: SuiteOptions, folder: string) {
    this.#suite = suite;
    this.#options = options;
    this.#folder = folder;
  }

  async run(): Promise<SuiteResult> {
    const { contestants, scale, filter, command, onProgress } = this.#options;
    // First, so that a filter that nothing matches is refused at once.
    const cases = selectByName(await this.#cases(scale), ({ name }) => name, filter);
    if (contestants.some((name) => name.startsWith('chromium/'))) {
      onProgress(`${this.#suite}: building the page that measures in Chromium`);
      await buildPage(join(this.#folder, 'page'));
    }
    const matmul = await this.#probe();
    const rows: BenchRow[] = [];
    const began = performance.now();
    for (const [index, one] of cases.entries()) {
      const minutes = ((performance.now() - began) / 60_000 / Math.max(index, 1)) * (cases.length - index);
      const left = index === 0 ? '' : `, about ${minutes.toFixed(1)} min left`;
      onProgress(`${this.#suite} ${index + 1}/${cases.length}: ${one.name}${left}`);
      rows.push(...(await this.#case(one, index, matmul.best)));
    }
    return {
      suite: this.#suite,
      date: new Date().toISOString(),
      command,
      machine: describeMachine(),
      versions: this.#versions,
      devices: this.#devices,
      matmul,
      rows,
      absent: [...this.#absent.values()],
      notMeasured: this.#notMeasured,
    };
  }

  async #cases(scale: Scale): Promise<SuiteCase[]> {
    const { threads } = this.#options;
    switch (this.#suite) {
      case 'ops':
        return opsCases(scale, threads);
      case 'step':
        return stepCases(scale, threads);
      case 'train':
        return trainCases(scale, threads);
      case 'scaling':
        return scalingCases(scale, threads);
      case 'attack': {
        const backend = await openBackend('auto', { dtype: 'float64' });
        try {
          return await attackCases(scale, threads, backend);
        } finally {
          await backend.dispose();
        }
      }
    }
  }

  /** The rate of the machine's best matrix product: that of the contestant which multiplies fastest. */
  async #probe(): Promise<SuiteResult['matmul']> {
    const { contestants, threads, limits, onProgress } = this.#options;
    const names = probed.filter((name) => contestants.includes(name));
    if (names.length === 0) return { best: null, byBackend: {} };
    onProgress(`${this.#suite}: products of 1000 x 784 x 1000 on ${names.join(', ')}`);
    const lanes = names.flatMap((name) =>
      (['matmul-nn', 'matmul-nt'] as const).map((layout) =>
        this.#lane(name, 'float32', null, probeJob(layout, threads)),
      ),
    );
    const results = await runBenchmark(lanes, limits, await this.#subfolder('probe'));
    const byBackend: Record<string, number> = {};
    for (const [index, result] of results.entries()) {
      const { backend } = lanes[index]!.entrant;
      if (!this.#account(result, backend, 'matmul')) continue;
      const rate = jobFlops(lanes[index]!.job) / (quantileOf(result.times, 0.5) * 1e6);
      byBackend[backend] = Math.max(rate, byBackend[backend] ?? 0);
    }
    const [best] = Object.entries(byBackend).toSorted(([, a], [, b]) => b - a);
    return { best: best === undefined ? null : { backend: best[0], gflops: best[1] }, byBackend };
  }

  async #case(one: SuiteCase, index: number, best: SuiteResult['matmul']['best']): Promise<BenchRow[]> {
    const { contestants, scale, threads, limits } = this.#options;
    const inputs = one.inputs ?? jobInputs(one.job);
    const taking = contestants.filter(
      (name) =>
        !this.#absent.has(name) &&
        (one.only?.includes(name) ?? true) &&
        // Only programs of many operations gain from a compiler.
        (name !== 'torch.compile' || ['step', 'train'].includes(this.#suite)),
    );
    const lanes = taking.flatMap((name) =>
      variantsOf(name, one, this.#suite).map(({ dtype, form }) =>
        this.#lane(name, dtype, form, { ...one.job, dtype, form: form ?? 'direct' }, inputs),
      ),
    );
    // Measured beside every case, since the machine's speed drifts; at scale smoke once a run, for nobody quotes its figures.
    const probes =
      best === null || scale === 'smoke'
        ? []
        : (['matmul-nn', 'matmul-nt'] as const).map((layout) =>
            this.#lane(best.backend, 'float32', null, probeJob(layout, threads)),
          );
    const results = await runBenchmark([...lanes, ...probes], limits, await this.#subfolder(`${index}`));
    const rates = results
      .slice(lanes.length)
      .map((result, probe) =>
        result.kind === 'measured' ? jobFlops(probes[probe]!.job) / (quantileOf(result.times, 0.5) * 1e6) : 0,
      );
    const matmulGflops = Math.max(0, ...(scale === 'smoke' ? [best?.gflops ?? 0] : rates));
    const expected = await expectedOutputs(one.job, inputs);
    const rows: BenchRow[] = [];
    for (const [position, { entrant, job }] of lanes.entries()) {
      const result = results[position]!;
      if (this.#account(result, entrant.backend, one.name)) {
        rows.push(rowOf(one, entrant, job, result, { matmulGflops, expected }));
      }
    }
    return withRatios(rows);
  }

  #lane(
    backend: string,
    dtype: Dtype,
    form: Entrant['form'],
    job: Job,
    inputs: Readonly<Record<string, HostTensor>> = jobInputs(job),
  ): Lane {
    const { python, threads } = this.#options;
    const settings = { python, threads, page: join(this.#folder, 'page') };
    return { entrant: entrantOf(backend, dtype, form, settings), job: { ...job, dtype }, inputs };
  }

  /** Whether a lane was measured; if not, why not is kept. */
  #account(result: LaneResult, backend: string, caseName: string): result is LaneResult & { kind: 'measured' } {
    if (result.kind === 'measured') {
      Object.assign(this.#versions, result.ready.versions);
      const { device, blas } = result.ready;
      this.#devices[backend] = blas === undefined ? device : `${device}, ${blas}`;
      return result.times.length > 0;
    }
    if (result.kind === 'absent') this.#absent.set(backend, { backend, reason: result.reason });
    else if (!this.#notMeasured.some((one) => one.backend === backend && one.case === caseName)) {
      this.#notMeasured.push({ backend, case: caseName, reason: result.reason });
    }
    return false;
  }

  async #subfolder(name: string): Promise<string> {
    const path = join(this.#folder, name);
    await mkdir(path, { recursive: true });
    return path;
  }
}

/** The first run's outputs in float64, on ONNX Runtime where it is installed, else on the reference backend. */
async function expectedOutputs(job: Job, inputs: Readonly<Record<string, HostTensor>>) {
  const backend = await openBackend('auto', { dtype: 'float64' });
  try {
    return (await prepare(backend, { ...job, dtype: 'float64', form: 'direct' }, inputs)).outputs;
  } finally {
    await backend.dispose();
  }
}

function rowOf(
  { name, axis, size }: SuiteCase,
  { backend, dtype, form }: Entrant,
  job: Job,
  { ready, times, iterations, reached, outputs, peakRssMb }: LaneResult & { kind: 'measured' },
  { matmulGflops, expected }: { matmulGflops: number; expected: Readonly<Record<string, HostTensor>> },
): BenchRow {
  const medianMs = quantileOf(times, 0.5);
  const flops = jobFlops(job) * (iterations.length === 0 ? 1 : quantileOf(iterations, 0.5));
  const gflops = flops === 0 ? null : flops / (medianMs * 1e6);
  const error = relativeError(outputs, expected);
  const notes = [ready.note ?? ''];
  if (Number.isNaN(error)) notes.push('outputs that are not finite');
  if (iterations.length > 0)
    notes.push(`${quantileOf(iterations, 0.5)} iterations${reached.every(Boolean) ? '' : ', target not reached'}`);
  return {
    backend,
    case: name,
    dtype,
    form,
    medianMs,
    p10: quantileOf(times, 0.1),
    p90: quantileOf(times, 0.9),
    gflops,
    shareOfMatmul: gflops === null || matmulGflops === 0 || dtype !== 'float32' ? null : gflops / matmulGflops,
    peakRssMb,
    relativeError: error,
    firstRunMs: ready.firstRunMs,
    threads: ready.threads,
    repetitions: times.length,
    ratio: null,
    note: notes.filter((note) => note !== '').join('; '),
    ...(axis === undefined || size === undefined ? {} : { axis, size }),
  };
}

/** Peers are what the others are measured against. */
function withRatios(rows: readonly BenchRow[]): BenchRow[] {
  return rows.map((row) => {
    const peers = rows.filter((other) => isPeer(other.backend) && other.dtype === row.dtype);
    if (isPeer(row.backend) || peers.length === 0) return row;
    return { ...row, ratio: row.medianMs / Math.min(...peers.map(({ medianMs }) => medianMs)) };
  });
}
