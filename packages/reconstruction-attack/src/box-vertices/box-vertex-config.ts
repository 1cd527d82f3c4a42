import { type Box, checkBox } from '@noprior/kkt-loss';
import { DomainError, type Dtype, dtypes, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';

/** Everything that determines a vertex attack on a given network, on a given backend. */
export interface BoxVertexConfig {
  /** Range of every coordinate of a sample: all that the attacker brings along. Two numbers, or one pair for each. */
  readonly box: Box;
  /** [q, d] directions along which the samples, with their coordinates in the box, may have been moved before training, all by the same amounts
   * or each by its own: the constant image for a secret shift. Left out, there are none. */
  readonly free?: HostTensor;
  /** By how much of the box's width a coordinate may leave it during the search, for the span is known up to noise; the points that are
   * found are clipped to the box. */
  readonly slack: number;
  /** A coordinate is active within this share of the range, that with the slack, of one of its two ends. */
  readonly activeWithin: number;
  /** Directions of each kind that are followed in a round, along row differences and towards light points: so many at most. */
  readonly directions: number;
  /** So many for each dimension of the visible span. */
  readonly perDimension: number;
  /** Multiples of the direction in which points become lightest, added to the unit row differences, one to each in turn; [0] for none. Light is
   * what has most coordinates at the low end of the box, as images on a black ground. */
  readonly sparsityWeights: readonly number[];
  /** So many coordinates, drawn at random, are at the high end of the box, and all is light beside: the other kind of directions; 0
   * for none. */
  readonly lit: number;
  /** Rounds at most; in each, what was predictedMembers before is projected out of the rows. */
  readonly rounds: number;
  /** Rounds in a row that may accept nothing. */
  readonly patience: number;
  /** Two rows are compared from this absolute cosine on. */
  readonly rowCosine: number;
  /** A difference of rows counts from this multiple of its own noise on. */
  readonly signalToNoise: number;
  /** How often a vertex becomes the next direction. */
  readonly lpRestarts: number;
  /** Iterations of each linear program. */
  readonly iterations: number;
  /** Iterations in which every point that the directions of a round led to is refined, {@link refineByBoundLikelihood}; 0 for none. */
  readonly refinementIterations: number;
  /** Standard deviation of what noise adds to a coordinate, as a share of its range, in refinementIterations. */
  readonly blur: number;
  /** Vertices above this cosine are one. */
  readonly sameCosine: number;
  /** A vertex is predictedMembers if its number of active coordinates is above the median of vertices in random directions by so many of
   * their deviations. */
  readonly acceptance: number;
  readonly seed: number;
  readonly dtype: Dtype;
}

/** Settings for images of which a good part of the pixels is black or white. The box is to be replaced by
 * {@link meanBox} where the data had their mean subtracted. */
export const boxVertexDefaults: BoxVertexConfig = {
  box: { low: 0, high: 1 },
  slack: 0.03,
  activeWithin: 0.03,
  directions: 1000,
  perDimension: 12,
  sparsityWeights: [0, 0.3, 0.6],
  lit: 3,
  rounds: 12,
  patience: 2,
  rowCosine: 0.3,
  signalToNoise: 5,
  lpRestarts: 2,
  iterations: 100,
  refinementIterations: 100,
  blur: 0.1,
  sameCosine: 0.85,
  acceptance: 6,
  seed: 0,
  dtype: 'float32',
};

/** Check a configuration for samples with `dimension` coordinates.
 *
 * @throws {DomainError} for a number outside its range, an unknown dtype, an empty box, and free directions that are not finite
 * @throws {ShapeError} for a box or free directions of another size
 * @example checkBoxVertexConfig(boxVertexDefaults, 784)
 */
export function checkBoxVertexConfig(config: BoxVertexConfig, dimension: number): void {
  const { directions, perDimension, rounds, patience, iterations, seed, dtype } = config;
  for (const [name, value] of Object.entries({ directions, perDimension, rounds, patience, iterations })) {
    if (!(Number.isSafeInteger(value) && value > 0)) fail(name, value, 'a positive integer');
  }
  for (const name of ['lpRestarts', 'refinementIterations'] as const) {
    if (!(Number.isSafeInteger(config[name]) && config[name] >= 0))
      fail(name, config[name], 'an integer of at least 0');
  }
  if (!(config.blur > 0 && config.blur < 1)) fail('blur', config.blur, 'in (0, 1)');
  for (const name of ['slack', 'signalToNoise', 'acceptance'] as const) {
    if (!(config[name] >= 0 && Number.isFinite(config[name]))) fail(name, config[name], 'at least 0');
  }
  const { sparsityWeights, lit } = config;
  if (!(sparsityWeights.length > 0 && sparsityWeights.every((pull) => pull >= 0 && Number.isFinite(pull)))) {
    fail('sparsityWeights', `[${sparsityWeights.join(', ')}]`, 'one or more numbers of at least 0; [0] for none');
  }
  if (!(Number.isSafeInteger(lit) && lit >= 0)) fail('lit', lit, 'an integer of at least 0');
  const { activeWithin } = config;
  if (!(activeWithin >= 0 && activeWithin < 0.5)) fail('activeWithin', activeWithin, 'in [0, 0.5)');
  for (const name of ['rowCosine', 'sameCosine'] as const) {
    if (!(config[name] > 0 && config[name] < 1)) fail(name, config[name], 'in (0, 1)');
  }
  if (!Number.isSafeInteger(seed) || seed < 0) fail('seed', seed, 'an integer from 0 to 2^53 - 1');
  if (!dtypes.includes(dtype)) fail('dtype', dtype, `one of ${dtypes.join(', ')}`);
  checkBox(config.box, dimension);
  const { free } = config;
  if (free === undefined) return;
  if (free.shape.length !== 2 || free.shape[1] !== dimension) {
    throw new ShapeError(`vertex attack: free must be [q, ${dimension}], got ${formatShape(free.shape)}`);
  }
  const at = free.data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    fail('free', free.data[at], `finite, at coordinate ${at % dimension} of direction ${Math.floor(at / dimension)}`);
}

function fail(name: string, value: unknown, expected: string): never {
  throw new DomainError(`vertex attack: ${name} must be ${expected}, got ${String(value)}`);
}
