import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { attackPowerTable } from './attack-power/attack-power-table.ts';
import { measureAttackPowerJob } from './attack-power/measure-attack-power-job.ts';
import { loadAttackPower } from './attack-power/report/load-attack-power.ts';
import { writeAttackPowerPage } from './attack-power/report/write-attack-power-page.ts';
import { runAttackPowerSuite } from './attack-power/run-attack-power-suite.ts';
import { contestantNames } from './benchmark/entrants.ts';
import { benchmarkTable } from './report/benchmark-table.ts';
import { writeBenchmarkPage } from './report/write-benchmark-page.ts';
import { runSuite, suiteNames } from './run-suite.ts';
import { BenchUsageError } from './select-by-name.ts';
import { isWholeJobSuite, runWholeJobs, wholeJobSuites, wholeJobTable } from './whole-jobs/run-whole-jobs.ts';

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
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly html?: string;
  readonly again?: boolean;
  /** Internal: run this whole job in this process. */
  readonly job?: number;
  /** Internal: where trained networks are kept for other jobs. */
  readonly networks?: string;
}

const { NOPRIOR_TORCH_PYTHON: torchPython, NOPRIOR_JAX_PYTHON: jaxPython } = process.env;

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

/** The attacks, measured; what an earlier run finished is kept. */
async function attackPower(
  { scale, filter, dataDir, json, out, again, job, networks }: BenchOptions,
  cap: number | undefined,
  onProgress: (line: string) => void,
): Promise<void> {
  const limits = {
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(cap === undefined ? {} : { maxSeconds: cap }),
  };
  if (job !== undefined) {
    const measured = await measureAttackPowerJob(scale, job, {
      ...limits,
      onProgress,
      ...(networks === undefined ? {} : { networks }),
    });
    const pictures = measured.pictures.map(({ png, ...rest }) => ({
      ...rest,
      base64: Buffer.from(png).toString('base64'),
    }));
    process.stdout.write(JSON.stringify({ entry: measured.entry, pictures }));
    return;
  }
  const writePage = async (): Promise<void> => {
    if (out === undefined) return;
    for (const file of await writeAttackPowerPage(out)) onProgress(`written: ${file}`);
  };
  try {
    const result = await runAttackPowerSuite({
      ...limits,
      scale,
      filter,
      again: again === true,
      earlier: out === undefined ? undefined : loadAttackPower(out),
      onProgress,
      onJob: async (soFar, pictures) => {
        if (out === undefined) return;
        await keep(out, `${JSON.stringify(soFar)}\n`);
        for (const { name, base64 } of pictures)
          await writeFile(join(dirname(out), name), Buffer.from(base64, 'base64'));
      },
    });
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : attackPowerTable(result));
  } finally {
    await writePage();
  }
}

const program = new Command('bench')
  .description(
    'every backend and the peers side by side: single operations, attack and training steps, attacks, scaling',
  )
  .addArgument(new Argument('<suite>', 'what to measure').choices([...suiteNames, ...wholeJobSuites, 'attack-power']))
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
    new Option(
      '--max-seconds <s>',
      'a contestant that needs longer to start is left out; `attack-power`: every attack ends after so many seconds, no limit unless given',
    )
      .argParser(positive)
      .default(90),
  )
  .addOption(new Option('--torch-python <file>', 'Python with PyTorch').default(torchPython ?? 'python3'))
  .addOption(new Option('--jax-python <file>', 'Python with JAX').default(jaxPython ?? 'python3'))
  .option('--data-dir <dir>', 'folder with the image files, for `reconstruct` and `attack-power`')
  .option('--again', '`attack-power`: measure anew what --out holds already')
  .option('--json', 'print JSON')
  .option('--out <file>', 'write the JSON to a file, too')
  .option('--html <file>', 'write a page with charts, too')
  .addOption(new Option('--job <n>').argParser(Number).hideHelp())
  .addOption(new Option('--networks <dir>').hideHelp())
  .action(async (suite: string, options: BenchOptions, command: Command) => {
    const onProgress = (line: string): void => {
      process.stderr.write(`${line}\n`);
    };
    if (suite === 'attack-power') {
      const isGiven = command.getOptionValueSource('maxSeconds') !== 'default';
      await attackPower(options, isGiven ? options.maxSeconds : undefined, onProgress);
      return;
    }
    if (isWholeJobSuite(suite)) {
      const result = await runWholeJobs(suite, {
        ...options,
        onProgress,
        onJob: (soFar) => keep(options.out, `${JSON.stringify(soFar, null, 2)}\n`),
      });
      if (result === undefined) return;
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : wholeJobTable(result.rows));
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
      command: `npm run bench -- ${process.argv.slice(2).join(' ')}`,
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
