import { saveNpz, writeFileAtomically } from '@noprior/array-files';
import { estimateSpan } from '@noprior/first-layer-spectrum';
import {
  type BoxVertexConfig,
  type BoxVertexDetails,
  boxVertexAttack,
  knowledgeOf,
  known,
  runAttack,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { folderLocation } from '@noprior/run-folder';
import { DomainError } from '@noprior/tensor';
import { Command, Option } from 'commander';
import { describeCornerPrior } from '../describe-corner-prior.ts';
import { describeTaken } from '../describe-taken.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { loadModel } from '../load-model.ts';
import { openBackend } from '../open-backend.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { knownBox } from '../options/known-box.ts';
import { toCount, toInterval, toPositive, toSeed } from '../options/numbers.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { Progress } from '../progress.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import type { Terminal } from '../terminal.ts';
import { TimeBudget } from '../time-budget.ts';
import { toJson } from '../to-json.ts';
import { modelChecksums } from '../weights-checksum.ts';

interface CornersOptions extends BackendOptions, RunOptions {
  readonly model: string;
  readonly box?: { readonly low: number; readonly high: number };
  readonly freeShift?: boolean;
  readonly directions: number;
  readonly rounds: number;
  readonly maxSeconds?: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

const { defaults } = boxVertexAttack;

/** `noprior corners`: training samples as corners of what the first layer of a model file spans, within their range. */
export function cornersCommand(terminal: Terminal): Command {
  const command = new Command('corners')
    .description('reconstruct training data from the first layer by geometry alone, and tell which points are samples')
    .requiredOption('--model <file>', 'weights, .safetensors or .npz')
    .addOption(
      new Option(
        '--box <lo,hi>',
        "range of the inputs; by default the pixel range less the model's stored mean",
      ).argParser(toInterval),
    )
    .option(
      '--free-shift',
      'a constant may have been added to all inputs in training: points are the samples without it, and tell it',
    )
    .addOption(
      new Option('--directions <n>', 'directions of each kind followed in a round, at most')
        .argParser(toCount)
        .default(defaults.directions),
    )
    .addOption(new Option('--rounds <n>', 'rounds at most').argParser(toCount).default(defaults.rounds))
    .addOption(new Option('--max-seconds <s>', 'stop after this time, with the results so far').argParser(toPositive))
    .addOption(new Option('--seed <s>', 'of the directions').argParser(toSeed).default(0))
    .requiredOption('--out <dir>', 'folder for candidates.npz, run.json and corners.csv')
    .option('--json', 'print one JSON object');
  return addBackendOptions(addRunOptions(command, { checkpoints: false }), 'float32').action(
    (options: CornersOptions) => corners(options, terminal),
  );
}

async function corners(options: CornersOptions, terminal: Terminal): Promise<void> {
  const budget = new TimeBudget(options.maxSeconds);
  const network = await loadModel(options);
  const knowledge = knowledgeOf(network, { box: known(knownBox(network, options.box), 'user') });
  const config = boxVertexAttack.resolve(network, knowledge, toConfig(options));
  const target = {
    command: 'corners',
    location: folderLocation(options.out),
    files: ['candidates.npz', 'corners.csv'],
    inputs: [options.model],
  };
  await withOutput(target, options, terminal, (output) => run(options, { budget, network, config }, output, terminal));
}

interface CornersRun {
  readonly budget: TimeBudget;
  readonly network: ReluNetwork;
  readonly config: BoxVertexConfig;
}

async function run(
  options: CornersOptions,
  { budget, network, config }: CornersRun,
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const span = estimateSpan(network);
  if (span.verdict === 'none') {
    throw new DomainError(`corners: the first layer does not give the span of the samples away (${span.reason})`);
  }
  terminal.err(`note: ${span.reason}\n`);
  const signal = terminal.holdInterrupts();
  const backend = await openBackend(options.backend, options.dtype, terminal);
  const progress = new Progress(terminal, 'corners');
  try {
    const knowledge = knowledgeOf(network, { box: known(knownBox(network, options.box), 'user') });
    const found = await runAttack(boxVertexAttack, network, knowledge, {
      backend,
      config,
      signal,
      ...budget.left(),
      onProgress: ({ iteration, maxIterations, secondsLeft, record }) =>
        progress.iterations(
          iteration + 1,
          maxIterations,
          `${record.values.predictedMembers} taken for samples`,
          secondsLeft,
        ),
    });
    const { predictedMembers: accepted, ended, seconds, candidates } = found;
    // The details of this attack.
    const details = found.details as unknown as BoxVertexDetails;
    const { rounds, shift = null } = details;
    checkFound(details, ended);
    const { x, y, lambda } = candidates;
    progress.done();
    const results = {
      points: details.vertices.length,
      accepted,
      verdict: details.verdict,
      reason: details.reason,
      ...(config.freeShift ? { shift } : {}),
      rounds,
      ended,
      seconds,
      span: details.span,
    };
    const { json: _, ...kept } = options;
    await output.publish({
      files: {
        'candidates.npz': (path) => saveNpz(path, { x, y, lambda }),
        'corners.csv': (path) => writeFileAtomically(path, toCsv(details)),
      },
      facts: {
        command: 'corners',
        arguments: { ...kept },
        // Sharpness, unit and objective of the multipliers, for noprior score and noprior kkt.
        config: {
          ...config,
          scale: 'sum',
          attackerKnows: describeCornerPrior(knownBox(network, options.box), config.freeShift),
        },
        seed: options.seed,
        checksums: await modelChecksums(options.model, network),
        seconds,
        results,
        device: { backend, dtype: options.dtype },
      },
    });
    const taken = describeTaken(details.vertices.length, accepted, details);
    if (ended === 'aborted') {
      throw new InterruptedError(
        `interrupted after round ${rounds.length}; ${options.out} has what was found: ${taken}`,
      );
    }
    if (ended === 'maxSeconds') terminal.err('note: the time is spent; with more of it there may be more to find\n');
    if (options.json) terminal.out(`${toJson('corners', { ...results, out: options.out, backend: backend.name })}\n`);
    else {
      terminal.out(
        `${options.out}: ${taken}; ${shift === null ? '' : `moved by ${shift.toFixed(4)} in the middle; `}span of ${span.rank} directions, ${rounds.length === 1 ? '1 round' : `${rounds.length} rounds`}, ` +
          `${seconds.toFixed(1)} s; noprior score tells what they are worth\n`,
      );
    }
  } finally {
    progress.done();
    await backend.dispose();
  }
}

/** @throws {InterruptedError} after an interrupt before anything was found
 * @throws {DomainError} if there is nothing else either */
function checkFound({ vertices: corners, rounds }: BoxVertexDetails, ended: string): void {
  if (corners.length > 0) return;
  if (ended === 'aborted') throw new InterruptedError('interrupted before the first round ended; nothing was written');
  throw new DomainError(
    ended === 'maxSeconds' && rounds.length === 0
      ? 'corners: the time was spent before the first round ended; give it more --max-seconds, or fewer --directions'
      : 'corners: no corner was found: no two rows of the first layer differ by more than their noise',
  );
}

function toConfig(options: CornersOptions): BoxVertexConfig {
  const { directions, rounds, seed, dtype } = options;
  return { ...defaults, freeShift: options.freeShift === true, directions, rounds, seed, dtype };
}

/** One line for every point, in the order of the candidates; with a free shift also how far it was moved. */
function toCsv({ vertices: corners, shifts }: BoxVertexDetails): string {
  const lines = corners.map(({ predicted, active: tight, zScore: excess, hits, round, refined }, index) =>
    [index, predicted ? 1 : 0, tight, excess, hits, round, refined ? 1 : 0, ...(shifts ? [shifts[index]!] : [])].join(
      ',',
    ),
  );
  return [`index,accepted,tight,excess,hits,round,refined${shifts === undefined ? '' : ',moved'}`, ...lines, ''].join(
    '\n',
  );
}
