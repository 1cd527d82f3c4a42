import { saveNpz, writeFileAtomically } from '@noprior/array-files';
import type { Box, ObjectiveKind } from '@noprior/kkt-loss';
import {
  type AttackResult,
  describeEvidencePrior,
  type EvidenceAttackConfig,
  evidenceAttack,
  evidenceAttackDefaults,
  inspectCheckpoint,
  loadAttackCheckpoint,
  meanBox,
  nothingKnown,
  runAttack,
  type StartConfig,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { folderLocation } from '@noprior/run-folder';
import { Command, InvalidArgumentError, Option } from 'commander';
import { attackNumbers, checkMemory } from '../check-memory.ts';
import { firstLayerNoise } from '../first-layer-noise.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { loadModel } from '../load-model.ts';
import { labelCount, objectiveChoices, positiveObjectiveSetting } from '../model-objective.ts';
import { openBackend } from '../open-backend.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { toCount, toInterval, toNumber, toPositive, toSeed } from '../options/numbers.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { addStartOptions, drawStart, type StartOptions, toStart, withStart } from '../options/start-options.ts';
import { Progress } from '../progress.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import type { SpanRecord } from '../span-record.ts';
import type { Terminal } from '../terminal.ts';
import { TimeBudget } from '../time-budget.ts';
import { toJson } from '../to-json.ts';
import { modelChecksums } from '../weights-checksum.ts';

interface EvidenceOptions extends BackendOptions, StartOptions, RunOptions {
  readonly model: string;
  readonly objective?: ObjectiveKind;
  readonly candidatesPerClass: number;
  readonly box?: { readonly low: number; readonly high: number };
  readonly noise: 'auto' | number;
  readonly contrast: number;
  readonly maxIterations: number;
  readonly checkpointEvery: number;
  readonly maxSeconds?: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

const defaults = evidenceAttackDefaults;

/** `noprior evidence`: the evidence attack on the first layer of a model file. */
export function evidenceCommand(terminal: Terminal): Command {
  const command = new Command('evidence')
    .description('reconstruct training data from the first layer alone, by its evidence')
    .requiredOption('--model <file>', 'weights, .safetensors or .npz')
    .addOption(
      new Option(
        '--objective <o>',
        'what explains the network (default: binary for one output, per-class for several)',
      ).choices(objectiveChoices),
    )
    .addOption(
      new Option('--candidates-per-class <n>', 'candidates for each label, one or two for each expected sample')
        .argParser(toCount)
        .default(20),
    )
    .addOption(
      new Option(
        '--box <lo,hi>',
        "bounds of the points; by default the pixel range less the model's stored mean, else -1,1",
      ).argParser(toInterval),
    )
    .addOption(
      new Option(
        '--noise <s|auto>',
        'standard deviation of the first layer before training; auto: what its singular values give away',
      )
        .argParser(toNoise)
        .default('auto'),
    )
    .addOption(
      new Option('--contrast <w>', 'weight of the belief that pixels lie near the ends of their range')
        .argParser(toWeight)
        .default(0),
    )
    .addOption(
      new Option('--max-iterations <n>', 'length of the run').argParser(toCount).default(defaults.maxIterations),
    )
    .addOption(new Option('--checkpoint-every <s>', 'seconds between checkpoints').argParser(toPositive).default(60))
    .addOption(
      new Option('--max-seconds <s>', 'stop after this time, with the results so far and a checkpoint').argParser(
        toPositive,
      ),
    )
    .addOption(new Option('--seed <s>', 'of the start').argParser(toSeed).default(0))
    .requiredOption('--out <dir>', 'folder for candidates.npz, run.json and evidence.csv')
    .option('--json', 'print one JSON object');
  return addBackendOptions(addStartOptions(addRunOptions(command, { checkpoints: true })), 'float32').action(
    (options: EvidenceOptions) => evidence(options, terminal),
  );
}

async function evidence(options: EvidenceOptions, terminal: Terminal): Promise<void> {
  const budget = new TimeBudget(options.maxSeconds);
  const network = await loadModel(options);
  const count = labelCount(network) * options.candidatesPerClass;
  checkMemory(
    `evidence: ${count} candidates`,
    { numbers: attackNumbers(network, count), dtype: options.dtype },
    'choose fewer --candidates-per-class',
  );
  const start = toStart(options, boxOf(options, network), inputSize(network));
  const target = {
    command: 'evidence',
    location: folderLocation(options.out),
    files: ['candidates.npz', 'evidence.csv'],
    inputs: [options.model],
    inspect: (path: string) => inspectCheckpoint(path, evidenceAttack),
  };
  // Before there is a folder: where the first layer does not tell its noise, nothing is written.
  const span = options.noise === 'auto' ? firstLayerNoise(network) : null;
  const config = toConfig(options, network, span?.noise ?? Number(options.noise));
  await withOutput(target, options, terminal, async (output) => {
    if (span !== null) terminal.err(`note: noise ${span.noise.toPrecision(4)} by the first layer; ${span.reason}\n`);
    await run(options, { budget, network, span, config, start }, output, terminal);
  });
}

interface EvidenceRun {
  readonly budget: TimeBudget;
  readonly network: ReluNetwork;
  readonly span: SpanRecord | null;
  readonly config: EvidenceAttackConfig;
  readonly start: StartConfig | undefined;
}

async function run(
  options: EvidenceOptions,
  { budget, network, span, config, start }: EvidenceRun,
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const { checkpoint, resuming } = output;
  const signal = terminal.holdInterrupts();
  const backend = await openBackend(options.backend, options.dtype, terminal);
  const progress = new Progress(terminal, 'evidence');
  try {
    const { candidates, records, iterations, seconds, ended } = await runAttack(evidenceAttack, network, nothingKnown, {
      backend,
      config,
      signal,
      evaluateEvery: 20,
      checkpoint: { path: checkpoint, everySeconds: options.checkpointEvery },
      ...(resuming ? { resume: await loadAttackCheckpoint(checkpoint, evidenceAttack) } : {}),
      ...(start === undefined ? {} : { startLabel: JSON.stringify(start) }),
      ...(resuming || start === undefined
        ? {}
        : {
            start: await drawStart(start, network, backend, {
              candidatesPerClass: config.prior.candidatesPerClass,
              scale: 'sum',
              seed: config.seed,
              dtype: config.dtype,
            }),
          }),
      ...budget.left(),
      onProgress: ({ iteration, maxIterations, record, secondsLeft }) =>
        progress.iterations(iteration, maxIterations, `noise ${record.values.noise!.toPrecision(2)}`, secondsLeft),
    });
    progress.done();
    if (ended === 'aborted') {
      throw new InterruptedError(
        `interrupted at iteration ${iterations}; the same command with --resume goes on from ${checkpoint}`,
      );
    }
    const { value = null, fit = null, occam = null } = records.at(-1)?.values ?? {};
    const results = { evidence: value, fit, occam, iterations, ended, seconds, span };
    const { json: _, ...kept } = options;
    await output.publish({
      files: {
        'candidates.npz': (path) => saveNpz(path, { ...candidates }),
        'evidence.csv': (path) => writeFileAtomically(path, toCsv(records)),
      },
      facts: {
        command: 'evidence',
        arguments: { ...kept },
        // The unit of the multipliers, for noprior score and noprior kkt.
        config: {
          ...config,
          scale: 'sum',
          ...(start === undefined ? {} : { start }),
          attackerKnows: withStart(describeEvidencePrior(config, labelCount(network)), start),
        },
        seed: options.seed,
        checksums: await modelChecksums(options.model, network),
        seconds,
        results,
        device: { backend, dtype: options.dtype },
      },
      // A run that its time limit ended can go on, with more time.
      finished: ended !== 'maxSeconds',
    });
    if (ended === 'maxSeconds') terminal.err('note: the time is spent; the same command with --resume goes on\n');
    if (options.json) terminal.out(`${toJson('evidence', { ...results, out: options.out, backend: backend.name })}\n`);
    else {
      terminal.out(
        `${options.out}: ${candidates.x.shape[0]} candidates, evidence ${value?.toPrecision(6) ?? 'none'} (lower is better) ` +
          `after ${iterations} iterations in ${seconds.toFixed(1)} s; noprior score tells what they are worth\n`,
      );
    }
  } finally {
    progress.done();
    await backend.dispose();
  }
}

function boxOf({ box }: EvidenceOptions, network: ReluNetwork): Box {
  return box ?? meanBox(network) ?? { low: -1, high: 1 };
}

function toConfig(options: EvidenceOptions, network: ReluNetwork, noise: number): EvidenceAttackConfig {
  return {
    ...defaults,
    ...positiveObjectiveSetting(network, options.objective),
    prior: {
      ...defaults.prior,
      box: boxOf(options, network),
      candidatesPerClass: options.candidatesPerClass,
    },
    noise: { from: 100 * noise, to: noise },
    contrast: options.contrast,
    maxIterations: options.maxIterations,
    seed: options.seed,
    dtype: options.dtype,
  };
}

function toNoise(text: string): 'auto' | number {
  return text === 'auto' ? text : toPositive(text);
}

function toWeight(text: string): number {
  const value = toNumber(text);
  if (value < 0) throw new InvalidArgumentError('Expected a number of at least 0.');
  return value;
}

/** Records as CSV. */
function toCsv(records: AttackResult['records']): string {
  const { columns } = evidenceAttack;
  const lines = records.map(({ iteration, seconds, values }) =>
    [iteration, seconds, ...columns.map((column) => values[column])].join(','),
  );
  return [['iteration', 'seconds', ...columns].join(','), ...lines, ''].join('\n');
}
