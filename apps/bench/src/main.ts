import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderTerminal } from '@noprior/report';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { contestantNames } from './benchmark/entrants.ts';
import { benchmarkTable } from './report/benchmark-table.ts';
import { waitsTable } from './report/waits-section.ts';
import { writeBenchmarkPage, writeBenchmarks } from './report/write-benchmarks.ts';
import { runSuite, suiteNames } from './run-suite.ts';
import { BenchUsageError } from './select-by-name.ts';
import { runWaits, type WaitsOptions } from './waits/run-waits.ts';
import { waitSuites } from './waits/wait-results.ts';

/** What the command line gives. */
interface BenchOptions {
  readonly backends: readonly string[];
  readonly scale: 'full' | 'smoke';
  readonly filter: string;
  readonly threads: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly maxSeconds: number;
  readonly torchPython: string;
  readonly jaxPython: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly html?: string;
  readonly before?: string;
  readonly keep: string;
  readonly dataDir: string;
}

const { NOPRIOR_TORCH_PYTHON: torchPython, NOPRIOR_JAX_PYTHON: jaxPython, NOPRIOR_DATA_DIR: dataDir } = process.env;

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('expected a positive number.');
  return value;
}

function names(text: string): readonly string[] {
  const given = text.split(',').map((name) => name.trim());
  for (const name of given) {
    if (!contestantNames.includes(name)) throw new InvalidArgumentError(`there are ${contestantNames.join(', ')}.`);
  }
  return given;
}

async function keep(path: string | undefined, text: string): Promise<void> {
  if (path === undefined) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Results and documents of the repository. */
const places = {
  results: 'docs/results/bench',
  markdown: 'docs/benchmarks.md',
  page: 'docs/results/bench/benchmarks.html',
} as const;

async function measureWaits(suite: (typeof waitSuites)[number], options: WaitsOptions & BenchOptions): Promise<void> {
  const result = await runWaits(suite, options);
  await keep(options.out, `${JSON.stringify(result, null, 2)}\n`);
  if (options.html !== undefined) await writeBenchmarkPage([], options.html, [result]);
  const table = renderTerminal({ title: suite, blocks: [waitsTable(result)] }, { columns: 120 });
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : table);
}

const program = new Command('bench')
  .description(
    'every backend and the peers side by side: single operations, attack and training steps, attacks, scaling; waits and growth: whole commands',
  )
  .addArgument(
    new Argument('<suite>', 'what to measure; report: write the documents of the committed results').choices([
      ...suiteNames,
      ...waitSuites,
      'report',
    ]),
  )
  .addOption(
    new Option('--backends <names>', 'who takes part, by commas; the rest are left out')
      .argParser(names)
      .default(contestantNames, 'all'),
  )
  .addOption(
    new Option('--scale <scale>', 'full, or one that only shows that it runs')
      .choices(['full', 'smoke'])
      .default('full'),
  )
  .addOption(new Option('--filter <text>', 'only cases whose name contains it').default(''))
  .addOption(
    new Option('--threads <n>', 'threads inside one operation').argParser(positive).default(availableParallelism()),
  )
  .addOption(new Option('--seconds <s>', 'of repetitions for each contestant and case').argParser(positive).default(5))
  .addOption(new Option('--rounds <n>', 'turns of each contestant').argParser(positive).default(5))
  .addOption(
    new Option('--max-seconds <s>', 'a contestant that needs longer to start is left out')
      .argParser(positive)
      .default(90),
  )
  .addOption(new Option('--torch-python <file>', 'Python with PyTorch').default(torchPython ?? 'python3'))
  .addOption(new Option('--jax-python <file>', 'Python with JAX').default(jaxPython ?? 'python3'))
  .option('--before <dir>', 'waits: another built checkout that takes turns with this one')
  .option('--keep <dir>', 'waits: folder of trained networks and of finished processes', 'noprior-waits')
  .option('--data-dir <dir>', 'waits: folder of MNIST and CIFAR-10', dataDir ?? '../shared/data')
  .option('--json', 'print JSON')
  .option('--out <file>', 'write the JSON to a file, too')
  .option('--html <file>', 'write a page with charts, too')
  .action(async (suite: string, options: BenchOptions) => {
    const onProgress = (line: string): void => {
      process.stderr.write(`${line}\n`);
    };
    if (suite === 'report') {
      const suites = await writeBenchmarks(places);
      process.stdout.write(`${places.markdown}, ${places.page}: ${suites} suites\n`);
      return;
    }
    const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`;
    const waits = waitSuites.find((name) => name === suite);
    if (waits !== undefined) {
      const checkout = fileURLToPath(new URL('../../..', import.meta.url));
      await measureWaits(waits, { ...options, checkout, command, onProgress });
      return;
    }
    const known = suiteNames.find((name) => name === suite)!;
    const result = await runSuite(known, {
      contestants: options.backends,
      scale: options.scale,
      threads: options.threads,
      filter: options.filter,
      limits: {
        rounds: options.rounds,
        secondsEach: options.seconds,
        firstRunSeconds: options.maxSeconds,
        repetitionsEach: 20,
      },
      python: { torch: options.torchPython, jax: options.jaxPython },
      command,
      onProgress,
    });
    await keep(options.out, `${JSON.stringify(result, null, 2)}\n`);
    if (options.html !== undefined) await writeBenchmarkPage([result], options.html);
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : benchmarkTable(result.rows));
  });

// Before the options are parsed, so that every error of the command line ends here.
program.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof BenchUsageError) {
    process.stderr.write(`error: ${error.message}`);
    process.exitCode = 2;
  } else throw error;
}
