import { estimateSpan } from '@noprior/first-layer-spectrum';
import { type Box, boundAt, type Candidates, type Scale } from '@noprior/kkt-loss';
import { describeStart, makeStart, type StartConfig } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, type Dtype } from '@noprior/tensor';
import { type Command, Option } from 'commander';
import { UsageError } from '../usage-error.ts';
import { toPositive } from './numbers.ts';

const kinds = ['row-space', 'rows', 'linear'] as const;

/** Where candidates start, if not by the law of the prior. */
export interface StartOptions {
  readonly start: 'prior' | (typeof kinds)[number];
  readonly startRadius?: number;
}

/** Add `--start` and `--start-radius`. */
export function addStartOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--start <kind>',
        "where candidates start: prior; or by what the first layer gives away: row-space, rows (clusters of W_1's rows), linear (points solved for)",
      )
        .choices(['prior', ...kinds])
        .default('prior'),
    )
    .addOption(
      new Option(
        '--start-radius <r>',
        'distance of that start from the mean (default: a quarter of the diagonal of --box)',
      ).argParser(toPositive),
    );
}

/** The start that the options name; `undefined` for the law of the prior.
 *
 * @throws {UsageError} if the radius is left out and there is no box to take it from
 */
export function toStart(options: StartOptions, box: Box | undefined, dimension: number): StartConfig | undefined {
  if (options.start === 'prior') {
    if (options.startRadius !== undefined) {
      throw new UsageError('--start-radius belongs to --start row-space, rows or linear');
    }
    return undefined;
  }
  if (options.startRadius === undefined && box === undefined) {
    throw new UsageError(`--start ${options.start} without a box needs a --start-radius`);
  }
  const radius = options.startRadius ?? diagonal(box!, dimension) / 4;
  return options.start === 'linear'
    ? { kind: 'linear', radius, rounds: 100, damping: 0.1, ridge: 1e-3, most: 1.5 }
    : { kind: options.start, radius };
}

/** What the attacker knows, with the sentence of a start in the place of that of the prior. */
export function withStart(sentences: readonly string[], start: StartConfig | undefined): readonly string[] {
  return start === undefined ? sentences : [describeStart(start), ...sentences.slice(1)];
}

/** Candidates of a start.
 *
 * @throws {DomainError} if the first layer gives no span away
 */
export async function drawStart(
  start: StartConfig,
  network: ReluNetwork,
  backend: Backend,
  config: { readonly candidatesPerClass: number; readonly scale: Scale; readonly seed: number; readonly dtype: Dtype },
): Promise<Candidates> {
  const span = estimateSpan(network);
  if (span.verdict === 'none') {
    throw new DomainError(
      `start: ${start.kind} needs the span of the samples, which this first layer does not give away (${span.reason}); use --start prior`,
    );
  }
  return makeStart(start, { ...config, network, span, backend });
}

function diagonal({ low, high }: Box, dimension: number): number {
  let square = 0;
  for (let k = 0; k < dimension; k++) {
    square += (boundAt(high, k) - boundAt(low, k)) ** 2;
  }
  return Math.sqrt(square);
}
