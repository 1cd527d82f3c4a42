import {
  type Attack,
  type AttackConfig,
  type AttackResult,
  attackOf,
  attacks,
  inspectCheckpoint,
  type Knowledge,
  loadAttackCheckpoint,
  runAttack,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { attackReasons, attackSentence } from '@noprior/report';
import { attackFileNames, attackFiles, attackResults, knowledgeRecord, modelChecksums } from '@noprior/result-files';
import { folderLocation } from '@noprior/run-folder';
import type { Backend } from '@noprior/tensor';
import { Command, Option } from 'commander';
import { addKnowledgeOptions, type KnowledgeOptions, toKnowledge, withBounds } from '../attack/knowledge-options.ts';
import { addSettingOptions, withSettings } from '../attack/setting-options.ts';
import { checkMemory } from '../check-memory.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { loadModel } from '../load-model.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { toCount, toPositive, toSeed } from '../options/numbers.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { Progress, recordHeadline } from '../progress.ts';
import { type Computed, runOnBackend } from '../run-on-backend.ts';
import type { RunOutput } from '../run-output.ts';
import type { Terminal } from '../terminal.ts';
import { TimeBudget } from '../time-budget.ts';
import { UsageError } from '../usage-error.ts';

interface AttackOptions extends BackendOptions, KnowledgeOptions, RunOptions {
  readonly model: string;
  readonly method?: string;
  readonly preset?: string;
  readonly seed: number;
  readonly evaluateEvery?: number;
  readonly checkpointEvery: number;
  readonly maxSeconds?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `noprior attack`: reconstruct training data from a model file by one of the methods of the registry. */
export function attackCommand(terminal: Terminal, methods: readonly Attack[] = attacks): Command {
  const command = new Command('attack')
    .description('reconstruct training data from the weights of a model')
    .requiredOption('--model <file>', 'weights, .safetensors or .npz')
    .addOption(
      new Option(
        '--method <name>',
        `${methods.map(({ name, title }) => `${name}: ${title}`).join('; ')} (default: kkt, or the method of --preset)`,
      ).choices(methods.map(({ name }) => name)),
    )
    .addOption(
      new Option('--preset <name>', 'settings to start from (default: those of the method)').choices(
        methods.flatMap(({ presets }) => Object.keys(presets)),
      ),
    )
    .addOption(new Option('--seed <s>', 'of everything random').argParser(toSeed).default(0));
  addSettingOptions(addKnowledgeOptions(command), methods)
    .addOption(
      new Option('--evaluate-every <n>', 'iterations between two evaluations (default: by the method)').argParser(
        toCount,
      ),
    )
    .addOption(new Option('--checkpoint-every <s>', 'seconds between checkpoints').argParser(toPositive).default(60))
    .addOption(
      new Option('--max-seconds <s>', 'stop after this time, with the results so far and a checkpoint').argParser(
        toPositive,
      ),
    )
    .option('--out <dir>', 'folder for candidates.npz, progress.csv and run.json; without it nothing is written')
    .option('--json', 'print one JSON object');
  return addBackendOptions(addRunOptions(command, { checkpoints: true }), 'float32').action((options: AttackOptions) =>
    attackAction(options, methods, terminal),
  );
}

async function attackAction(options: AttackOptions, methods: readonly Attack[], terminal: Terminal): Promise<void> {
  const budget = new TimeBudget(options.maxSeconds);
  if (options.out === undefined && (options.resume === true || options.overwrite === true)) {
    throw new UsageError('--resume and --overwrite belong to a folder: name it with --out');
  }
  const attack = methodOf(options, methods);
  const base = toConfig(attack, options, methods);
  const network = await loadModel(options);
  const knowledge = toKnowledge(attack, network, options);
  const config = attack.resolve(network, knowledge, base);
  checkMemory(
    `attack: the method ${attack.name}`,
    { numbers: attack.memory(network, config), dtype: options.dtype },
    attack.uses.includes('samples') ? 'choose fewer --samples' : 'choose fewer --candidates-per-class',
  );
  const target = {
    command: 'attack',
    location: options.out === undefined ? undefined : folderLocation(options.out),
    files: attackFileNames,
    inputs: [options.model],
    inspect: (path: string) => inspectCheckpoint(path, attack),
  };
  await runOnBackend(target, options, terminal, (backend, output) => {
    for (const name of attack.uses) {
      const entry = knowledge[name];
      if (entry.status !== 'estimated') continue;
      terminal.err(`note: ${name} ${JSON.stringify(entry.value)}, estimated from the weights\n`);
    }
    return run(options, { attack, network, knowledge, config, budget, backend }, output, terminal);
  });
}

/** The method that is asked for: by its name, or as the owner of a preset.
 *
 * @throws {UsageError} for a preset of another method
 */
function methodOf({ method, preset }: AttackOptions, methods: readonly Attack[]): Attack {
  const owner = preset === undefined ? undefined : methods.find(({ presets }) => Object.hasOwn(presets, preset));
  const attack = methods.find(({ name }) => name === method) ?? owner ?? attackOf('kkt');
  if (owner !== undefined && owner !== attack) {
    throw new UsageError(`--preset ${preset} belongs to --method ${owner.name}`);
  }
  return attack;
}

function toConfig(attack: Attack, options: AttackOptions, methods: readonly Attack[]): AttackConfig {
  const { preset, seed, dtype } = options;
  const base = { ...(preset === undefined ? attack.defaults : attack.presets[preset]!), seed, dtype };
  return withBounds(attack, withSettings(attack, base, { ...options }, methods), options);
}

interface PreparedAttack {
  readonly attack: Attack;
  readonly network: ReluNetwork;
  readonly knowledge: Knowledge;
  readonly config: AttackConfig;
  readonly budget: TimeBudget;
  readonly backend: Backend;
}

async function run(
  options: AttackOptions,
  { attack, network, knowledge, config, budget, backend }: PreparedAttack,
  { checkpoint, resuming }: RunOutput,
  terminal: Terminal,
): Promise<Computed> {
  const { model, out, preset, seed, evaluateEvery, checkpointEvery } = options;
  const progress = new Progress(terminal, 'attack');
  const result = await runAttack(attack, network, knowledge, {
    backend,
    config,
    evaluateEvery,
    checkpoint: out === undefined ? undefined : { path: checkpoint, everySeconds: checkpointEvery },
    resume: resuming ? await loadAttackCheckpoint(checkpoint, attack) : undefined,
    ...budget.left(),
    signal: terminal.holdInterrupts(),
    onProgress: ({ iteration, maxIterations, record, secondsLeft }) =>
      progress.iterations(iteration, maxIterations, recordHeadline(record, attack), secondsLeft),
  }).finally(() => progress.done());
  const { ended, seconds } = result;
  if (ended === 'aborted') throw interrupted(result, out === undefined ? undefined : checkpoint);
  if (ended === 'maxSeconds' && out !== undefined) {
    terminal.err('note: the time is spent; the same command with --resume goes on\n');
  }
  return {
    // Multipliers are of the file, whatever unit the attack worked in.
    config: { ...result.config, method: attack.name, multipliers: 'sum', knowledge: knowledgeRecord(result.knowledge) },
    ...{ seed, checksums: await modelChecksums(model, network), seconds },
    results: { ...attackResults(result, preset), ...attackReasons(result.details) },
    printed: { out: out ?? null },
    files: attackFiles(result, attack.columns),
    // A run that its time limit ended can go on, with more time.
    finished: ended !== 'maxSeconds',
    text: () =>
      `${out === undefined ? '' : `${out}: `}${attackSentence({ ...result, points: result.candidates.x.shape[0]! })}; noprior score compares them with the data\n`,
  };
}

function interrupted({ iterations }: AttackResult, checkpoint: string | undefined): InterruptedError {
  return new InterruptedError(
    checkpoint === undefined
      ? `interrupted at iteration ${iterations}; nothing was written`
      : `interrupted at iteration ${iterations}; the same command with --resume goes on from ${checkpoint}`,
  );
}
