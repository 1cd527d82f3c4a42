import { estimateSpan, type SpanEstimate } from '@noprior/first-layer-spectrum';
import { parameterNormSquared } from '@noprior/kkt-loss';
import { stackRows } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, DtypeError, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { AttackAdvance, AttackContext, AttackFound, AttackRecord, AttackRun, AttackState } from '../attack.ts';
import { explainPoints } from '../run/explain-points.ts';
import { whyNoSpan } from '../why-no-span.ts';
import type { BoxVertexConfig } from './box-vertex-config.ts';
import { boxVertexDetails } from './box-vertex-details.ts';
import { BoxVertexSearch } from './box-vertex-search.ts';
import {
  type BoxVertexRound,
  type BoxVertexState,
  emptyState,
  type FoundVertex,
  fromAttackState,
  toAttackState,
} from './box-vertex-state.ts';
import { judgeRound } from './judge-round.ts';
import { rankVertices } from './rank-vertices.ts';
import { roundsLeft } from './rounds-left.ts';
import { clipToBounds } from './vertex-bounds.ts';

/** A run of the attack `box-vertices`. One iteration is one round. A round that is cut short counts for nothing. */
export class BoxVertexRun implements AttackRun {
  readonly maxIterations: number;
  readonly #backend: Backend;
  readonly #network: ReluNetwork;
  readonly #config: BoxVertexConfig;
  readonly #span: SpanEstimate;
  readonly #search: BoxVertexSearch;
  #state: BoxVertexState;

  private constructor(
    network: ReluNetwork,
    config: BoxVertexConfig,
    span: SpanEstimate,
    { backend, signal, state }: AttackContext,
  ) {
    this.maxIterations = config.rounds;
    this.#backend = backend;
    this.#network = network;
    this.#config = config;
    this.#span = span;
    this.#search = new BoxVertexSearch(backend, network, span, config, signal);
    this.#state = state === undefined ? emptyState : fromAttackState(state, span.dimension);
  }

  /** Estimate the span of the samples, and get ready.
   *
   * @throws {DomainError} if the first layer does not determine the span
   * @throws {DtypeError} if the backend does not offer float64, which multipliers need, beside the dtype
   * @throws {FormatError} for a damaged state
   */
  static open(network: ReluNetwork, config: BoxVertexConfig, context: AttackContext): BoxVertexRun {
    const { backend } = context;
    for (const dtype of [config.dtype, 'float64'] as const) {
      if (backend.dtypes.includes(dtype)) continue;
      throw new DtypeError(
        `box-vertices: it needs ${dtype}, and ${backend.name} offers ${backend.dtypes.join(', ')}; use another backend`,
      );
    }
    // Rows are compared by their inner products, so these must be finite.
    parameterNormSquared({ layers: [network.layers[0]!] });
    const span = estimateSpan(network);
    if (span.verdict === 'none') {
      throw new DomainError(
        `box-vertices: the first layer does not determine the span of the samples (${whyNoSpan(span.because)}); the attack kkt needs no span`,
      );
    }
    return new BoxVertexRun(network, config, span, context);
  }

  get iteration(): number {
    return this.#state.rounds.length;
  }

  /** All rounds done and expected, as a share of which {@link position} counts. */
  get goal(): number {
    return 1;
  }

  get position(): number {
    const { rounds, patience } = this.#config;
    const found = this.#state.rounds.map(({ predictedMembers }) => predictedMembers);
    const left = roundsLeft(found, { rounds, patience, rank: this.#span.rank }) ?? rounds - found.length;
    return found.length / Math.max(1, found.length + left);
  }

  /** A round: its numbers cost nothing, so they always come. */
  async advance(): Promise<AttackAdvance> {
    const state = this.#state;
    const members = this.#members.map(({ point }) => point);
    const found = this.#isDone ? 'exhausted' : await this.#search.round(this.iteration, members, state.probabilities);
    if (found === 'aborted') return {};
    if (found === 'exhausted') return { record: this.#record(emptyRound(this.iteration)), done: true };
    this.#state = await judgeRound(this.#backend, state, found, this.#search.dimension, this.#config);
    return { record: this.#record(this.#state.rounds.at(-1)!), done: this.#isDone };
  }

  async found(): Promise<AttackFound> {
    const { range, free } = this.#search;
    const { sameCosine, freeShift } = this.#config;
    const vertices = rankVertices(this.#state.vertices, sameCosine);
    const x = stackRows(
      vertices.map(({ point }) => clipToBounds(point, range)),
      this.#span.dimension,
    );
    const amounts = free.amounts(x);
    const shifts = freeShift ? amounts.map(([amount]) => amount!) : undefined;
    const asTrained = freeShift ? free.move(x, amounts) : x;
    const explained = await explainPoints(this.#backend, this.#network, asTrained, this.#config);
    return {
      candidates: { ...explained, x },
      ...(freeShift ? { asTrained } : {}),
      predicted: column(vertices, ({ predicted }) => (predicted ? 1 : 0)),
      memberScore: column(vertices, ({ zScore }) => zScore),
      details: { ...boxVertexDetails(this.#span, this.#state.rounds, vertices, shifts) },
    };
  }

  async state(): Promise<AttackState> {
    return toAttackState(this.#state, this.#span.dimension);
  }

  /** Between two rounds nothing is on the device. */
  async dispose(): Promise<void> {}

  get #members(): FoundVertex[] {
    return this.#state.vertices.filter(({ predicted }) => predicted);
  }

  /** Whether the last rounds found nothing, or as many members are found as the span has dimensions. */
  get #isDone(): boolean {
    const { rounds } = this.#state;
    const idle = rounds.length - 1 - rounds.findLastIndex(({ predictedMembers }) => predictedMembers > 0);
    return idle >= this.#config.patience || this.#members.length >= this.#span.rank;
  }

  #record({ round, predictedMembers, ...counts }: BoxVertexRound): Omit<AttackRecord, 'seconds'> {
    const values = { predictedMembers: this.#members.length, newMembers: predictedMembers, ...counts };
    return { iteration: round, values };
  }
}

/** A round without a direction to follow. */
function emptyRound(round: number): BoxVertexRound {
  const none = { directions: 0, distinct: 0, nullVertices: 0, sharedVertices: 0, threshold: 0 };
  return { round, ...none, predictedMembers: 0, refined: 0 };
}

function column(vertices: readonly FoundVertex[], value: (vertex: FoundVertex) => number): HostTensor {
  return makeHostTensor(Float64Array.from(vertices, value), [vertices.length]);
}
