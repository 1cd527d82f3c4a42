import { saveNpz } from '@noprior/array-files';
import type { Box } from '@noprior/kkt-loss';
import {
  type AttackProgress,
  type AttackResult,
  type CascadeConfig,
  type CascadeDetails,
  cascadeAttack,
  describeEvidencePrior,
  evidenceAttackDefaults,
  knowledgeOf,
  known,
  meanBox,
  runAttack,
} from '@noprior/reconstruction-attack';
import { outputSize, type ReluNetwork } from '@noprior/relu-models';
import { folderLocation } from '@noprior/run-folder';
import { DomainError } from '@noprior/tensor';
import type { Command } from 'commander';
import { attackNumbers, checkMemory } from './check-memory.ts';
import { describeCornerPrior } from './describe-corner-prior.ts';
import { describeTaken } from './describe-taken.ts';
import { InterruptedError } from './interrupted-error.ts';
import { type CascadePresetName, cascadePresetNames } from './is-strong-preset.ts';
import { loadModel } from './load-model.ts';
import { openBackend } from './open-backend.ts';
import type { AttackCliOptions } from './options/attack-options.ts';
import type { BackendOptions } from './options/backend-options.ts';
import { knownBox } from './options/known-box.ts';
import type { RunOptions } from './options/run-options.ts';
import { Progress } from './progress.ts';
import { type RunOutput, withOutput } from './run-output.ts';
import type { Terminal } from './terminal.ts';
import { TimeBudget } from './time-budget.ts';
import { toJson } from './to-json.ts';
import { UsageError } from './usage-error.ts';
import { modelChecksums } from './weights-checksum.ts';

/** What of the options of `noprior attack` a strong preset takes. */
export interface CascadeCliOptions extends BackendOptions, RunOptions {
  readonly preset: CascadePresetName;
  readonly model: string;
  readonly box?: AttackCliOptions['box'];
  readonly samples?: number;
  readonly maxSeconds?: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

const applicable: ReadonlySet<string> = new Set<keyof CascadeCliOptions>([
  'preset',
  'model',
  'box',
  'samples',
  'maxSeconds',
  'seed',
  'out',
  'overwrite',
  'json',
  'backend',
  'dtype',
]);

/** `noprior attack --preset strong-cpu`: corners first, then the evidence of the first layer, from them and from random draws.
 *
 * @param command  tells which options were given
 * @throws {UsageError} if one of them does not apply
 * @throws {DomainError} for a network of several outputs, and if the time is spent before a corner is found
 */
export async function strongAttack(options: CascadeCliOptions, command: Command, terminal: Terminal): Promise<void> {
  const budget = new TimeBudget(options.maxSeconds);
  checkOptions(options.preset, command);
  const network = await loadModel(options);
  if (outputSize(network) !== 1) {
    throw new DomainError(
      `attack: --preset ${options.preset} is for networks with one output, this one has ${outputSize(network)}; noprior corners, its first stage, takes any`,
    );
  }
  const box = toBox(options.box, network);
  const candidates = (options.samples ?? 0) * presetOf(options.preset).drawsPerSample;
  checkMemory(
    `attack: ${candidates} candidates`,
    { numbers: attackNumbers(network, candidates), dtype: options.dtype },
    'choose fewer --samples',
  );
  const target = {
    command: 'attack',
    location: folderLocation(options.out),
    files: ['candidates.npz'],
    inputs: [options.model],
  };
  await withOutput(target, options, terminal, (output) => run(options, { budget, network, box }, output, terminal));
}

interface StrongAttackRun {
  readonly budget: TimeBudget;
  readonly network: ReluNetwork;
  readonly box: Box;
}

async function run(
  options: CascadeCliOptions,
  { budget, network, box }: StrongAttackRun,
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const interrupt = terminal.holdInterrupts();
  const signal = budget.limit(interrupt);
  const backend = await openBackend(options.backend, options.dtype, terminal);
  const progress = new Progress(terminal, 'attack');
  try {
    const knowledge = knowledgeOf(network, {
      box: known(box, 'user'),
      ...(options.samples === undefined ? {} : { samples: known(options.samples, 'user') }),
    });
    const config = { ...presetOf(options.preset), seed: options.seed, dtype: options.dtype };
    const found = await runAttack(cascadeAttack, network, knowledge, {
      backend,
      config,
      signal,
      onProgress: (news) => progress.state(describeProgress(news), news.secondsLeft),
    });
    if (found.candidates.x.shape[0] === 0) {
      if (interrupt.aborted) throw new InterruptedError('interrupted before a corner was found; nothing was written');
      throw new DomainError('attack: the time was spent before a corner was found; give it more --max-seconds');
    }
    // The details of this attack.
    const details = found.details as unknown as CascadeDetails;
    progress.done();
    const ended = toEnd(found, interrupt);
    const results = { ...toAccounts(found, details), ended, seconds: found.seconds };
    await output.publish({
      files: { 'candidates.npz': (path) => saveNpz(path, { ...found.candidates }) },
      facts: {
        command: 'attack',
        arguments: Object.fromEntries(
          Object.entries(options).filter(([name]) => applicable.has(name) && name !== 'json'),
        ),
        // Sharpness and unit of the multipliers, for noprior score and noprior kkt.
        config: {
          ...found.config,
          scale: 'sum',
          attackerKnows: describeKnowledge(options, box, details),
        },
        seed: options.seed,
        checksums: await modelChecksums(options.model, network),
        seconds: found.seconds,
        results,
        device: { backend, dtype: options.dtype },
      },
    });
    const taken = describeTaken(results.points, results.accepted, details);
    if (ended === 'aborted') {
      throw new InterruptedError(
        `interrupted after ${details.rounds.length} rounds and ${iterations(details)} iterations; ` +
          `${options.out} has what was found: ${taken}`,
      );
    }
    if (ended === 'maxSeconds') terminal.err('note: the time is spent; with more of it there may be more to find\n');
    if (options.json) terminal.out(`${toJson('attack', { ...results, out: options.out, backend: backend.name })}\n`);
    else {
      terminal.out(
        `${options.out}: ${taken}; corners in ${details.rounds.length} rounds, evidence in ${iterations(details)} iterations, ` +
          `${found.seconds.toFixed(1)} s; noprior score tells what they are worth\n`,
      );
    }
  } finally {
    progress.done();
    await backend.dispose();
  }
}

function checkOptions(preset: CascadePresetName, command: Command): void {
  const given = command.options.filter(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === 'cli' && !applicable.has(option.attributeName()),
  );
  if (given.length === 0) return;
  const applies = command.options.filter((option) => applicable.has(option.attributeName()));
  throw new UsageError(
    `${given.map(({ long }) => long).join(', ')}: not with --preset ${preset}, which takes ${applies.map(({ long }) => long).join(', ')}`,
  );
}

function toBox(asked: CascadeCliOptions['box'], network: ReluNetwork): Box {
  if (asked === 'none') throw new UsageError('--box none: a strong preset seeks samples at the ends of their range');
  if (asked === 'mean' && meanBox(network) === undefined) {
    throw new UsageError('--box mean: the model stores no mean; give the bounds as --box LO,HI');
  }
  return knownBox(network, asked === 'mean' ? undefined : asked);
}

function presetOf(name: CascadePresetName): CascadeConfig {
  return cascadeAttack.presets[cascadePresetNames[name]]!;
}

function describeProgress({ iteration, maxIterations, record }: AttackProgress): string {
  const stages = { vertices: 'corners', fromVertices: 'evidence from corners', fromDraws: 'evidence from draws' };
  const names = Object.entries(stages);
  const at = names.findIndex(([name]) => name === record.stage);
  return `${names[at]?.[1] ?? ''}, stage ${at + 1} of 3: ${iteration + 1}/${maxIterations}`;
}

function toEnd({ ended }: AttackResult, interrupt: AbortSignal): 'finished' | 'aborted' | 'maxSeconds' {
  if (ended === 'converged' || ended === 'maxIterations') return 'finished';
  return interrupt.aborted ? 'aborted' : 'maxSeconds';
}

/** What each stage did, in numbers. */
function toAccounts(
  { candidates, predictedMembers: accepted }: AttackResult,
  { verdict, reason, span, vertices, rounds, searches }: CascadeDetails,
) {
  return {
    points: candidates.x.shape[0]!,
    accepted,
    verdict,
    reason,
    span,
    corners: { points: vertices.length, accepted, rounds },
    searches: searches.map(({ from, isFinished, value, ...search }) => ({
      ...search,
      from: from === 'vertices' ? 'corners' : from,
      evidence: value,
      ended: isFinished ? 'maxIterations' : 'aborted',
    })),
  };
}

function iterations({ searches }: CascadeDetails): number {
  return searches.reduce((total, search) => total + search.iterations, 0);
}

function describeKnowledge(options: CascadeCliOptions, box: Box, { span }: CascadeDetails): string[] {
  const { contrast, drawsPerSample } = presetOf(options.preset);
  const { noise, rank } = span;
  const sentences = describeEvidencePrior({
    ...evidenceAttackDefaults,
    noise: { from: noise, to: noise },
    contrast,
    prior: { ...evidenceAttackDefaults.prior, box },
  });
  // Bounds and number are told here. Without contrast the searches assume nothing more of the ends than the corners.
  const [start = '', , multipliers = '', , noiseSentence = '', contrastSentence = ''] = sentences;
  const each = `${drawsPerSample} for each in the other`;
  return [
    ...describeCornerPrior(box),
    options.samples === undefined
      ? `In the search from corners there are ${rank} candidates, as many as the first layer gives directions away, ${each}: nothing is assumed.`
      : `In the search from corners there are at most ${options.samples} candidates, ${each}: the attacker guesses a number.`,
    start,
    multipliers,
    noiseSentence,
    ...(contrast > 0 ? [contrastSentence] : []),
  ];
}
