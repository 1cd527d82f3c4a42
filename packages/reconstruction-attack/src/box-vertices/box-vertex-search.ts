import { type SpanEstimate, toSpanCoordinates } from '@noprior/first-layer-spectrum';
import { orthonormalBasis, rejection, stackRows, toRows } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, definedOnly, fillHostTensor, type HostTensor, makeRandom, type Random } from '@noprior/tensor';
import { activeBounds } from './active-bounds.ts';
import { type AffineSpan, affineSpan } from './affine-span.ts';
import { type BoundProbabilities, boundProbabilities } from './bound-probabilities.ts';
import { type BoxVertexConfig, resolvedBox } from './box-vertex-config.ts';
import { type FreeDirections, freeDirections } from './free-directions.ts';
import { type DistinctVertex, distinctVertices } from './judge-vertices.ts';
import { addSparsityBias, pinnedPixelDirections, sparsityDirection } from './pinned-pixel-directions.ts';
import { refineByBoundLikelihood } from './refine-by-bound-likelihood.ts';
import { checkSpanOf, rowCoordinates } from './row-coordinates.ts';
import { randomDirections, searchDirections } from './search-directions.ts';
import { clipToBounds, type VertexBounds, vertexBounds } from './vertex-bounds.ts';
import { VertexSolver } from './vertex-solver.ts';

/** Vertices with the most coordinates at bounds from which the probabilities of the bounds are estimated. */
const likelihoodVertices = 30;

/** What the directions of one round led to. */
export interface RoundVertices {
  /** Directions that were followed. */
  readonly directions: number;
  /** Different vertices, known members left out, by falling number of coordinates at bounds. */
  readonly vertices: readonly DistinctVertex[];
  /** The same for random directions. */
  readonly nullVertices: readonly DistinctVertex[];
  /** Different points that the refinement led to. */
  readonly refined: readonly DistinctVertex[];
  /** Of the refinement, for later rounds; absent while no vertex was found. */
  readonly probabilities: BoundProbabilities | undefined;
}

/** Looks for vertices of the estimated span within the box, one round at a time. A round depends on the seed, its
 * number and what is handed to it, on nothing else. */
export class BoxVertexSearch {
  readonly #backend: Backend;
  readonly #config: BoxVertexConfig;
  readonly #signal: AbortSignal;
  readonly #estimate: SpanEstimate;
  readonly #affine: AffineSpan;
  readonly #bounds: VertexBounds;
  readonly #solver: VertexSolver;
  readonly #rows: readonly Float64Array[];
  readonly #random: Random;
  /** Directions along which samples may have been shifted, and the span with them. */
  readonly free: FreeDirections;
  /** The box itself; the search has some slack. */
  readonly range: VertexBounds;

  /**
   * @throws {ShapeError} if the span is that of another network
   * @throws {DomainError} if the span holds no points, or the constant image where that is free
   */
  constructor(
    backend: Backend,
    network: ReluNetwork,
    estimate: SpanEstimate,
    config: BoxVertexConfig,
    signal: AbortSignal,
  ) {
    const first = network.layers[0]!;
    const { dimension } = estimate;
    checkSpanOf(estimate, first);
    this.#backend = backend;
    this.#config = config;
    this.#signal = signal;
    this.#estimate = estimate;
    this.free = freeDirections(estimate, fillHostTensor(1, [config.freeShift ? 1 : 0, dimension], 'float64'));
    this.#affine = affineSpan(this.free.widened);
    const box = resolvedBox(config);
    this.#bounds = vertexBounds(box, config.slack, dimension);
    this.range = vertexBounds(box, 0, dimension);
    this.#solver = new VertexSolver(backend, this.#affine, this.#bounds, config.dtype);
    this.#rows = rowCoordinates(this.free.widened, first);
    // Streams keep the names that they had first ('corners', 'lit', 'chance'): the numbers of a seed depend on them.
    this.#random = makeRandom(config.seed).fork('corners');
  }

  /** Dimension of the set of points: every vertex has as many coordinates at bounds. */
  get dimension(): number {
    return this.#affine.axes.shape[1]!;
  }

  /** One round.
   *
   * @param members        points [d] found before; they are projected out of the rows
   * @param probabilities  of earlier rounds
   * @returns  `exhausted` if there is no direction left to follow, `aborted` if the round was cut short: then it has
   *   reached no vertex
   */
  async round(
    round: number,
    members: readonly Float64Array[],
    probabilities: BoundProbabilities | undefined,
  ): Promise<RoundVertices | 'exhausted' | 'aborted'> {
    const random = this.#random.fork(`round ${round}`);
    const known = orthonormalBasis([
      ...this.free.coordinates,
      ...this.#coordinates(stackRows(members, this.#estimate.dimension)),
    ]);
    const directions = this.#directions(known, random);
    if (directions.followed.length === 0) return 'exhausted';
    const nullPoints = await this.#solve(directions.random);
    const points = await this.#followTo(directions.followed, known);
    const vertices = await this.#distinct(points, this.#bounds, members);
    const { refined, ...learnt } = await this.#refine(points, vertices, members, probabilities);
    if (this.#signal.aborted) return 'aborted';
    return {
      directions: directions.followed.length,
      vertices,
      nullVertices: await this.#distinct(nullPoints, this.#bounds, members),
      refined,
      ...learnt,
    };
  }

  /** Directions that a round follows, and as many random ones, all orthogonal to what is known. */
  #directions(known: readonly Float64Array[], random: Random) {
    const { config, span } = { config: this.#config, span: this.free.widened };
    const rank = span.basis.shape[0]!;
    const count = Math.min(config.directions, config.directionsPerDimension * rank);
    const towardsSparse = rejection(sparsityDirection(span), known);
    const biased = (unit: readonly Float64Array[]) => addSparsityBias(unit, towardsSparse, config.sparsityWeights);
    const { noise } = this.#estimate;
    const differences = searchDirections(
      this.#rows,
      known,
      { ...span, noise },
      { ...config, directions: count },
      random,
    );
    const pinned = pinnedPixelDirections(span, known, {
      count: config.pinnedPixels === 0 ? 0 : count,
      pinnedPixels: config.pinnedPixels,
      random: random.fork('lit'),
    });
    return {
      followed: [...biased(differences), ...pinned],
      random: biased(randomDirections(count, rank, known, random.fork('chance'))),
    };
  }

  /** [n, d] points that the directions lead to, each vertex being the next direction a few times. */
  async #followTo(directions: readonly Float64Array[], known: readonly Float64Array[]): Promise<HostTensor> {
    let points = await this.#solve(directions);
    for (let restart = 0; restart < this.#config.lpRestarts; restart++) {
      points = await this.#solve(
        this.#coordinates(points).map((z) => rejection(z, known)),
        points,
      );
    }
    return points;
  }

  /** Refined points of a round, and the probabilities that they were refined with. */
  async #refine(
    points: HostTensor,
    vertices: readonly DistinctVertex[],
    members: readonly Float64Array[],
    known: BoundProbabilities | undefined,
  ): Promise<Pick<RoundVertices, 'refined' | 'probabilities'>> {
    const { refinementIterations, activeWithin, noiseScale, dtype } = this.#config;
    if (refinementIterations === 0 || vertices.length === 0) return { refined: [], probabilities: known };
    const { range } = this;
    const probabilities =
      known ??
      boundProbabilities(
        vertices.slice(0, likelihoodVertices).map(({ point }) => clipToBounds(point, range)),
        range,
        activeWithin,
      );
    const refined = await refineByBoundLikelihood(
      this.#backend,
      { span: this.#affine, range, probabilities, noiseScale, dtype },
      points,
      refinementIterations,
      () => this.#signal.aborted,
    );
    return { refined: await this.#distinct(refined, range, members), probabilities };
  }

  #distinct(points: HostTensor, bounds: VertexBounds, members: readonly Float64Array[]): Promise<DistinctVertex[]> {
    const { activeWithin, sameCosine } = this.#config;
    return distinctVertices(this.#backend, points, activeBounds(points, bounds, activeWithin), members, sameCosine);
  }

  #coordinates(points: HostTensor): Float64Array[] {
    return toRows(toSpanCoordinates(this.free.widened, points));
  }

  #solve(directions: readonly Float64Array[], start?: HostTensor): Promise<HostTensor> {
    return this.#solver.solve(directions.map(this.#affine.along), this.#config.lpIterations, {
      stop: () => this.#signal.aborted,
      ...definedOnly({ start }),
    });
  }
}
