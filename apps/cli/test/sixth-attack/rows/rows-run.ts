import { boundAt } from '@noprior/kkt-loss';
import { rowOf, stackRows } from '@noprior/linear-algebra';
import {
  type AttackAdvance,
  type AttackContext,
  type AttackFound,
  type AttackRun,
  type AttackState,
  explainPoints,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { makeHostTensor } from '@noprior/tensor';
import type { RowsConfig } from './rows-config.ts';

/** A run of the attack `rows`: one iteration, which fits non-negative multipliers to all rows of W_1 together. */
export class RowsRun implements AttackRun {
  readonly maxIterations = 1;
  iteration = 0;
  readonly #network: ReluNetwork;
  readonly #config: RowsConfig;
  readonly #context: AttackContext;

  constructor(network: ReluNetwork, config: RowsConfig, context: AttackContext) {
    this.#network = network;
    this.#config = config;
    this.#context = context;
    this.iteration = context.state?.iteration ?? 0;
  }

  async advance(): Promise<AttackAdvance> {
    this.iteration = 1;
    const { candidates } = await this.found();
    return { record: { iteration: 0, values: { members: candidates.x.shape[0]! } }, done: true };
  }

  async found(): Promise<AttackFound> {
    const { weight } = this.#network.layers[0]!;
    const rows = Array.from({ length: weight.shape[0]! }, (_, row) => this.#toPoint(rowOf(weight, row)));
    const { x, y, lambda } = await explainPoints(
      this.#context.backend,
      this.#network,
      stackRows(rows, inputSize(this.#network)),
    );
    const kept = Array.from(lambda.data.keys())
      .filter((row) => lambda.data[row]! > 0)
      .sort((a, b) => lambda.data[b]! - lambda.data[a]!)
      .slice(0, this.#config.points);
    const column = (values: ArrayLike<number>) =>
      makeHostTensor(
        Float64Array.from(kept, (row) => values[row]!),
        [kept.length],
      );
    return {
      candidates: {
        x: stackRows(
          kept.map((row) => rowOf(x, row)),
          inputSize(this.#network),
        ),
        lambda: column(lambda.data),
        y: column(y.data),
      },
      predicted: makeHostTensor(new Float64Array(kept.length).fill(1), [kept.length]),
      memberScore: column(lambda.data),
      details: { rowsOfW1: rows.length },
    };
  }

  /** All is computed anew. */
  async state(): Promise<AttackState> {
    return { arrays: {}, lists: {} };
  }

  async dispose(): Promise<void> {}

  /** A row whose largest absolute value is 1, within the box. */
  #toPoint(row: ArrayLike<number>): Float64Array {
    const values = Float64Array.from(row);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const { box } = this.#config;
    return values.map((value, j) => {
      const scaled = value / largest;
      return box === null ? scaled : Math.min(Math.max(scaled, boundAt(box.low, j)), boundAt(box.high, j));
    });
  }
}
