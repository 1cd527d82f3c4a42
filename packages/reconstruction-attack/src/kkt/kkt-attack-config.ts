import { checkBox, objectiveKinds, type Scale, type StationarityForm } from '@noprior/kkt-loss';
import { argument, DomainError, dtypes, wording } from '@noprior/tensor';
import type { AttackConfig } from '../attack.ts';
import type { CandidateUpdateConfig } from '../candidate-updates/candidate-update-config.ts';
import { checkCandidateUpdates } from '../candidate-updates/check-candidate-updates.ts';
import type { OptimizerConfig } from '../optimizers/make-optimizer.ts';
import type { AlphaSchedule, StepSchedule } from '../optimizers/schedules.ts';
import type { AttackPrior } from '../starts/prior.ts';
import type { SpanStart } from '../starts/span-start.ts';

/** Ways to describe the points of a KKT attack. */
export const kktCoordinates = ['input', 'span', 'auto'] as const;
export type KktCoordinates = (typeof kktCoordinates)[number];

/** Everything that determines an attack on a given network, on a given backend, to the bit. */
export interface KktAttackConfig extends AttackConfig {
  readonly prior: AttackPrior;
  /** Where candidates start, if not by the law of the prior. */
  readonly start?: SpanStart | undefined;
  /** What the attack moves: points of the input space, or their coordinates in the span that the first layer reveals. `auto` takes
   * the span where {@link kktFrame} can; default `input`. */
  readonly coordinates?: KktCoordinates;
  readonly optimizer: OptimizerConfig;
  /** Step size for the points. */
  readonly stepSize: number;
  /** Step size for the multipliers. */
  readonly lambdaStepSize: number;
  readonly schedule: StepSchedule;
  readonly alpha: AlphaSchedule;
  /** Factor before the sum over candidates while the attack runs, and so the unit of `lambdaMin` and
   * `lambdaStepSize`; the reference code has `mean`. The multipliers that come out are those of the KKT conditions
   * either way. */
  readonly scale: Scale;
  /** Which of two equal programs runs; `auto` chooses by the sizes. */
  readonly form: StationarityForm | 'auto';
  readonly maxIterations: number;
  /** What happens to the candidates between iterations; nothing by default. They may change the number of
   * candidates. */
  readonly candidateUpdates?: readonly CandidateUpdateConfig[];
  /** The run ends early once the total loss at an evaluation is at or below this; the candidates are those with that
   * loss. */
  readonly targetLoss?: number | undefined;
}

/** Check a configuration for a network with `dimension` inputs.
 *
 * @throws {DomainError} for a number outside its range, an unknown name, and an empty box; the message names the
 *   setting
 * @throws {ShapeError} for a box of another size
 * @example checkKktAttackConfig(kktPresets['adam-box'], 784)
 */
export function checkKktAttackConfig(config: KktAttackConfig, dimension: number): void {
  const { prior, optimizer, alpha } = config;
  const { initialisation } = prior;
  oneOf('optimizer.kind', optimizer.kind, ['sgd', 'nesterov', 'adam', 'row-adam']);
  oneOf('initialisation.kind', initialisation.kind, ['sphere', 'gaussian']);
  oneOf('schedule', config.schedule, ['constant', 'cosine-tail']);
  oneOf('scale', config.scale, ['mean', 'sum']);
  oneOf('objective', config.objective ?? 'binary', objectiveKinds);
  oneOf('coordinates', config.coordinates ?? 'input', kktCoordinates);
  oneOf('form', config.form, ['auto', 'direct', 'gram']);
  oneOf('dtype', config.dtype, dtypes);
  positive('stepSize', config.stepSize);
  positive('lambdaStepSize', config.lambdaStepSize);
  positive('candidatesPerClass', prior.candidatesPerClass, true);
  positive('maxIterations', config.maxIterations, true);
  if (initialisation.kind === 'sphere') positive('initialisation.radius', initialisation.radius);
  else positive('initialisation.scale', initialisation.scale);
  for (const value of typeof alpha === 'number' ? [alpha] : [alpha.from, alpha.to]) positive('alpha', value);
  if (!Number.isFinite(prior.lambdaMin)) fail('lambdaMin', prior.lambdaMin, 'a finite number');
  if (config.targetLoss !== undefined && !Number.isFinite(config.targetLoss)) {
    fail('targetLoss', config.targetLoss, 'a finite number');
  }
  if (!Number.isSafeInteger(config.seed) || config.seed < 0) fail('seed', config.seed, 'an integer from 0 to 2^53 - 1');
  if (optimizer.kind === 'sgd' || optimizer.kind === 'nesterov') fraction('momentum', optimizer.momentum);
  else {
    fraction('beta1', optimizer.beta1);
    fraction('beta2', optimizer.beta2);
    positive('epsilon', optimizer.epsilon);
  }
  const { box } = prior;
  if (box !== undefined && box !== 'known') checkBox(box, dimension);
  checkCandidateUpdates(config.candidateUpdates ?? []);
  if ((config.objective ?? 'binary') !== 'binary' && (config.candidateUpdates ?? []).length > 0) {
    fail(
      'candidateUpdates',
      config.candidateUpdates!.length,
      `0 for the objective ${config.objective}: they are for binary only`,
    );
  }
}

function positive(name: string, value: number, integer = false): void {
  if (!(value > 0 && Number.isFinite(value) && (!integer || Number.isInteger(value)))) {
    fail(name, value, integer ? 'a positive integer' : 'a positive number');
  }
}

function fraction(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) fail(name, value, 'at least 0 and less than 1');
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) fail(name, JSON.stringify(value), `one of ${known.join(', ')}`);
}

function fail(name: string, value: number | string, expected: string): never {
  throw new DomainError(wording`attack: ${argument(name)} must be ${expected}, got ${value}`);
}
