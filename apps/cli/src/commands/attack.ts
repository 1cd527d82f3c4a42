import { saveNpz, writeFileAtomically } from '@noprior/array-files';
import {
  type AttackResult,
  describePrior,
  inspectCheckpoint,
  type KktAttackConfig,
  kktAttack,
  loadAttackCheckpoint,
  nothingKnown,
  priorBox,
  runAttack,
  type StartConfig,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { folderLocation } from '@noprior/run-folder';
import { Command, Option } from 'commander';
import { attackNumbers, checkMemory } from '../check-memory.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { isCascadePreset } from '../is-strong-preset.ts';
import { loadModel } from '../load-model.ts';
import { labelCount } from '../model-objective.ts';
import { openBackend } from '../open-backend.ts';
import { type AttackCliOptions, addAttackOptions, toAttackConfig } from '../options/attack-options.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { toCount, toPositive } from '../options/numbers.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { addStartOptions, drawStart, type StartOptions, toStart, withStart } from '../options/start-options.ts';
import { Progress } from '../progress.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import { type CascadeCliOptions, strongAttack } from '../strong-attack.ts';
import type { Terminal } from '../terminal.ts';
import { TimeBudget } from '../time-budget.ts';
import { toJson } from '../to-json.ts';
import { UsageError } from '../usage-error.ts';
import { modelChecksums } from '../weights-checksum.ts';

interface AttackOptions extends AttackCliOptions, BackendOptions, StartOptions, RunOptions {
  readonly model: string;
  readonly samples?: number;
  readonly evaluateEvery: number;
  readonly checkpointEvery: number;
  readonly maxSeconds?: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `noprior attack`: the KKT reconstruction attack against a model file. */
export function attackCommand(terminal: Terminal): Command {
  const command = addAttackOptions(
    new Command('attack')
      .description('reconstruct training data from the weights of a model')
      .requiredOption('--model <file>', 'weights, .safetensors or .npz'),
  )
    .addOption(
      new Option(
        '--samples <n>',
        'of a strong preset: samples that are expected (default: the estimated rank of the first layer)',
      ).argParser(toCount),
    )
    .addOption(
      new Option('--evaluate-every <n>', 'iterations between two looks at the loss').argParser(toCount).default(100),
    )
    .addOption(new Option('--checkpoint-every <s>', 'seconds between checkpoints').argParser(toPositive).default(60))
    .addOption(
      new Option(
        '--max-seconds <s>',
        'stop after this time, with the results so far, and a checkpoint unless the preset is a strong one',
      ).argParser(toPositive),
    )
    .requiredOption(
      '--out <dir>',
      'folder for candidates.npz, run.json and, unless the preset is a strong one, progress.csv',
    )
    .option('--json', 'print one JSON object');
  return addBackendOptions(addStartOptions(addRunOptions(command, { checkpoints: true })), 'float32').action(
    (options: AttackOptions | CascadeCliOptions, given: Command) =>
      isStrong(options) ? strongAttack(options, given, terminal) : attack(options, terminal),
  );
}

function isStrong(options: AttackOptions | CascadeCliOptions): options is CascadeCliOptions {
  return isCascadePreset(options.preset);
}

async function attack(options: AttackOptions, terminal: Terminal): Promise<void> {
  const budget = new TimeBudget(options.maxSeconds);
  if (options.samples !== undefined) {
    throw new UsageError(
      `--samples belongs to --preset strong-cpu or strong-gpu; ${options.preset} has --candidates-per-class`,
    );
  }
  const network = await loadModel(options);
  const config = toAttackConfig(options, network);
  const candidates = labelCount(network) * config.prior.candidatesPerClass;
  checkMemory(
    `attack: ${candidates} candidates`,
    { numbers: attackNumbers(network, candidates), dtype: options.dtype },
    'choose fewer --candidates-per-class',
  );
  const start = toStart(options, priorBox(config.prior), inputSize(network));
  const target = {
    command: 'attack',
    location: folderLocation(options.out),
    files: ['candidates.npz', 'progress.csv'],
    inputs: [options.model],
    inspect: (path: string) => inspectCheckpoint(path, kktAttack),
  };
  await withOutput(target, options, terminal, (output) =>
    run(options, { budget, network, config, start }, output, terminal),
  );
}

interface AttackRun {
  readonly budget: TimeBudget;
  readonly network: ReluNetwork;
  readonly config: KktAttackConfig;
  readonly start: StartConfig | undefined;
}

async function run(
  options: AttackOptions,
  { budget, network, config, start }: AttackRun,
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const { checkpoint, resuming } = output;
  const signal = terminal.holdInterrupts();
  const backend = await openBackend(options.backend, options.dtype, terminal);
  const progress = new Progress(terminal, 'attack');
  try {
    const result = await runAttack(kktAttack, network, nothingKnown, {
      backend,
      config,
      evaluateEvery: options.evaluateEvery,
      checkpoint: { path: checkpoint, everySeconds: options.checkpointEvery },
      ...(resuming ? { resume: await loadAttackCheckpoint(checkpoint, kktAttack) } : {}),
      ...(start === undefined ? {} : { startLabel: JSON.stringify(start) }),
      ...(resuming || start === undefined
        ? {}
        : {
            start: await drawStart(start, network, backend, {
              candidatesPerClass: config.prior.candidatesPerClass,
              scale: config.scale,
              seed: config.seed,
              dtype: config.dtype,
            }),
          }),
      ...budget.left(),
      signal,
      onProgress: ({ iteration, maxIterations, record, secondsLeft }) =>
        progress.iterations(iteration, maxIterations, `loss ${record.values.total!.toPrecision(6)}`, secondsLeft),
    });
    progress.done();
    if (result.ended === 'aborted') {
      throw new InterruptedError(
        `interrupted at iteration ${result.iterations}; the same command with --resume goes on from ${checkpoint}`,
      );
    }
    // A run of this attack always has candidates.
    const { gradX: _x, gradLambda: _lambda, ...evaluation } = result.evaluation!;
    const results = {
      ...evaluation,
      iterations: result.iterations,
      ended: result.ended,
      form: result.details.form,
      seconds: result.seconds,
    };
    const { json: _, ...kept } = options;
    await output.publish({
      files: {
        'candidates.npz': (path) => saveNpz(path, { ...result.candidates }),
        'progress.csv': (path) => writeFileAtomically(path, toCsv(result.records)),
      },
      facts: {
        command: 'attack',
        arguments: { ...kept },
        config: {
          ...config,
          // Of the file, whatever the attack worked in (`scale`).
          multipliers: 'sum',
          ...(start === undefined ? {} : { start }),
          attackerKnows: withStart(describePrior(config.prior, labelCount(network)), start),
        },
        seed: options.seed,
        checksums: await modelChecksums(options.model, network),
        seconds: result.seconds,
        results,
        device: { backend, dtype: options.dtype },
      },
      // A run that its time limit ended can go on, with more time.
      finished: result.ended !== 'maxSeconds',
    });
    if (result.ended === 'maxSeconds') {
      terminal.err('note: the time is spent; the same command with --resume goes on\n');
    }
    if (options.json) terminal.out(`${toJson('attack', { ...results, out: options.out, backend: backend.name })}\n`);
    else {
      terminal.out(
        `${options.out}: ${result.candidates.x.shape[0]} candidates, L_KKT ${evaluation.total.toPrecision(6)} ` +
          `(stationarity ${evaluation.stationarity.toPrecision(6)}) after ${result.iterations} iterations in ${result.seconds.toFixed(1)} s; ` +
          'noprior score tells what they are worth\n',
      );
    }
  } finally {
    progress.done();
    await backend.dispose();
  }
}

/** Records as CSV, one line for each evaluation. */
function toCsv(records: AttackResult['records']): string {
  const { columns } = kktAttack;
  const lines = records.map(({ iteration, seconds, values }) =>
    [iteration, seconds, ...columns.map((column) => values[column])].join(','),
  );
  return [['iteration', 'seconds', ...columns].join(','), ...lines, ''].join('\n');
}
