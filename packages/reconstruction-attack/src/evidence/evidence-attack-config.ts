import { checkBox, objectiveKinds } from '@noprior/kkt-loss';
import { argument, DomainError, dtypes, wording } from '@noprior/tensor';
import type { AttackConfig } from '../attack.ts';
import type { StepSchedule } from '../optimizers/schedules.ts';
import type { AttackPrior } from '../starts/prior.ts';
import type { SpanStart } from '../starts/span-start.ts';
import type { EvidenceForm } from './evidence-form.ts';

/** Everything that determines an evidence attack on a given network, on a given backend. With an `objective` of
 * `regression` it is refused: multipliers are positive, so a network of a regression is attacked as `binary`, half
 * of the candidates with multipliers of either sign. */
export interface EvidenceAttackConfig extends AttackConfig {
  /** Where candidates start, the box, which is kept exactly, and their number. */
  readonly prior: Omit<AttackPrior, 'lambdaMin'>;
  /** Where candidates start, if not by the law of the prior. */
  readonly start?: SpanStart | undefined;
  /** sigma over the run, in weight units: geometric from one to the other over the first 70 %, then constant. Coarse
   * noise first finds the samples with strong signals; `to` is the standard deviation of the initial weights.
   * `known`: 100 times and once what {@link Knowledge} says of it; the attack's `resolve` puts the numbers in its
   * place. */
  readonly noise: { readonly from: number; readonly to: number } | 'known';
  /** rho, see `firstLayerEvidence`. */
  readonly misfit: number;
  /** Sharpness of the surrogate derivative. */
  readonly alpha: number;
  /** Weight of the belief that pixels lie near the ends of the box: 2 contrast u sum (x - low) (high - x), u rising
   * from 0 to 1 over the run. It is knowledge about the data beyond the box; 0 for none. */
  readonly contrast: number;
  /** Adam's step size for the points. */
  readonly stepSize: number;
  /** Adam's step size for the logarithms of the multipliers. */
  readonly logLambdaStepSize: number;
  readonly schedule: StepSchedule;
  /** Which of two equal programs runs; `auto` takes the one that costs less. */
  readonly form: EvidenceForm | 'auto';
  readonly maxIterations: number;
}

/** The noise of a resolved configuration.
 *
 * @throws {DomainError} if it is still to be taken from what the attacker knows
 */
export function evidenceNoise({
  noise,
}: Pick<EvidenceAttackConfig, 'noise'>): Exclude<EvidenceAttackConfig['noise'], 'known'> {
  if (noise !== 'known') return noise;
  throw new DomainError(
    "evidence attack: noise is 'known', so it is still to be taken from what the attacker knows; resolve the configuration first, or give it",
  );
}

/** Settings of the evidence attack. One or two candidates for every sample that the attacker expects do: the
 * determinant keeps candidates from sharing one.
 */
export const evidenceAttackDefaults: EvidenceAttackConfig = {
  prior: {
    initialisation: { kind: 'gaussian', scale: 0.0034 },
    box: 'known',
    candidatesPerClass: 20,
  },
  noise: 'known',
  misfit: 0.3,
  alpha: 100,
  contrast: 0,
  stepSize: 0.02,
  logLambdaStepSize: 0.03,
  schedule: 'cosine-tail',
  form: 'auto',
  maxIterations: 1500,
  seed: 0,
  dtype: 'float32',
};

/** Check a configuration for a network with `dimension` inputs.
 *
 * @throws {DomainError} for a number outside its range, an unknown name, an empty box, and contrast without a box
 * @throws {ShapeError} for a box of another size
 */
export function checkEvidenceAttackConfig(config: EvidenceAttackConfig, dimension: number): void {
  const { prior, noise, contrast, seed, dtype, schedule, form } = config;
  const { initialisation, box } = prior;
  const positive: Record<string, number> = {
    ...(noise === 'known' ? {} : { 'noise.from': noise.from, 'noise.to': noise.to }),
    misfit: config.misfit,
    alpha: config.alpha,
    stepSize: config.stepSize,
    logLambdaStepSize: config.logLambdaStepSize,
    ...(initialisation.kind === 'sphere'
      ? { 'initialisation.radius': initialisation.radius }
      : { 'initialisation.scale': initialisation.scale }),
  };
  for (const [name, value] of Object.entries(positive)) {
    if (!(value > 0 && Number.isFinite(value))) fail(name, value, 'a positive number');
  }
  for (const [name, value] of Object.entries({
    candidatesPerClass: prior.candidatesPerClass,
    maxIterations: config.maxIterations,
  })) {
    if (!(Number.isSafeInteger(value) && value > 0)) fail(name, value, 'a positive integer');
  }
  if (!(contrast >= 0 && Number.isFinite(contrast))) fail('contrast', contrast, 'at least 0');
  if (contrast > 0 && box === undefined) fail('contrast', contrast, '0 without a box: its ends are those of the box');
  if (!Number.isSafeInteger(seed) || seed < 0) fail('seed', seed, 'an integer from 0 to 2^53 - 1');
  if (!dtypes.includes(dtype)) fail('dtype', dtype, `one of ${dtypes.join(', ')}`);
  if (config.objective !== undefined && !objectiveKinds.includes(config.objective)) {
    fail('objective', JSON.stringify(config.objective), `one of ${objectiveKinds.join(', ')}`);
  }
  if (config.objective === 'regression') {
    fail(
      'objective',
      config.objective,
      'binary for a network of a regression: labels then are the signs of multipliers',
    );
  }
  if (schedule !== 'constant' && schedule !== 'cosine-tail') fail('schedule', schedule, 'constant or cosine-tail');
  if (form !== 'auto' && form !== 'direct' && form !== 'gram') fail('form', form, 'auto, direct or gram');
  if (box !== undefined && box !== 'known') checkBox(box, dimension);
}

function fail(name: string, value: unknown, expected: string): never {
  throw new DomainError(wording`evidence attack: ${argument(name)} must be ${expected}, got ${String(value)}`);
}
