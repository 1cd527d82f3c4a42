import { checkLayers, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, type HostTensor, makeHostTensor, makeRandom, type Random } from '@noprior/tensor';
import { cosine, orthonormal, without } from '../internal/vectors.ts';
import { estimateSpan, type SpanEstimate } from '../span/estimate-span.ts';
import { toSpanCoordinates } from '../span/span-coordinates.ts';
import { affineSpan } from './affine-span.ts';
import { BoxCorners, type CornerBounds } from './box-corners.ts';
import { type CornerAttackConfig, checkCornerAttackConfig } from './corner-attack-config.ts';
import { chanceCorners, distinctCorners } from './judge-corners.ts';
import { rowDifferences } from './row-differences.ts';
import { tightCoordinates } from './tight-coordinates.ts';

/** What one round did. */
export interface CornerRound {
  readonly round: number;
  readonly seconds: number;
  /** Directions that were followed. */
  readonly directions: number;
  /** Different corners that they led to, those accepted before left out. */
  readonly distinct: number;
  /** Tight coordinates from which a corner was accepted in this round. */
  readonly threshold: number;
  readonly accepted: number;
}

/** News of a running corner attack. */
export interface CornerProgress {
  readonly round: number;
  readonly rounds: number;
  /** Accepted so far. */
  readonly accepted: number;
  readonly seconds: number;
  /** Upper estimate from the pace so far: the attack ends earlier when it finds nothing more. */
  readonly secondsLeft: number;
}

/** Points on the way. */
export interface CornerSnapshot {
  readonly round: number;
  readonly seconds: number;
  /** [n, d] as in the result */
  readonly x: HostTensor;
}

/** How a corner attack is run; nothing here but `span` and an early end changes its numbers. */
export interface RunCornerAttackOptions {
  readonly backend: Backend;
  /** Of the samples; estimated from the first layer if left out. */
  readonly span?: SpanEstimate;
  /** Called after every round. */
  readonly onProgress?: (progress: CornerProgress) => void;
  /** Called after every round with what was found so far. The time spent in it counts; keep the points and score later. */
  readonly onPoints?: (snapshot: CornerSnapshot) => void;
  /** Aborting ends the attack; what was accepted so far is returned. */
  readonly signal?: AbortSignal;
  /** Ends the attack, like an abort, after so long. */
  readonly maxSeconds?: number;
}

/** A point that a corner attack came upon. */
export interface Corner {
  /** Number of coordinates at an end of the box. */
  readonly tight: number;
  /** By how many deviations that is above the median of corners of chance. */
  readonly excess: number;
  /** Directions that led to it. */
  readonly hits: number;
  readonly round: number;
  readonly accepted: boolean;
}

/** What a corner attack found. */
export interface CornerAttackResult {
  /** [n, d] accepted points by round, then the others by falling `excess`. */
  readonly x: HostTensor;
  /** [n] of each point. */
  readonly corners: readonly Corner[];
  /** How many of the points are accepted. */
  readonly accepted: number;
  readonly span: SpanEstimate;
  readonly rounds: readonly CornerRound[];
  readonly seconds: number;
  readonly ended: 'exhausted' | 'rounds' | 'maxSeconds' | 'aborted';
}

interface Found extends Corner {
  readonly point: Float64Array;
}

/** Points beyond the accepted ones that are kept, those with the largest excess. */
const keepOthers = 200;

/** Reconstruct training samples from the first layer and the range of their coordinates, by geometry alone.
 *
 * The first layer gives away the span of the samples ({@link estimateSpan}). A sample whose coordinates lie in a box, many of them at its
 * ends, as black pixels do, is a corner of that span within the box, and one of very many faces at once. So the samples are
 * sought as corners: along the differences of rows of the first layer ({@link rowDifferences}), each of which
 * points at few samples or at one, a linear program leads to a corner, which becomes the next direction, a few times. Corners with far
 * more tight coordinates than the others of their round are accepted; they are projected out of the rows, so that the differences of the
 * next round point at weaker samples. No multipliers, no activation patterns and no loss are involved.
 *
 * It tells which of its points it takes for samples. It finds samples with a strong signal in the first layer, and none where the
 * span cannot be told from the initial weights, or where few coordinates are at the ends of the box.
 *
 * @param network  any number of outputs: only the first layer is used
 * @throws {DomainError} for a configuration or an option out of range, and where the first layer gives no span away
 * @throws {ShapeError} if the tensors are no network, or the box has another size
 * @throws {DtypeError} if the backend does not offer `config.dtype`
 * @see docs/theory.md, Corners
 * @example
 * const { x, accepted } = await runCornerAttack(network, { ...cornerAttackDefaults, box: meanBox(network)! }, { backend });
 */
export async function runCornerAttack(
  network: ReluNetwork,
  config: CornerAttackConfig,
  options: RunCornerAttackOptions,
): Promise<CornerAttackResult> {
  checkLayers(network);
  const { weight, bias } = network.layers[0]!;
  const [neurons, d] = weight.shape as readonly [number, number];
  checkCornerAttackConfig(config, d);
  const { backend, signal, maxSeconds = Number.POSITIVE_INFINITY } = options;
  if (!(maxSeconds > 0)) throw new DomainError(`corner attack: maxSeconds must be positive, got ${maxSeconds}`);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const stop = () => signal?.aborted === true || seconds() >= maxSeconds;
  const span = options.span ?? estimateSpan(network);
  const affine = affineSpan(span);
  const bounds = widened(config, d);
  const programs = new BoxCorners(backend, affine, bounds, config.dtype);
  const rows = splitRows(rowCoordinates(span, weight, bias), neurons);
  const random = makeRandom(config.seed).fork('corners');
  const accepted: Found[] = [];
  const others: Found[] = [];
  const rounds: CornerRound[] = [];
  let ended: CornerAttackResult['ended'] = 'rounds';
  let idle = 0;
  for (let round = 0; round < config.rounds; round++) {
    if (stop()) break;
    const known = orthonormal(splitRows(toSpanCoordinates(span, stack(accepted, d)), accepted.length));
    const stream = random.fork(`round ${round}`);
    const directions = roundDirections(rows, known, span, config, stream);
    if (directions.length === 0) {
      ended = 'exhausted';
      break;
    }
    const solve = (along: readonly Float64Array[], start?: HostTensor) =>
      programs.solve(along.map(affine.along), config.iterations, { stop, ...(start === undefined ? {} : { start }) });
    const chance = await solve(randomDirections(config.directions, known, span.rank, stream.fork('chance')));
    let x = await solve(directions);
    for (let aim = 0; aim < config.reAims; aim++) {
      x = await solve(
        splitRows(toSpanCoordinates(span, x), directions.length).map((z) => without(z, known)),
        x,
      );
    }
    if (stop()) break;
    const tell = (points: HostTensor) =>
      distinctCorners(
        points,
        tightCoordinates(points, bounds, config.tightWithin),
        accepted.map(({ point }) => point),
        config.sameCosine,
      );
    const { median, deviation } = chanceCorners(tell(chance));
    const threshold = median + config.acceptance * deviation;
    const found = tell(x).map((corner) => ({
      ...corner,
      round,
      excess: (corner.tight - median) / deviation,
      accepted: corner.tight > threshold,
    }));
    const fresh = found.filter((corner) => corner.accepted);
    accepted.push(...fresh);
    others.push(...found.filter((corner) => !corner.accepted));
    rounds.push({
      round,
      seconds: seconds(),
      directions: directions.length,
      distinct: found.length,
      threshold,
      accepted: fresh.length,
    });
    options.onProgress?.({
      round,
      rounds: config.rounds,
      accepted: accepted.length,
      seconds: seconds(),
      secondsLeft: (seconds() / (round + 1)) * (config.rounds - round - 1),
    });
    options.onPoints?.({ round, seconds: seconds(), x: stack(ranked(accepted, others, config), d) });
    idle = fresh.length === 0 ? idle + 1 : 0;
    if (idle >= config.patience || accepted.length >= span.rank) {
      ended = 'exhausted';
      break;
    }
  }
  if (stop()) ended = signal?.aborted ? 'aborted' : 'maxSeconds';
  const all = ranked(accepted, others, config);
  return {
    x: stack(all, d),
    corners: all.map(({ point: _, ...corner }) => corner),
    accepted: accepted.length,
    span,
    rounds,
    seconds: seconds(),
    ended,
  };
}

/** Directions of a round: differences of the rows, with what is known projected out. Their signs are told by the bias
 * at first (samples have 1 there) and are unknown later, when both are followed. */
function roundDirections(
  rows: readonly Float64Array[],
  known: readonly Float64Array[],
  span: SpanEstimate,
  config: CornerAttackConfig,
  random: Random,
): Float64Array[] {
  const [rank, columns] = span.basis.shape as readonly [number, number];
  const signed = span.hasBias && known.length === 0;
  const count = signed ? config.directions : Math.ceil(config.directions / 2);
  const differences = rowDifferences(
    rows.map((row) => without(row, known)),
    { ...config, noise: span.noise, count, random },
  );
  if (!signed) return differences.flatMap((u) => [u, u.map((value) => -value)]);
  return differences.map((u) => {
    let one = 0;
    for (let k = 0; k < rank; k++) one += u[k]! * span.basis.data[k * columns + columns - 1]!;
    return one < 0 ? u.map((value) => -value) : u;
  });
}

/** Directions drawn at random, with what is known projected out. */
function randomDirections(count: number, known: readonly Float64Array[], rank: number, random: Random): Float64Array[] {
  return Array.from({ length: count }, () =>
    without(
      Float64Array.from({ length: rank }, () => random.normal()),
      known,
    ),
  );
}

/** Bounds [d], with the slack. */
function widened({ box, slack }: CornerAttackConfig, d: number): CornerBounds {
  const at = (bound: number | HostTensor, j: number) => (typeof bound === 'number' ? bound : bound.data[j]!);
  const bound = (sign: -1 | 1) =>
    makeHostTensor(
      Float64Array.from({ length: d }, (_, j) => {
        const [low, high] = [at(box.low, j), at(box.high, j)];
        return (sign < 0 ? low : high) + sign * slack * (high - low);
      }),
      [d],
    );
  return { low: bound(-1), high: bound(1) };
}

/** [m, r] inner products of the rows [w_j b_j] with the span's basis. */
function rowCoordinates(span: SpanEstimate, weight: HostTensor, bias: HostTensor | undefined): HostTensor {
  const [neurons, d] = weight.shape as readonly [number, number];
  const [rank, columns] = span.basis.shape as readonly [number, number];
  const z = new Float64Array(neurons * rank);
  for (let i = 0; i < neurons; i++) {
    for (let k = 0; k < rank; k++) {
      let total = bias === undefined ? 0 : bias.data[i]! * span.basis.data[k * columns + d]!;
      for (let j = 0; j < d; j++) total += weight.data[i * d + j]! * span.basis.data[k * columns + j]!;
      z[i * rank + k] = total;
    }
  }
  return makeHostTensor(z, [neurons, rank]);
}

/** The accepted points, then the different ones among the others, by falling excess. */
function ranked(accepted: readonly Found[], others: readonly Found[], { sameCosine }: CornerAttackConfig): Found[] {
  const kept = [...accepted];
  for (const corner of [...others].sort((a, b) => b.excess - a.excess)) {
    if (kept.length === accepted.length + keepOthers) break;
    if (!kept.some((other) => cosine(other.point, corner.point) > sameCosine)) kept.push(corner);
  }
  return kept;
}

function splitRows({ data, shape }: HostTensor, count: number): Float64Array[] {
  const width = shape[1]!;
  return Array.from({ length: count }, (_, i) => Float64Array.from(data.subarray(i * width, (i + 1) * width)));
}

function stack(found: readonly Found[], d: number): HostTensor {
  const data = new Float64Array(found.length * d);
  for (const [i, { point }] of found.entries()) data.set(point, i * d);
  return makeHostTensor(data, [found.length, d]);
}
