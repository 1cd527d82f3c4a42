import { parameterNormSquared } from '@noprior/kkt-loss';
import { checkLayers, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  cosine,
  DomainError,
  type HostTensor,
  makeRandom,
  orthonormalBasis,
  rejection,
  stackRows,
  toRows,
} from '@noprior/tensor';
import { estimateSpan, type SpanEstimate } from '../span/estimate-span.ts';
import { toSpanCoordinates } from '../span/span-coordinates.ts';
import { affineSpan } from './affine-span.ts';
import { BoxCorners } from './box-corners.ts';
import { type CornerAttackConfig, checkCornerAttackConfig } from './corner-attack-config.ts';
import { type CornerBounds, cornerBounds } from './corner-bounds.ts';
import { cornerDirections, randomDirections } from './corner-directions.ts';
import type { Corner, CornerAttackResult, CornerRound } from './corner-result.ts';
import { cornerVerdict } from './corner-verdict.ts';
import { type EndLaw, endLaw } from './end-law.ts';
import { freeDirections } from './free-directions.ts';
import { chanceCorners, type DistinctCorner, distinctCorners, leastChance, sharedCorners } from './judge-corners.ts';
import { lightDirection, litDirections, pullToLight } from './light-directions.ts';
import { roundsLeft } from './rounds-left.ts';
import { checkSpanOf, rowCoordinates } from './row-coordinates.ts';
import { tightCoordinates } from './tight-coordinates.ts';
import { tightenPoints } from './tighten-points.ts';

/** News of a running corner attack. */
export interface CornerProgress {
  readonly round: number;
  readonly rounds: number;
  /** Accepted so far. */
  readonly accepted: number;
  readonly seconds: number;
  /** Estimate from what the last rounds found and took; NaN before there is one. */
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
  readonly onProgress?: ((progress: CornerProgress) => void) | undefined;
  /** Called after every round with what was found so far. The time spent in it counts; keep the points and score later. */
  readonly onPoints?: (snapshot: CornerSnapshot) => void;
  /** Aborting ends the attack; what was accepted so far is returned. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the attack, like an abort, after so long. */
  readonly maxSeconds?: number;
}

interface Found extends Corner {
  readonly point: Float64Array;
}

/** Points beyond the accepted ones that are kept. */
const keepOthers = 200;

/** Corners with the most tight coordinates that say how likely a coordinate is to be at an end of the box. */
const lawCorners = 30;

/** Reconstruct training samples from the first layer and the range of their coordinates, by geometry alone.
 *
 * The first layer gives away the span of the samples ({@link estimateSpan}). A sample whose coordinates lie in a box, many of them at its
 * ends, as black pixels do, is a corner of that span within the box, and one of very many faces at once. So the samples are
 * sought as corners: along the differences of rows of the first layer ({@link rowDifferences}), each of which
 * points at few samples or at one, a linear program leads to a corner, which becomes the next direction, a few times. Corners with far
 * more tight coordinates than the others of their round are accepted; they are projected out of the rows, so that the differences of the
 * next round point at weaker samples. All points that directions led to are tightened, moved to where their coordinates are nearly at the
 * ends of the box ({@link tightenPoints}), for noise turns samples out of the span; those to which most directions led follow the
 * accepted ones, and the corners that nothing moved follow them. No multipliers, no activation patterns and no loss are involved.
 *
 * It tells which of its points it takes for samples, or that none stands out, or that it cannot tell ({@link cornerVerdict}). It finds samples with a strong signal in the first layer. Where few coordinates are
 * at the ends of the box it finds few, and accepts others; where hardly any corners but samples are, as with few samples, it accepts
 * fewer than it finds. The span must be that of points: with a bias, or data of mean 0; otherwise sums of samples are corners.
 *
 * @param network  any number of outputs: only the first layer is used
 * @throws {DomainError} for a configuration or an option out of range, and where the first layer gives no span away
 * @throws {ShapeError} if the tensors are no network, or the box has another size, or the span is another network's
 * @throws {DtypeError} if the backend does not offer `config.dtype`
 * @see docs/theory.md, section 17; Chan, Ma, Chi, Wang 2008, A convex analysis framework for blind separation of non-negative sources
 * @example
 * const { x, accepted } = await runCornerAttack(network, { ...cornerAttackDefaults, box: meanBox(network)! }, { backend });
 */
export async function runCornerAttack(
  network: ReluNetwork,
  config: CornerAttackConfig,
  options: RunCornerAttackOptions,
): Promise<CornerAttackResult> {
  checkLayers(network);
  const first = network.layers[0]!;
  const d = first.weight.shape[1]!;
  checkCornerAttackConfig(config, d);
  // Rows are compared by their inner products.
  parameterNormSquared({ layers: [first] });
  const { backend, signal, maxSeconds = Number.POSITIVE_INFINITY } = options;
  if (!(maxSeconds > 0)) throw new DomainError(`corner attack: maxSeconds must be positive, got ${maxSeconds}`);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const stop = () => signal?.aborted === true || seconds() >= maxSeconds;
  const estimate = options.span ?? estimateSpan(network);
  if (estimate.verdict === 'none') {
    throw new DomainError(
      `corner attack: the first layer does not give the span of the samples away (${estimate.reason}); the KKT attack needs no span`,
    );
  }
  checkSpanOf(estimate, first);
  const free = freeDirections(estimate, config.free ?? stackRows([], d));
  const { noise } = estimate;
  const span = free.widened;
  const rank = span.basis.shape[0]!;
  const affine = affineSpan(span);
  const bounds = cornerBounds(config.box, config.slack, d);
  const programs = new BoxCorners(backend, affine, bounds, config.dtype);
  const range = cornerBounds(config.box, 0, d);
  const rows = rowCoordinates(span, first);
  const light = lightDirection(span);
  const count = Math.min(config.directions, config.perDimension * rank);
  const random = makeRandom(config.seed).fork('corners');
  const accepted: Found[] = [];
  const others: Found[] = [];
  const rounds: CornerRound[] = [];
  const coordinates = (x: HostTensor) => toRows(toSpanCoordinates(span, x));
  const solve = (directions: readonly Float64Array[], start?: HostTensor) =>
    programs.solve(directions.map(affine.along), config.iterations, {
      stop,
      ...(start === undefined ? {} : { start }),
    });
  const tightenAll = async (x: HostTensor, law: EndLaw): Promise<HostTensor> =>
    tightenPoints(
      backend,
      { span: affine, range, law, blur: config.blur, dtype: config.dtype },
      x,
      config.tightening,
      stop,
    );
  let law: EndLaw | undefined;
  let ended: CornerAttackResult['ended'] = 'rounds';
  let idle = 0;
  for (let round = 0; round < config.rounds; round++) {
    const before = accepted.map(({ point }) => point);
    const known = orthonormalBasis([...free.coordinates, ...coordinates(stackRows(before, d))]);
    const stream = random.fork(`round ${round}`);
    const differences = cornerDirections(rows, known, { ...span, noise }, { ...config, directions: count }, stream);
    const lit = litDirections(span, known, {
      count: config.lit === 0 ? 0 : count,
      lit: config.lit,
      random: stream.fork('lit'),
    });
    if (differences.length + lit.length === 0) {
      ended = 'exhausted';
      break;
    }
    const pulled = (unit: readonly Float64Array[]) => pullToLight(unit, rejection(light, known), config.pulls);
    const chance = await solve(pulled(randomDirections(count, rank, known, stream.fork('chance'))));
    const directions = [...pulled(differences), ...lit];
    let x = await solve(directions);
    for (let aim = 0; aim < config.reAims; aim++) {
      x = await solve(
        coordinates(x).map((z) => rejection(z, known)),
        x,
      );
    }
    const tell = (points: HostTensor) =>
      distinctCorners(points, tightCoordinates(points, bounds, config.tightWithin), before, config.sameCosine);
    const distinct = tell(x);
    let tight: DistinctCorner[] = [];
    if (config.tightening > 0 && distinct.length > 0) {
      law ??= endLaw(
        distinct.slice(0, lawCorners).map(({ point }) => clipped(point, range)),
        range,
        config.tightWithin,
      );
      const points = await tightenAll(x, law);
      tight = distinctCorners(points, tightCoordinates(points, range, config.tightWithin), before, config.sameCosine);
    }
    // What was cut short has reached no corner.
    if (stop()) {
      ended = signal?.aborted === true ? 'aborted' : 'maxSeconds';
      break;
    }
    const byChance = tell(chance);
    const { median, deviation } = chanceCorners(byChance, affine.axes.shape[1]!);
    const threshold = median + config.acceptance * deviation;
    const judged = (corner: DistinctCorner): Omit<Found, 'accepted' | 'tightened'> => ({
      ...corner,
      round,
      excess: (corner.tight - median) / deviation,
    });
    // Later rounds have fewer corners of either kind, but the first accepted points have shown that the law is one of chance.
    const hasLaw = before.length > 0 || byChance.length >= leastChance;
    const isAccepted = (corner: DistinctCorner) => hasLaw && corner.tight > threshold;
    const fresh = distinct.filter(isAccepted);
    accepted.push(...fresh.map((corner) => ({ ...judged(corner), accepted: true, tightened: false })));
    const keep = (corners: readonly DistinctCorner[], tightened: boolean) =>
      others.push(...corners.map((corner) => ({ ...judged(corner), accepted: false, tightened })));
    keep(tight, true);
    keep(
      distinct.filter((corner) => !isAccepted(corner)),
      false,
    );
    rounds.push({
      round,
      seconds: seconds(),
      directions: directions.length,
      distinct: distinct.length,
      chance: byChance.length,
      shared: sharedCorners(byChance, distinct, config.sameCosine),
      threshold,
      accepted: fresh.length,
      tightened: tight.length,
    });
    const more = roundsLeft(
      rounds.map(({ accepted: found }) => found),
      { rounds: config.rounds, patience: config.patience, rank: estimate.rank },
    );
    const lastRound = rounds.at(-1)!.seconds - (rounds.at(-2)?.seconds ?? 0);
    options.onProgress?.({
      round,
      rounds: config.rounds,
      accepted: accepted.length,
      seconds: seconds(),
      secondsLeft: lastRound * (more ?? Number.NaN),
    });
    options.onPoints?.({ round, seconds: seconds(), x: toPoints(ranked(accepted, others, config), range) });
    idle = fresh.length === 0 ? idle + 1 : 0;
    if (idle >= config.patience || accepted.length >= estimate.rank) {
      ended = 'exhausted';
      break;
    }
  }
  const all = ranked(accepted, others, config);
  const x = toPoints(all, range);
  const moved = free.amounts(x);
  return {
    x,
    moved,
    asTrained: free.move(x, moved),
    corners: all.map(({ point: _, ...corner }) => corner),
    accepted: accepted.length,
    ...cornerVerdict(rounds, d, estimate.rank),
    span: estimate,
    rounds,
    seconds: seconds(),
    ended,
  };
}

/** The accepted points, then the different ones among the others: first the tightened, those to which most directions led in all rounds, then
 * the corners as the linear programs left them, by falling excess. */
function ranked(accepted: readonly Found[], others: readonly Found[], { sameCosine }: CornerAttackConfig): Found[] {
  const isSame = (one: Found) => (other: Found) => cosine(one.point, other.point) > sameCosine;
  const tightened: Found[] = [];
  for (const corner of others.filter((other) => other.tightened).sort((a, b) => b.tight - a.tight)) {
    if (accepted.some(isSame(corner))) continue;
    const at = tightened.findIndex(isSame(corner));
    if (at === -1) tightened.push(corner);
    else tightened[at] = { ...tightened[at]!, hits: tightened[at]!.hits + corner.hits };
  }
  const merged = [...accepted, ...tightened.sort((a, b) => b.hits - a.hits)];
  for (const corner of others.filter((other) => !other.tightened).sort((a, b) => b.excess - a.excess)) {
    if (merged.length >= accepted.length + keepOthers) break;
    if (!merged.some(isSame(corner))) merged.push(corner);
  }
  return merged.slice(0, accepted.length + keepOthers);
}

/** A point without the slack that the search needs: samples are in the box. */
function clipped(point: Float64Array, { low, high }: CornerBounds): Float64Array {
  return point.map((value, j) => Math.min(Math.max(value, low.data[j]!), high.data[j]!));
}

function toPoints(found: readonly Found[], range: CornerBounds): HostTensor {
  return stackRows(
    found.map(({ point }) => clipped(point, range)),
    range.low.shape[0]!,
  );
}
