import { type Box, checkBox } from '@noprior/kkt-loss';
import { argument, DomainError, wording } from '@noprior/tensor';
import type { AttackConfig } from '../attack.ts';
import { type BoxVertexConfig, boxVertexDefaults, checkBoxVertexConfig } from '../box-vertices/box-vertex-config.ts';
import {
  checkEvidenceAttackConfig,
  type EvidenceAttackConfig,
  evidenceAttackDefaults,
} from '../evidence/evidence-attack-config.ts';

/** Settings of one of the two searches by evidence. */
export interface CascadeSearchConfig {
  /** Adam's step size for the points. */
  readonly stepSize: number;
  readonly maxIterations: number;
  /** The noise begins at this multiple of that of the initial weights, and ends at it. */
  readonly noiseRatio: number;
}

/** Everything that determines a run of the attack `cascade` on a given network and backend. */
export interface CascadeConfig
  extends AttackConfig,
    Pick<EvidenceAttackConfig, 'misfit' | 'alpha' | 'contrast' | 'logLambdaStepSize' | 'schedule' | 'form'> {
  /** Range of every coordinate. `resolve` puts that of the attacker's knowledge here. */
  readonly box: Box | 'known';
  /** Number of training samples, from the attacker's knowledge. */
  readonly samples: number | 'known';
  /** Standard deviation of the first layer's initial weights, from the attacker's knowledge. */
  readonly noise: number | 'known';
  /** First stage, the attack `box-vertices`. */
  readonly vertices: Omit<BoxVertexConfig, 'box' | 'alpha' | keyof AttackConfig>;
  /** Second stage, the attack `evidence` from the first points of the first stage, one for each sample. */
  readonly fromVertices: CascadeSearchConfig;
  /** Third stage, the attack `evidence` from random draws. */
  readonly fromDraws: CascadeSearchConfig;
  /** Random draws for each sample. */
  readonly drawsPerSample: number;
}

const { box: _, alpha: __, seed: ___, dtype: ____, objective: _____, ...vertices } = boxVertexDefaults;
const { misfit, alpha, contrast, stepSize, logLambdaStepSize, schedule, form, maxIterations } = evidenceAttackDefaults;

const standard: CascadeConfig = {
  box: 'known',
  samples: 'known',
  noise: 'known',
  vertices,
  fromVertices: { stepSize: 5e-3, maxIterations: 500, noiseRatio: 10 },
  fromDraws: { stepSize, maxIterations, noiseRatio: 100 },
  drawsPerSample: 2,
  misfit,
  alpha,
  contrast,
  logLambdaStepSize,
  schedule,
  form,
  seed: 0,
  dtype: 'float32',
};

/** Settings by name. `thorough` has four times the directions and iterations of `standard`, and twice the rounds. */
export const cascadePresets: Readonly<Record<'standard' | 'thorough', CascadeConfig>> = {
  standard,
  thorough: {
    ...standard,
    vertices: {
      ...vertices,
      directions: 4 * vertices.directions,
      directionsPerDimension: 4 * vertices.directionsPerDimension,
      rounds: 24,
      patience: 3,
    },
    fromVertices: { ...standard.fromVertices, maxIterations: 4 * standard.fromVertices.maxIterations },
    fromDraws: { ...standard.fromDraws, maxIterations: 4 * standard.fromDraws.maxIterations },
  },
};

/** A configuration whose knowledge is filled in. */
export interface ResolvedCascadeConfig extends CascadeConfig {
  readonly box: Box;
  readonly samples: number;
  readonly noise: number;
}

/** Check a configuration for samples with `dimension` coordinates, those of its stages included.
 *
 * @throws {DomainError} for a number outside its range, and for knowledge that is not filled in
 * @throws {ShapeError} for a box of another size
 */
export function checkCascadeConfig(config: CascadeConfig, dimension: number): asserts config is ResolvedCascadeConfig {
  const { box, samples, noise, drawsPerSample, fromVertices, fromDraws } = config;
  if (box === 'known' || samples === 'known' || noise === 'known') {
    throw new DomainError(
      "cascade: box, samples or noise is 'known': resolve the configuration first, or give all three as numbers",
    );
  }
  if (!(Number.isSafeInteger(samples) && samples > 0)) fail('samples', samples, 'a positive integer');
  const ratios = {
    'fromVertices.noiseRatio': fromVertices.noiseRatio,
    'fromDraws.noiseRatio': fromDraws.noiseRatio,
  };
  for (const [name, value] of Object.entries({ noise, drawsPerSample, ...ratios })) {
    if (!(value > 0 && Number.isFinite(value))) fail(name, value, 'a positive number');
  }
  checkBox(box, dimension);
  checkBoxVertexConfig(vertexStageConfig(config), dimension);
  for (const search of ['fromVertices', 'fromDraws'] as const) {
    checkEvidenceAttackConfig(evidenceStageConfig({ ...config, box, samples, noise }, search), dimension);
  }
}

/** The configuration of the first stage. */
export function vertexStageConfig(config: CascadeConfig): BoxVertexConfig {
  const { box, alpha, seed, dtype } = config;
  return { ...config.vertices, box, alpha, seed, dtype, objective: 'binary' };
}

/** The configuration of a search by evidence. The number of candidates is that of the draws; a given start has its
 * own. */
export function evidenceStageConfig(
  config: ResolvedCascadeConfig,
  search: 'fromVertices' | 'fromDraws',
): EvidenceAttackConfig {
  const { box, samples, noise, drawsPerSample, seed, dtype } = config;
  const { noiseRatio, stepSize, maxIterations } = config[search];
  const { misfit, alpha, contrast, logLambdaStepSize, schedule, form } = config;
  const candidatesPerClass = Math.ceil((drawsPerSample * samples) / 2);
  return {
    prior: { ...evidenceAttackDefaults.prior, box, candidatesPerClass },
    noise: { from: noiseRatio * noise, to: noise },
    misfit,
    alpha,
    contrast,
    stepSize,
    logLambdaStepSize,
    schedule,
    form,
    maxIterations,
    seed,
    dtype,
    objective: 'binary',
  };
}

function fail(name: string, value: number, expected: string): never {
  throw new DomainError(wording`cascade: ${argument(name)} must be ${expected}, got ${value}`);
}
