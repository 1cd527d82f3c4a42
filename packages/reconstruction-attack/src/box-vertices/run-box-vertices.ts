import { estimateSpan, type SpanEstimate, toSpanCoordinates } from '@noprior/first-layer-spectrum';
import { parameterNormSquared } from '@noprior/kkt-loss';
import { cosine, orthonormalBasis, rejection, stackRows, toRows } from '@noprior/linear-algebra';
import { checkNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, type HostTensor, makeRandom } from '@noprior/tensor';
import { activeBounds } from './active-bounds.ts';
import { affineSpan } from './affine-span.ts';
import { boundProbabilities, type EndLaw } from './bound-probabilities.ts';
import { type BoxVertexConfig, checkBoxVertexConfig } from './box-vertex-config.ts';
import type { BoxVertex, BoxVertexResult, BoxVertexRound } from './box-vertex-result.ts';
import { boxVertexVerdict } from './box-vertex-verdict.ts';
import { BoxVertices } from './box-vertices.ts';
import { freeDirections } from './free-directions.ts';
import {
  type DistinctVertex,
  distinctVertices,
  leastChance,
  nullDistribution,
  sharedVertices,
} from './judge-vertices.ts';
import { addSparsityBias, lightDirection, pinnedPixelDirections } from './pinned-pixel-directions.ts';
import { refineByBoundLikelihood } from './refine-by-bound-likelihood.ts';
import { roundsLeft } from './rounds-left.ts';
import { checkSpanOf, rowCoordinates } from './row-coordinates.ts';
import { randomDirections, searchDirections } from './search-directions.ts';
import { type VertexBounds, vertexBounds } from './vertex-bounds.ts';

/** News of a running vertex attack. */
export interface BoxVertexProgress {
  readonly round: number;
  readonly rounds: number;
  /** Accepted so far. */
  readonly predictedMembers: number;
  readonly seconds: number;
  /** Estimate from what the last rounds found and took; NaN before there is one. */
  readonly secondsLeft: number;
}

/** Points on the way. */
export interface BoxVertexSnapshot {
  readonly round: number;
  readonly seconds: number;
  /** [n, d] as in the result */
  readonly x: HostTensor;
}

/** How a vertex attack is run; nothing here but `span` and an early end changes its numbers. */
export interface RunBoxVerticesOptions {
  readonly backend: Backend;
  /** Of the samples; estimated from the first layer if left out. */
  readonly span?: SpanEstimate;
  /** Called after every round. */
  readonly onProgress?: ((progress: BoxVertexProgress) => void) | undefined;
  /** Called after every round with what was found so far. The time spent in it counts; keep the points and score later. */
  readonly onPoints?: (snapshot: BoxVertexSnapshot) => void;
  /** Aborting ends the attack; what was predictedMembers so far is returned. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the attack, like an abort, after so long. */
  readonly maxSeconds?: number;
}

interface Found extends BoxVertex {
  readonly point: Float64Array;
}

/** Points beyond the predictedMembers ones that are kept. */
const keepOthers = 200;

/** Vertices with the most active coordinates that say how likely a coordinate is to be at an end of the box. */
const likelihoodVertices = 30;

/** Reconstruct training samples from the first layer and the range of their coordinates, by geometry alone.
 *
 * The first layer gives away the span of the samples ({@link estimateSpan}). A sample whose coordinates lie in a box, many of them at its
 * ends, as black pixels do, is a vertex of that span within the box, and one of very many faces at once. So the samples are
 * sought as vertices: along the differences of rows of the first layer ({@link rowDifferences}), each of which
 * points at few samples or at one, a linear program leads to a vertex, which becomes the next direction, a few times. Vertices with far
 * more active coordinates than the others of their round are predictedMembers; they are projected out of the rows, so that the differences of the
 * next round point at weaker samples. All points that directions led to are refined, moved to where their coordinates are nearly at the
 * ends of the box ({@link refineByBoundLikelihood}), for noise turns samples out of the span; those to which most directions led follow the
 * predictedMembers ones, and the vertices that nothing moved follow them. No multipliers, no activation patterns and no loss are involved.
 *
 * It tells which of its points it takes for samples, or that none stands out, or that it cannot tell ({@link boxVertexVerdict}). It finds samples with a strong signal in the first layer. Where few coordinates are
 * at the ends of the box it finds few, and accepts others; where hardly any vertices but samples are, as with few samples, it accepts
 * fewer than it finds. The span must be that of points: with a bias, or data of mean 0; otherwise sums of samples are vertices.
 *
 * @param network  any number of outputs: only the first layer is used
 * @throws {DomainError} for a configuration or an option out of range, and where the first layer gives no span away
 * @throws {ShapeError} if the tensors are no network, or the box has another size, or the span is another network's
 * @throws {DtypeError} if the backend does not offer `config.dtype`
 * @see docs/theory.md, section 17; Chan, Ma, Chi, Wang 2008, A convex analysis framework for blind separation of non-negative sources
 * @example
 * const { x, predictedMembers } = await runBoxVertices(network, { ...boxVertexDefaults, box: meanBox(network)! }, { backend });
 */
export async function runBoxVertices(
  network: ReluNetwork,
  config: BoxVertexConfig,
  options: RunBoxVerticesOptions,
): Promise<BoxVertexResult> {
  checkNetwork(network);
  const first = network.layers[0]!;
  const d = first.weight.shape[1]!;
  checkBoxVertexConfig(config, d);
  // Rows are compared by their inner products.
  parameterNormSquared({ layers: [first] });
  const { backend, signal, maxSeconds = Number.POSITIVE_INFINITY } = options;
  if (!(maxSeconds > 0)) throw new DomainError(`vertex attack: maxSeconds must be positive, got ${maxSeconds}`);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const stop = () => signal?.aborted === true || seconds() >= maxSeconds;
  const estimate = options.span ?? estimateSpan(network);
  if (estimate.verdict === 'none') {
    throw new DomainError(
      `vertex attack: the first layer does not give the span of the samples away (${estimate.reason}); the KKT attack needs no span`,
    );
  }
  checkSpanOf(estimate, first);
  const free = freeDirections(estimate, config.free ?? stackRows([], d));
  const { noise } = estimate;
  const span = free.widened;
  const rank = span.basis.shape[0]!;
  const affine = affineSpan(span);
  const bounds = vertexBounds(config.box, config.slack, d);
  const programs = new BoxVertices(backend, affine, bounds, config.dtype);
  const range = vertexBounds(config.box, 0, d);
  const rows = rowCoordinates(span, first);
  const light = lightDirection(span);
  const count = Math.min(config.directions, config.perDimension * rank);
  const random = makeRandom(config.seed).fork('corners');
  const predictedMembers: Found[] = [];
  const others: Found[] = [];
  const rounds: BoxVertexRound[] = [];
  const coordinates = (x: HostTensor) => toRows(toSpanCoordinates(span, x));
  const solve = (directions: readonly Float64Array[], start?: HostTensor) =>
    programs.solve(directions.map(affine.along), config.iterations, {
      stop,
      ...(start === undefined ? {} : { start }),
    });
  const refineAll = async (x: HostTensor, law: EndLaw): Promise<HostTensor> =>
    refineByBoundLikelihood(
      backend,
      { span: affine, range, law, blur: config.blur, dtype: config.dtype },
      x,
      config.refinementIterations,
      stop,
    );
  let law: EndLaw | undefined;
  let ended: BoxVertexResult['ended'] = 'rounds';
  let idle = 0;
  for (let round = 0; round < config.rounds; round++) {
    const before = predictedMembers.map(({ point }) => point);
    const known = orthonormalBasis([...free.coordinates, ...coordinates(stackRows(before, d))]);
    const stream = random.fork(`round ${round}`);
    const differences = searchDirections(rows, known, { ...span, noise }, { ...config, directions: count }, stream);
    const lit = pinnedPixelDirections(span, known, {
      count: config.lit === 0 ? 0 : count,
      lit: config.lit,
      random: stream.fork('lit'),
    });
    if (differences.length + lit.length === 0) {
      ended = 'exhausted';
      break;
    }
    const pulled = (unit: readonly Float64Array[]) =>
      addSparsityBias(unit, rejection(light, known), config.sparsityWeights);
    const chance = await solve(pulled(randomDirections(count, rank, known, stream.fork('chance'))));
    const directions = [...pulled(differences), ...lit];
    let x = await solve(directions);
    for (let aim = 0; aim < config.lpRestarts; aim++) {
      x = await solve(
        coordinates(x).map((z) => rejection(z, known)),
        x,
      );
    }
    const tell = (points: HostTensor) =>
      distinctVertices(points, activeBounds(points, bounds, config.activeWithin), before, config.sameCosine);
    const distinct = tell(x);
    let active: DistinctVertex[] = [];
    if (config.refinementIterations > 0 && distinct.length > 0) {
      law ??= boundProbabilities(
        distinct.slice(0, likelihoodVertices).map(({ point }) => clipped(point, range)),
        range,
        config.activeWithin,
      );
      const points = await refineAll(x, law);
      active = distinctVertices(points, activeBounds(points, range, config.activeWithin), before, config.sameCosine);
    }
    // What was cut short has reached no vertex.
    if (stop()) {
      ended = signal?.aborted === true ? 'aborted' : 'maxSeconds';
      break;
    }
    const byChance = tell(chance);
    const { median, deviation } = nullDistribution(byChance, affine.axes.shape[1]!);
    const threshold = median + config.acceptance * deviation;
    const judged = (vertex: DistinctVertex): Omit<Found, 'predictedMembers' | 'refined'> => ({
      ...vertex,
      round,
      zScore: (vertex.active - median) / deviation,
    });
    // Later rounds have fewer vertices of either kind, but the first predictedMembers points have shown that the law is one of chance.
    const hasLaw = before.length > 0 || byChance.length >= leastChance;
    const isAccepted = (vertex: DistinctVertex) => hasLaw && vertex.active > threshold;
    const fresh = distinct.filter(isAccepted);
    predictedMembers.push(...fresh.map((vertex) => ({ ...judged(vertex), predictedMembers: true, refined: false })));
    const keep = (vertices: readonly DistinctVertex[], refined: boolean) =>
      others.push(...vertices.map((vertex) => ({ ...judged(vertex), predictedMembers: false, refined })));
    keep(active, true);
    keep(
      distinct.filter((vertex) => !isAccepted(vertex)),
      false,
    );
    rounds.push({
      round,
      seconds: seconds(),
      directions: directions.length,
      distinct: distinct.length,
      chance: byChance.length,
      shared: sharedVertices(byChance, distinct, config.sameCosine),
      threshold,
      predictedMembers: fresh.length,
      refined: active.length,
    });
    const more = roundsLeft(
      rounds.map(({ predictedMembers: found }) => found),
      { rounds: config.rounds, patience: config.patience, rank: estimate.rank },
    );
    const lastRound = rounds.at(-1)!.seconds - (rounds.at(-2)?.seconds ?? 0);
    options.onProgress?.({
      round,
      rounds: config.rounds,
      predictedMembers: predictedMembers.length,
      seconds: seconds(),
      secondsLeft: lastRound * (more ?? Number.NaN),
    });
    options.onPoints?.({ round, seconds: seconds(), x: toPoints(ranked(predictedMembers, others, config), range) });
    idle = fresh.length === 0 ? idle + 1 : 0;
    if (idle >= config.patience || predictedMembers.length >= estimate.rank) {
      ended = 'exhausted';
      break;
    }
  }
  const all = ranked(predictedMembers, others, config);
  const x = toPoints(all, range);
  const moved = free.amounts(x);
  return {
    x,
    moved,
    asTrained: free.move(x, moved),
    vertices: all.map(({ point: _, ...vertex }) => vertex),
    predictedMembers: predictedMembers.length,
    ...boxVertexVerdict(rounds, d, estimate.rank),
    span: estimate,
    rounds,
    seconds: seconds(),
    ended,
  };
}

/** The predictedMembers points, then the different ones among the others: first the refined, those to which most directions led in all rounds, then
 * the vertices as the linear programs left them, by falling zScore. */
function ranked(
  predictedMembers: readonly Found[],
  others: readonly Found[],
  { sameCosine }: BoxVertexConfig,
): Found[] {
  const isSame = (one: Found) => (other: Found) => cosine(one.point, other.point) > sameCosine;
  const refined: Found[] = [];
  for (const vertex of others.filter((other) => other.refined).sort((a, b) => b.active - a.active)) {
    if (predictedMembers.some(isSame(vertex))) continue;
    const at = refined.findIndex(isSame(vertex));
    if (at === -1) refined.push(vertex);
    else refined[at] = { ...refined[at]!, hits: refined[at]!.hits + vertex.hits };
  }
  const merged = [...predictedMembers, ...refined.sort((a, b) => b.hits - a.hits)];
  for (const vertex of others.filter((other) => !other.refined).sort((a, b) => b.zScore - a.zScore)) {
    if (merged.length >= predictedMembers.length + keepOthers) break;
    if (!merged.some(isSame(vertex))) merged.push(vertex);
  }
  return merged.slice(0, predictedMembers.length + keepOthers);
}

/** A point without the slack that the search needs: samples are in the box. */
function clipped(point: Float64Array, { low, high }: VertexBounds): Float64Array {
  return point.map((value, j) => Math.min(Math.max(value, low.data[j]!), high.data[j]!));
}

function toPoints(found: readonly Found[], range: VertexBounds): HostTensor {
  return stackRows(
    found.map(({ point }) => clipped(point, range)),
    range.low.shape[0]!,
  );
}
