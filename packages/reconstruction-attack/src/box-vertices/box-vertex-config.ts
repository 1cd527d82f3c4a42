import { type Box, checkBox, objectiveKinds } from '@noprior/kkt-loss';
import { argument, DomainError, dtypes, wording } from '@noprior/tensor';
import type { AttackConfig } from '../attack.ts';

/** Everything that determines a run of the attack `box-vertices` on a given network and backend. */
export interface BoxVertexConfig extends AttackConfig {
  /** Range of every coordinate of a sample: two numbers, or a pair for each coordinate. `resolve` puts that of the
   * attacker's knowledge here. */
  readonly box: Box | 'known';
  /** Whether an unknown multiple of the constant image may have been added to each sample before training. Points
   * are then reported without it, and the multiple of each is estimated. */
  readonly freeShift: boolean;
  /** The search may leave the box by this share of its width, since the span is known up to noise. Points are
   * clipped to the box in the end. */
  readonly slack: number;
  /** A coordinate is at a bound if it is within this share of the width of it. */
  readonly activeWithin: number;
  /** Directions of each kind that a round follows, at most: row differences, and pinned pixels. */
  readonly directions: number;
  /** The same limit for each dimension of the span. */
  readonly directionsPerDimension: number;
  /** Multiples of the sparsity direction that are added to the unit row differences, one to each in turn; [0] for
   * none. Sparse points have most coordinates at the low end of the box, as images on a black ground. */
  readonly sparsityWeights: readonly number[];
  /** Random pixels that a direction of the second kind pins to the high end of the box; 0 for no such directions. */
  readonly pinnedPixels: number;
  /** Rounds at most. Each round projects the members found before out of the rows. */
  readonly rounds: number;
  /** Rounds in a row without a new member after which the attack ends. */
  readonly patience: number;
  /** Two rows are compared if the absolute value of their cosine is at least this. */
  readonly rowCosine: number;
  /** A difference of rows is followed if its norm is at least this multiple of its noise. */
  readonly signalToNoise: number;
  /** How often a vertex becomes the direction of the next linear program. */
  readonly lpRestarts: number;
  /** Iterations of each linear program. */
  readonly lpIterations: number;
  /** Iterations of the refinement of all points of a round, see {@link refineByBoundLikelihood}; 0 for none. */
  readonly refinementIterations: number;
  /** Standard deviation of a coordinate's noise in the refinement, as a share of its range. */
  readonly noiseScale: number;
  /** Points with a larger cosine are the same point. */
  readonly sameCosine: number;
  /** A vertex is predicted to be a member if its number of coordinates at bounds is above the median of vertices in
   * random directions by more than this many deviations. */
  readonly zScoreThreshold: number;
  /** Sharpness of the surrogate derivative for the multipliers of the points. The search itself needs none. */
  readonly alpha: number;
}

/** Settings for images with many black or white pixels. */
export const boxVertexDefaults: BoxVertexConfig = {
  box: 'known',
  freeShift: false,
  slack: 0.03,
  activeWithin: 0.03,
  directions: 1000,
  directionsPerDimension: 12,
  sparsityWeights: [0, 0.3, 0.6],
  pinnedPixels: 3,
  rounds: 12,
  patience: 2,
  rowCosine: 0.3,
  signalToNoise: 5,
  lpRestarts: 2,
  lpIterations: 100,
  refinementIterations: 100,
  noiseScale: 0.1,
  sameCosine: 0.85,
  zScoreThreshold: 6,
  alpha: 100,
  seed: 0,
  dtype: 'float32',
};

/** Check a configuration for samples with `dimension` coordinates.
 *
 * @throws {DomainError} for a number outside its range, an unknown dtype or objective, and an empty box
 * @throws {ShapeError} for a box of another size
 * @example checkBoxVertexConfig(boxVertexDefaults, 784)
 */
export function checkBoxVertexConfig(config: BoxVertexConfig, dimension: number): void {
  const { sparsityWeights, seed, dtype, objective } = config;
  for (const name of ['directions', 'directionsPerDimension', 'rounds', 'patience', 'lpIterations'] as const) {
    check(name, config[name], Number.isSafeInteger(config[name]) && config[name] > 0, 'a positive integer');
  }
  for (const name of ['lpRestarts', 'refinementIterations', 'pinnedPixels'] as const) {
    check(name, config[name], Number.isSafeInteger(config[name]) && config[name] >= 0, 'an integer of at least 0');
  }
  for (const name of ['slack', 'signalToNoise', 'zScoreThreshold'] as const) {
    check(name, config[name], config[name] >= 0 && Number.isFinite(config[name]), 'at least 0');
  }
  for (const name of ['rowCosine', 'sameCosine', 'noiseScale'] as const) {
    check(name, config[name], config[name] > 0 && config[name] < 1, 'in (0, 1)');
  }
  check('alpha', config.alpha, config.alpha > 0 && Number.isFinite(config.alpha), 'a positive number');
  check('activeWithin', config.activeWithin, config.activeWithin >= 0 && config.activeWithin < 0.5, 'in [0, 0.5)');
  check(
    'sparsityWeights',
    `[${sparsityWeights.join(', ')}]`,
    sparsityWeights.length > 0 && sparsityWeights.every((weight) => weight >= 0 && Number.isFinite(weight)),
    'one or more numbers of at least 0; [0] for none',
  );
  check('seed', seed, Number.isSafeInteger(seed) && seed >= 0, 'an integer from 0 to 2^53 - 1');
  check('dtype', dtype, dtypes.includes(dtype), `one of ${dtypes.join(', ')}`);
  check(
    'objective',
    objective,
    objective === undefined || objectiveKinds.includes(objective),
    `one of ${objectiveKinds.join(', ')}`,
  );
  if (config.box !== 'known') checkBox(config.box, dimension);
}

/** The box of a resolved configuration.
 *
 * @throws {DomainError} if it is still to be taken from what the attacker knows
 */
export function resolvedBox({ box }: Pick<BoxVertexConfig, 'box'>): Box {
  if (box !== 'known') return box;
  throw new DomainError(
    "box-vertices: box is 'known': resolve the configuration first, or give the range of the inputs",
  );
}

function check(name: keyof BoxVertexConfig, value: unknown, isValid: boolean, expected: string): void {
  if (!isValid)
    throw new DomainError(wording`box-vertices: ${argument(name)} must be ${expected}, got ${String(value)}`);
}
