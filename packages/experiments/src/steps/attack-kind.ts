import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { type Box, type Candidates, evaluateKkt, parameterNormSquared } from '@noprior/kkt-loss';
import {
  type AttackConfig,
  type AttackPrior,
  attackPresets,
  type Initialisation,
  initialCandidates,
  meanBox,
  runAttack,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor } from '@noprior/tensor';
import type { StepKind } from '../engine/step-kind.ts';
import { addNumber } from './add-to-rows.ts';
import { fileNames, inputOf, loadStepNetwork } from './load-parts.ts';

/** What the attacker brings along, and how long it searches. */
export type AttackParameters = {
  readonly candidatesPerClass: number;
  readonly initialisation: Initialisation;
  /** `mean`: the pixel range less the public mean. */
  readonly box: 'none' | 'mean' | { readonly low: number; readonly high: number };
  /** The box is this many times as wide, around its middle; default 1. */
  readonly boxWidth?: number;
  /** What the attacker believes was added to every coordinate: box and start are moved by it; default 0. */
  readonly believedShift?: number;
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

/** `attack`: reads `network`, and `oracle` for a target; Adam with a decay over the last half. Writes the candidates. */
export const attackKind: StepKind<AttackParameters> = {
  name: 'attack',
  version: 1,
  async run(parameters, context) {
    const { backend, folder } = context;
    const network = await loadStepNetwork(context);
    const target =
      parameters.targetGap === undefined
        ? undefined
        : gapTarget(
            parameters.targetGap,
            Number(inputOf(context, 'oracle').values.surrogateLoss),
            parameterNormSquared(network),
          );
    const config = toConfig(parameters, network, target);
    const { candidates, evaluation, iterations, ended } = await runAttack(network, config, {
      backend,
      evaluateEvery: target === undefined ? 100 : 5,
      start: toStart(parameters, network, config),
    });
    await saveNpz(join(folder, fileNames.candidates), { ...candidates });
    const hard = await evaluateKkt(backend, network, candidates, { scale: config.scale });
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
    };
  },
};

function gapTarget(gap: number, oracle: number, empty: number): number {
  return oracle + gap * (empty - oracle);
}

function toConfig(parameters: AttackParameters, network: ReluNetwork, target: number | undefined): AttackConfig {
  const box = toBox(parameters, network);
  const { initialisation, lambdaMin, candidatesPerClass } = parameters;
  const prior: AttackPrior = { initialisation, lambdaMin, candidatesPerClass, ...(box === undefined ? {} : { box }) };
  const { alpha, stepSize, lambdaStepSize, maxIterations, seed } = parameters;
  const config = { ...attackPresets['adam-box'], prior, alpha, stepSize, lambdaStepSize, maxIterations, seed };
  return target === undefined ? config : { ...config, targetLoss: target };
}

/** The start that the prior draws, moved by the shift that the attacker believes in. */
function toStart({ believedShift = 0 }: AttackParameters, network: ReluNetwork, config: AttackConfig): Candidates {
  const start = initialCandidates(config.prior, inputSize(network), config.seed, config.dtype);
  return { ...start, x: addNumber(start.x, believedShift) };
}

function toBox({ box, boxWidth = 1, believedShift = 0 }: AttackParameters, network: ReluNetwork): Box | undefined {
  if (box === 'none') return undefined;
  const known = box === 'mean' ? meanBox(network) : box;
  if (known === undefined)
    throw new DomainError('attack: the box mean needs a network that stores the mean of its images');
  const bound = (own: number | HostTensor, other: number | HostTensor): number | HostTensor => {
    if (typeof own === 'number' && typeof other === 'number') return widen(own, other, boxWidth) + believedShift;
    if (typeof own === 'number' || typeof other === 'number') throw new DomainError('attack: a box of mixed bounds');
    return {
      ...own,
      data: own.data.map((value: number, at: number) => widen(value, other.data[at]!, boxWidth) + believedShift),
    };
  };
  return { low: bound(known.low, known.high), high: bound(known.high, known.low) };
}

/** A bound of an interval that becomes `width` times as wide around its middle. */
function widen(own: number, other: number, width: number): number {
  const middle = (own + other) / 2;
  return middle + width * (own - middle);
}
