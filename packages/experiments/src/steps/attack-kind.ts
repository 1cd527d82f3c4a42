import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { type Candidates, evaluateKkt, fromScaleSum, parameterNormSquared, toScaleSum } from '@noprior/kkt-loss';
import {
  type AttackPrior,
  type Initialisation,
  initialCandidates,
  type KktAttackConfig,
  kktAttack,
  kktPresets,
  nothingKnown,
  priorBox,
  runAttack,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import type { StepKind } from '../engine/step-kind.ts';
import { addNumber } from './add-to-rows.ts';
import { type AssumedShift, toShift } from './assumed-shift.ts';
import { loadStepNetwork } from './load-parts.ts';
import { type BoxParameters, movedBox } from './moved-box.ts';
import { oracleKind } from './oracle-kind.ts';
import { fileNames, inputValues } from './step-files.ts';
import { loadSubspace, type SubspaceParameters } from './subspace.ts';

/** What the attacker brings along, and how long it searches. */
export type AttackParameters = BoxParameters & {
  readonly candidatesPerClass: number;
  readonly initialisation: Initialisation;
  /** What the attacker believes was added to every coordinate: box and start are moved by it; default 0. */
  readonly assumedShift?: AssumedShift;
  /** Where the images are taken to lie; the step then reads `data`, too. Default anywhere. */
  readonly subspace?: SubspaceParameters;
  readonly lambdaMin: number;
  readonly alpha: number;
  readonly stepSize: number;
  readonly lambdaStepSize: number;
  readonly maxIterations: number;
  readonly seed: number;
  /** Stop once L_KKT is the oracle loss plus this share of the way from there to no points at all, ||theta||^2; the stage then has to
   * give the step `oracle`. A multiple of the oracle loss would mean nothing: most of it may be memory of the initialisation. */
  readonly targetGap?: number;
};

/** What `attack` finds. */
export type AttackValues = {
  /** L_KKT with the surrogate derivative, and its parts. */
  readonly total: number;
  readonly stationarity: number;
  readonly prior: number;
  readonly dualFeasibility: number;
  readonly byTensor: Readonly<Record<string, number>>;
  /** L_stationary with hard derivatives. */
  readonly hardStationarity: number;
  readonly parameterNormSquared: number;
  readonly iterations: number;
  readonly ended: string;
  /** L_KKT at which it was to stop. */
  readonly target: number | null;
  /** As the first layer says, where it was asked. */
  readonly assumedShift?: number;
  /** Directions of the subspace, where there is one. */
  readonly subspaceRank?: number;
};

/** `attack`: reads `network`, `oracle` for a target, and `data` for a subspace; Adam with a decay over the last half. Writes the candidates,
 * and beside a subspace as many points of it that no network was needed for, and the training images moved into it. */
export const attackKind: StepKind<AttackParameters, AttackValues> = {
  name: 'attack',
  version: 2,
  async run(parameters, context) {
    const { backend, folder } = context;
    const network = await loadStepNetwork(context);
    const target =
      parameters.targetGap === undefined
        ? undefined
        : gapTarget(
            parameters.targetGap,
            inputValues(context, 'oracle', oracleKind).surrogateLoss,
            parameterNormSquared(network),
          );
    const shift = toShift(parameters.assumedShift ?? 0, network);
    const { maxIterations } = parameters;
    const subspace =
      parameters.subspace && (await loadSubspace(parameters.subspace, context, network, { shift, maxIterations }));
    const free = toConfig(parameters, network, shift, target);
    const config = subspace === undefined ? free : { ...free, candidateUpdates: subspace.candidateUpdates };
    const drawn = toStart(shift, network, config);
    const found = await runAttack(kktAttack, network, nothingKnown, {
      backend,
      config,
      evaluateEvery: target === undefined ? 100 : 5,
      start: subspace === undefined ? drawn : { ...drawn, x: subspace.project(drawn.x) },
    });
    const { iterations } = found;
    // As results of this version have it.
    const ended = found.ended === 'converged' ? 'targetLoss' : found.ended;
    const { prior } = config;
    const box = priorBox(prior);
    const candidates = subspace === undefined ? found.candidates : subspace.finish(found.candidates, box);
    const evaluation =
      subspace === undefined
        ? found.evaluation!
        : await evaluateKkt(backend, network, fromScaleSum(candidates, config.scale), {
            ...prior,
            box,
            alpha: parameters.alpha,
            scale: config.scale,
          });
    await saveNpz(join(folder, fileNames.candidates), { ...candidates });
    if (subspace !== undefined) {
      const { y } = candidates;
      const x = subspace.withoutNetwork(y.shape[0]!, parameters.seed, box);
      await saveNpz(join(folder, fileNames.subspace), { x, y, ceiling: subspace.ceiling });
    }
    const hard = await evaluateKkt(backend, network, candidates);
    return {
      total: evaluation.total,
      stationarity: evaluation.stationarity,
      hardStationarity: hard.stationarity,
      prior: evaluation.prior,
      dualFeasibility: evaluation.dualFeasibility,
      byTensor: { ...evaluation.byTensor },
      parameterNormSquared: evaluation.parameterNormSquared,
      iterations,
      ended,
      target: target ?? null,
      ...(parameters.assumedShift === 'estimated' ? { assumedShift: shift } : {}),
      ...(subspace === undefined ? {} : { subspaceRank: subspace.span.rank }),
    };
  },
};

function gapTarget(gap: number, oracle: number, empty: number): number {
  return oracle + gap * (empty - oracle);
}

function toConfig(
  parameters: AttackParameters,
  network: ReluNetwork,
  shift: number,
  target: number | undefined,
): KktAttackConfig {
  const box = movedBox(parameters, network, shift);
  const { initialisation, lambdaMin, candidatesPerClass } = parameters;
  const prior: AttackPrior = { initialisation, lambdaMin, candidatesPerClass, ...(box === undefined ? {} : { box }) };
  const { alpha, stepSize, lambdaStepSize, maxIterations, seed } = parameters;
  const config = { ...kktPresets['adam-box'], prior, alpha, stepSize, lambdaStepSize, maxIterations, seed };
  return target === undefined ? config : { ...config, targetLoss: target };
}

/** The start that the prior draws, moved by the shift that the attacker believes in. */
function toStart(shift: number, network: ReluNetwork, config: KktAttackConfig): Candidates {
  const start = initialCandidates(config.prior, inputSize(network), config.seed, config.dtype);
  return toScaleSum({ ...start, x: addNumber(start.x, shift) }, config.scale);
}
