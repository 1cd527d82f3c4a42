import type { Box, Candidates } from '@noprior/kkt-loss';
import { checkNetwork, inputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, type Dtype, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { CornerAttackResult } from '../corners/corner-result.ts';
import { explainPoints } from '../corners/explain-points.ts';
import { runCornerAttack } from '../corners/run-corner-attack.ts';
import { evidenceAttackDefaults } from '../evidence/evidence-attack-config.ts';
import { type EvidenceAttackResult, runEvidenceAttack } from '../evidence/run-evidence-attack.ts';
import { estimateSpan } from '../span/estimate-span.ts';
import type { StrongPreset } from './strong-presets.ts';

/** News of a running strong attack. */
export interface StrongProgress {
  readonly stage: 'span' | 'corners' | 'evidence';
  /** Steps of the stage done, and at most. */
  readonly done: number;
  readonly of: number;
  readonly seconds: number;
  /** Estimate for this stage; NaN before there is one. */
  readonly secondsLeft: number;
}

/** What a strong attack is told, and how it is run. */
export interface RunStrongAttackOptions {
  readonly backend: Backend;
  /** Range of every coordinate: the attacker's only prior. */
  readonly box: Box;
  /** Samples that the attacker expects; by default as many as the span has directions. */
  readonly samples?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Default float32. */
  readonly dtype?: Dtype;
  readonly onProgress?: (progress: StrongProgress) => void;
  /** Aborting ends the attack; what was found so far is returned, or an error if that is not one corner. */
  readonly signal?: AbortSignal;
}

/** What a strong attack found. */
export interface StrongAttackResult {
  /** [k, d] the accepted corners, then the candidates. */
  readonly points: HostTensor;
  /** Of the second stage, multipliers in the unit of scale `sum`. */
  readonly candidates: Candidates;
  readonly corners: CornerAttackResult;
  readonly evidence: EvidenceAttackResult;
  readonly seconds: number;
}

/** Two attacks in turn, for images many of whose pixels are black or white: corners first, which need no multipliers and no
 * patterns, then the evidence of the first layer, started from them with the multipliers that explain them best.
 *
 * The second stage refines the corners that are near a sample and were not accepted; accepted ones are kept as they are, beside it.
 *
 * @param network  with one output
 * @throws {DomainError} for an option out of range, where the first layer gives no span away (then `runAttack` remains), and where
 *   the attack is aborted before its first corner
 * @throws {ShapeError} if network and box do not fit together
 * @throws {DtypeError} if the backend offers no float64 beside the dtype
 * @see {@link runCornerAttack}, {@link runEvidenceAttack}
 * @example
 * const { points } = await runStrongAttack(network, strongPresets['strong-cpu'], { backend, box: meanBox(network)! });
 */
export async function runStrongAttack(
  network: ReluNetwork,
  preset: StrongPreset,
  options: RunStrongAttackOptions,
): Promise<StrongAttackResult> {
  checkNetwork(network);
  const { backend, box, samples, seed = 0, dtype = 'float32', onProgress, signal } = options;
  if (samples !== undefined && !(Number.isSafeInteger(samples) && samples > 0)) {
    throw new DomainError(`strong attack: samples must be a positive integer, got ${samples}`);
  }
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  onProgress?.({ stage: 'span', done: 0, of: 1, seconds: 0, secondsLeft: Number.NaN });
  const span = estimateSpan(network);
  const corners = await runCornerAttack(
    network,
    { ...preset.corners, box, seed, dtype },
    {
      backend,
      span,
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ round, rounds, secondsLeft }) =>
        onProgress?.({ stage: 'corners', done: round + 1, of: rounds, seconds: seconds(), secondsLeft }),
    },
  );
  const { noiseRatio, ...settings } = preset.evidence;
  const d = inputSize(network);
  const begun = Math.min(corners.x.shape[0]!, samples ?? span.rank);
  if (begun === 0) {
    throw new DomainError(
      corners.ended === 'aborted'
        ? 'strong attack: aborted before a corner was found'
        : 'strong attack: no two rows of the first layer differ by more than their noise, so there is no corner to start from; runAttack needs none',
    );
  }
  const first = makeHostTensor(Float64Array.from(corners.x.data.subarray(0, begun * d)), [begun, d]);
  const start = await explainPoints(backend, network, first, { alpha: settings.alpha });
  const evidence = await runEvidenceAttack(
    network,
    {
      ...evidenceAttackDefaults,
      ...settings,
      prior: { ...evidenceAttackDefaults.prior, box },
      noise: { from: noiseRatio * span.noise, to: span.noise },
      seed,
      dtype,
    },
    {
      backend,
      start,
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ iteration, maxIterations, secondsLeft }) =>
        onProgress?.({ stage: 'evidence', done: iteration, of: maxIterations, seconds: seconds(), secondsLeft }),
    },
  );
  const { candidates } = evidence;
  const count = corners.accepted + candidates.x.shape[0]!;
  const points = new Float64Array(count * d);
  points.set(corners.x.data.subarray(0, corners.accepted * d));
  points.set(candidates.x.data, corners.accepted * d);
  return { points: makeHostTensor(points, [count, d]), candidates, corners, evidence, seconds: seconds() };
}
