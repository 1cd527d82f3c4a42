import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { evaluateKkt, fromScaleSum, parameterNormSquared } from '@noprior/kkt-loss';
import { attackOf, type Knowledge, type KnowledgeName, knownValue } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import type { StepContext, StepKind } from '../engine/step-kind.ts';
import { type AttackSettings, toAttackConfig } from './attack-config.ts';
import { attackOnce, findNothing } from './attack-once.ts';
import { loadStepNetwork } from './load-parts.ts';
import { oracleKind } from './oracle-kind.ts';
import { hasSpan, type SpanValues, spanKind } from './span-kind.ts';
import { fileNames, inputValues } from './step-files.ts';
import { type StudyKnowledge, toKnowledge } from './study-knowledge.ts';
import { loadSubspace, type SubspaceParameters } from './subspace.ts';

/** Which attack, how it is set, and what the attacker brings along. */
export type AttackParameters = AttackSettings & {
  /** As in `noprior attack --method`. */
  readonly method: string;
  readonly knowledge: StudyKnowledge;
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
};

/** What `attack` finds. */
export type AttackValues = {
  readonly method: string;
  /** How the attacker came by what the attack uses; `by` is `truth` where the study gave it. */
  readonly knowledge: Readonly<
    Partial<Record<KnowledgeName, { readonly status: Knowledge['box']['status']; readonly by?: string }>>
  >;
  /** Points found. Where there are none, the middle of the box stands for them. */
  readonly points: number;
  readonly predictedMembers: number;
  readonly iterations: number;
  /** As the attack says, or `no span`. */
  readonly ended: string;
  /** L_KKT of the points with the surrogate derivative, and its parts. */
  readonly total: number;
  readonly stationarity: number;
  readonly prior: number;
  readonly dualFeasibility: number;
  readonly byTensor: Readonly<Record<string, number>>;
  /** L_stationary with hard derivatives. */
  readonly hardStationarity: number;
  readonly parameterNormSquared: number;
  /** L_KKT at which it was to stop. */
  readonly target: number | null;
  /** As estimated from the first layer, where it was to be estimated. */
  readonly assumedShift?: number;
  /** Directions of the subspace, where there is one. */
  readonly subspaceRank?: number;
};

/** `attack`: reads `network`; `span` for what is estimated, `oracle` for a target, and `data` for a subspace. Runs any attack of the registry.
 * Writes the candidates, and beside a subspace as many points of it that no network was needed for, and the training images moved into it. */
export const attackKind: StepKind<AttackParameters, AttackValues> = {
  name: 'attack',
  version: 3,
  async run(parameters, context) {
    const { method, assumedShift, needsSpan = false, settings, seed } = parameters;
    const { backend, folder } = context;
    const network = await loadStepNetwork(context);
    const attack = attackOf(method);
    const span = 'span' in context.inputs ? inputValues(context, 'span', spanKind) : undefined;
    const shift = toShift(assumedShift, span);
    const movesPoints = settings.freeShift === true;
    const knowledge = toKnowledge(parameters.knowledge, network, movesPoints ? 0 : shift, span);
    const box = knownValue(knowledge.box);
    const target = targetOf(parameters, context, network);
    const maxIterations = Number(settings.maxIterations);
    const subspace =
      parameters.subspace && (await loadSubspace(parameters.subspace, context, network, { shift, maxIterations }));

    const about = { network, knowledge, backend, shift, movesPoints, subspace };
    const found =
      needsSpan && !(span !== undefined && hasSpan(span))
        ? await findNothing('no span', toAlpha(parameters), about)
        : await attackOnce(attack, toAttackConfig(attack, parameters), target, about);
    const candidates = subspace === undefined ? found.candidates : subspace.finish(found.candidates, box);
    const evaluation =
      found.evaluation !== undefined && subspace === undefined
        ? found.evaluation
        : await evaluateKkt(backend, network, fromScaleSum(candidates, found.settings.scale ?? 'sum'), found.settings);
    const hard = await evaluateKkt(backend, network, candidates);
    await saveNpz(join(folder, fileNames.candidates), { ...candidates });
    if (subspace !== undefined) {
      const { y } = candidates;
      const x = subspace.withoutNetwork(y.shape[0]!, seed, box);
      await saveNpz(join(folder, fileNames.subspace), { x, y, ceiling: subspace.ceiling });
    }
    return {
      method,
      knowledge: knowledgeStatus(attack.uses, knowledge),
      points: found.points,
      predictedMembers: found.predictedMembers,
      iterations: found.iterations,
      ended: found.ended,
      total: evaluation.total,
      stationarity: evaluation.stationarity,
      hardStationarity: hard.stationarity,
      prior: evaluation.prior,
      dualFeasibility: evaluation.dualFeasibility,
      byTensor: { ...evaluation.byTensor },
      parameterNormSquared: evaluation.parameterNormSquared,
      target: target ?? null,
      ...(assumedShift === 'estimated' ? { assumedShift: shift } : {}),
      ...(subspace === undefined ? {} : { subspaceRank: subspace.span.rank }),
    };
  },
};

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
export function knowledgeStatus(names: readonly KnowledgeName[], knowledge: Knowledge): AttackValues['knowledge'] {
  return Object.fromEntries(
    names.map((name) => {
      const entry = knowledge[name];
      return [name, entry.status === 'known' ? { status: entry.status, by: entry.by } : { status: entry.status }];
    }),
  );
}
