import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { parameterNormSquared, regressionAsBinary } from '@noprior/kkt-loss';
import { attackOf, type Knowledge, type KnowledgeName, knownValue } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import type { JsonObject } from '../engine/json.ts';
import type { StepContext, StepKind } from '../engine/step-kind.ts';
import { type AttackSettings, toAttackConfig } from './attack-config.ts';
import { type AttackLosses, lossesOf } from './attack-losses.ts';
import { type AttackInput, attackOnce, findNothing, type StudyFound } from './attack-once.ts';
import type { StartSource } from './attack-start.ts';
import { keepSnapshots, saveSnapshots } from './keep-snapshots.ts';
import { loadStepData, loadStepNetwork } from './load-parts.ts';
import { offSpanNoise } from './off-span-noise.ts';
import { oracleKind } from './oracle-kind.ts';
import { hasSpan, type SpanValues, spanKind } from './span-kind.ts';
import { fileNames, inputValues } from './step-files.ts';
import { needsTrueNoise, type StudyKnowledge, toKnowledge } from './study-knowledge.ts';
import { loadSubspace, type SubspaceParameters } from './subspace.ts';

/** Which attack, how it is set, and what the attacker brings along. */
export type AttackParameters = AttackSettings & {
  /** As in `noprior attack --method`. */
  readonly method: string;
  readonly knowledge: StudyKnowledge;
  readonly start: StartSource;
  /** Changes for a second run, which starts from what the first has found. From the truth there is none. */
  readonly second?: JsonObject;
  /** What the attacker assumes was added to every coordinate, or that it is estimated from the first layer; default 0. Box
   * and start are moved by it, or, with the setting `freeShift`, the points that are found. */
  readonly assumedShift?: number | 'estimated';
  /** Whether it looks for points in the span of the first layer: where there is none, it finds nothing. */
  readonly needsSpan?: boolean;
  /** Where the images are taken to lie; the step then reads `data`. Default anywhere. */
  readonly subspace?: SubspaceParameters;
  /** Stop once L_KKT is the oracle loss plus this share of the way from there to no points at all, ||theta||^2; the stage then has to
   * give the step `oracle`. A multiple of the oracle loss would mean nothing: most of it may be memory of the initialisation. */
  readonly targetGap?: number;
  /** Keep points on the way for a curve over time. */
  readonly snapshots?: { readonly evaluateEvery: number; readonly growth: number };
  readonly maxSeconds?: number;
};

/** What `attack` finds. */
export type AttackValues = AttackLosses & {
  readonly method: string;
  /** How the attacker came by what the attack uses; `by` is `truth` where the study gave it. */
  readonly knowledge: Readonly<
    Partial<Record<KnowledgeName, { readonly status: Knowledge['box']['status']; readonly by?: string }>>
  >;
  /** Of the attack alone. */
  readonly seconds: number;
  /** Points found. Where there are none, the middle of the box stands for them. */
  readonly points: number;
  /** Points that the attack itself predicts to be training samples. */
  readonly predictedMembers: number;
  readonly iterations: number;
  /** As the attack says, or `no span`. */
  readonly ended: string;
  /** L_KKT at which it was to stop. */
  readonly target: number | null;
  /** As estimated from the first layer, where it was to be estimated. */
  readonly assumedShift?: number;
  /** Directions of the subspace, where there is one. */
  readonly subspaceRank?: number;
};

/** `attack`: reads `network`; `span` for what is estimated, `oracle` for a target, and `data` for a subspace and for whatever the study gives
 * from the truth. Runs any attack of the registry. Writes the candidates, predicted members first, with the multipliers of the KKT conditions, and beside a subspace
 * as many points of it that no network was needed for, and the training images moved into it. */
export const attackKind: StepKind<AttackParameters, AttackValues> = {
  name: 'attack',
  version: 7,
  changes: {
    2: 'Box vertices look for sparse points, too, and along directions other than row differences.',
    3: 'Box vertices refine as many iterations as `refinementIterations` says.',
    4: 'Box vertices keep points beside the refined ones behind the predicted members.',
    5: 'The cascade searches from all points of its box vertices.',
    6: 'Every attack runs through the one driver. The evidence attack begins at 100 times the initial noise, also where that is not 1e-4.',
    7: 'The span, linear programs and the evidence are computed by faster programs; last digits differ, and with them single points.',
  },
  async run(parameters, context) {
    const { assumedShift, seed, subspace: asked } = parameters;
    const { folder } = context;
    const { input, span, shift } = await inputOfAttack(parameters, context);
    const { attack, network, knowledge, subspace } = input;
    const target = targetOf(parameters, context, network);
    const found =
      parameters.needsSpan === true && !(span !== undefined && hasSpan(span))
        ? await findNothing('no span', toAlpha(parameters), input)
        : await runFor(parameters, context, input, target);
    const box = knownValue(knowledge.box);
    const candidates = subspace === undefined ? found.candidates : subspace.finish(found.candidates, box);
    const { predicted, memberScore } = found;
    const saved = found.settings.objective === 'regression' ? regressionAsBinary(candidates) : candidates;
    await saveNpz(join(folder, fileNames.candidates), { ...saved, predicted, memberScore });
    if (subspace !== undefined) {
      const { y } = candidates;
      const x = subspace.withoutNetwork(y.shape[0]!, seed, box);
      await saveNpz(join(folder, fileNames.subspace), { x, y, oracleBound: subspace.oracleBound });
    }
    return {
      method: attack.name,
      knowledge: knowledgeStatus(found.knowledge),
      seconds: found.seconds,
      points: found.points,
      predictedMembers: found.predictedMembers,
      iterations: found.iterations,
      ended: found.ended,
      ...(await lossesOf(found, candidates, input)),
      target: target ?? null,
      ...(assumedShift === 'estimated' ? { assumedShift: shift } : {}),
      ...(asked === undefined || subspace === undefined ? {} : { subspaceRank: subspace.span.rank }),
    };
  },
};

/** What the attack is given, with the span and the shift that it is made from. */
async function inputOfAttack(
  { method, assumedShift, knowledge: asked, subspace, settings }: AttackParameters,
  context: StepContext,
): Promise<{ readonly input: AttackInput; readonly span: SpanValues | undefined; readonly shift: number }> {
  const { backend } = context;
  const network = await loadStepNetwork(context);
  const span = 'span' in context.inputs ? inputValues(context, 'span', spanKind) : undefined;
  const shift = toShift(assumedShift, span);
  const movesPoints = settings.freeShift === true;
  const trueNoise = needsTrueNoise(asked, span)
    ? offSpanNoise(network, (await loadStepData(context)).training.x)
    : undefined;
  const knowledge = toKnowledge(asked, network, { shift: movesPoints ? 0 : shift, span, trueNoise });
  const maxIterations = Number(settings.maxIterations);
  const input = {
    attack: attackOf(method),
    network,
    knowledge,
    backend,
    shift,
    movesPoints,
    subspace: subspace && (await loadSubspace(subspace, context, network, { shift, maxIterations })),
  };
  return { input, span, shift };
}

/** Run the attack, with the points on the way if they are asked for. */
async function runFor(
  parameters: AttackParameters,
  context: StepContext,
  input: AttackInput,
  target: number | undefined,
): Promise<StudyFound> {
  const { start, second, snapshots, maxSeconds } = parameters;
  const keeper = keepSnapshots(snapshots?.growth ?? 1);
  const evaluateEvery = snapshots?.evaluateEvery ?? (target === undefined ? undefined : 5);
  const found = await attackOnce(input, {
    config: toAttackConfig(input.attack, parameters),
    start,
    ...(start === 'truth' ? { training: (await loadStepData(context)).training } : {}),
    second,
    target,
    options: {
      maxSeconds,
      evaluateEvery,
      onFound: snapshots === undefined ? undefined : keeper.take,
    },
  });
  if (snapshots !== undefined) {
    const { iterations: iteration, seconds, candidates } = found;
    await saveSnapshots(context.folder, keeper.kept, { iteration, seconds, x: candidates.x });
  }
  return found;
}

/** @throws {DomainError} if it is to be estimated, and there is no estimate */
function toShift(assumed: AttackParameters['assumedShift'], span: SpanValues | undefined): number {
  if (assumed !== 'estimated') return assumed ?? 0;
  if (span === undefined) throw new DomainError('attack: the shift is to be estimated; give the stage an input span');
  if (span.shift === null) {
    throw new DomainError('attack: a first layer without bias does not reveal a shift; give assumedShift a number');
  }
  return span.shift;
}

function targetOf({ targetGap }: AttackParameters, context: StepContext, network: ReluNetwork): number | undefined {
  if (targetGap === undefined) return undefined;
  const oracle = inputValues(context, 'oracle', oracleKind).surrogateLoss;
  return oracle + targetGap * (parameterNormSquared(network) - oracle);
}

function toAlpha({ settings: { alpha } }: AttackParameters): number {
  return typeof alpha === 'number' ? alpha : 100;
}

/** How the attacker came by what an attack uses, by name. */
function knowledgeStatus(knowledge: Partial<Knowledge>): AttackValues['knowledge'] {
  return Object.fromEntries(
    Object.entries(knowledge).map(([name, entry]) => [
      name,
      entry.status === 'known' ? { status: entry.status, by: entry.by } : { status: entry.status },
    ]),
  );
}
