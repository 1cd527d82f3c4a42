import { estimateSpan } from '@noprior/first-layer-spectrum';
import type { Box, Candidates } from '@noprior/kkt-loss';
import { joinRows } from '@noprior/linear-algebra';
import { checkBinaryNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, type Dtype, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { type BoxVertexResult, runBoxVertices } from '../box-vertices/run-box-vertices.ts';
import { evidenceAttackDefaults } from '../evidence/evidence-attack-config.ts';
import { type EvidenceAttackResult, runEvidenceAttack } from '../evidence/run-evidence-attack.ts';
import { explainPoints } from '../run/explain-points.ts';
import type { CascadePreset, CascadeSearchSettings } from './cascade-presets.ts';

/** Where a search by evidence begins. */
export type CascadeStart = 'vertices' | 'draws';

/** One of its searches by evidence. */
export interface CascadeSearch {
  readonly from: CascadeStart;
  readonly evidence: EvidenceAttackResult;
}

/** News of a running strong attack. */
export interface CascadeProgress {
  readonly stage: 'span' | 'vertices' | `evidence from ${CascadeStart}`;
  /** Steps of the stage done, and at most. */
  readonly done: number;
  readonly of: number;
  readonly seconds: number;
  /** Estimate for this stage; NaN before there is one. */
  readonly secondsLeft: number;
}

/** What a strong attack is told, and how it is run. */
export interface RunCascadeOptions {
  readonly backend: Backend;
  /** Range of every coordinate: the attacker's only prior. */
  readonly box: Box;
  /** Samples that the attacker expects; by default as many as the span has directions. */
  readonly samples?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Default float32. */
  readonly dtype?: Dtype;
  readonly onProgress?: ((progress: CascadeProgress) => void) | undefined;
  /** Aborting ends the attack; what was found so far is returned, or an error if that is not one vertex. */
  readonly signal?: AbortSignal | undefined;
}

/** What a strong attack found. */
export interface CascadeResult {
  /** [k, d] the points of the vertex attack, the predictedMembers ones first, then the candidates of each search. */
  readonly points: HostTensor;
  readonly vertices: BoxVertexResult;
  /** Those that came to their end first, then by rising evidence. */
  readonly searches: readonly CascadeSearch[];
  readonly seconds: number;
}

/** Three attacks in turn: vertices, which need no multipliers and no patterns; a search by the evidence of the first layer that starts from them,
 * with the multipliers that explain them best; another that starts from random draws.
 *
 * Vertices are the better start for images many of whose pixels are black or white, random draws for others, and what they find differs. So
 * everything is kept: the points of the vertex attack as they are, for a search may spoil them, and the candidates of both searches.
 *
 * @param network  with one output
 * @throws {DomainError} for an option out of range, where the first layer gives no span away (then `runKktAttack` remains), and where
 *   the attack is aborted before its first vertex
 * @throws {ShapeError} if network and box do not fit together
 * @throws {DtypeError} if the backend offers no float64 beside the dtype
 * @see {@link runBoxVertices}, {@link runEvidenceAttack}
 * @example
 * const { points } = await runCascade(network, cascadePresets['strong-cpu'], { backend, box: meanBox(network)! });
 */
export async function runCascade(
  network: ReluNetwork,
  preset: CascadePreset,
  options: RunCascadeOptions,
): Promise<CascadeResult> {
  checkBinaryNetwork(network);
  const { backend, box, samples, seed = 0, dtype = 'float32', onProgress, signal } = options;
  if (samples !== undefined && !(Number.isSafeInteger(samples) && samples > 0)) {
    throw new DomainError(`strong attack: samples must be a positive integer, got ${samples}`);
  }
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const abortable = signal === undefined ? {} : { signal };
  onProgress?.({ stage: 'span', done: 0, of: 1, seconds: 0, secondsLeft: Number.NaN });
  const span = estimateSpan(network);
  const expected = samples ?? span.rank;
  // Evidence needs some noise; without any in the weights there is still that of rounding.
  const noise = span.noise > 0 ? span.noise : Number.EPSILON * (span.singularValues[0] ?? 0);
  const vertices = await runBoxVertices(
    network,
    { ...preset.vertices, box, seed, dtype },
    {
      backend,
      ...abortable,
      onProgress: ({ round, rounds, secondsLeft }) =>
        onProgress?.({ stage: 'vertices', done: round + 1, of: rounds, seconds: seconds(), secondsLeft }),
    },
  );
  // The number of candidates is that of the draws; a start has its own.
  const candidatesPerClass = Math.ceil((preset.drawsPerSample * expected) / 2);
  const prior = { ...evidenceAttackDefaults.prior, box, candidatesPerClass };
  const search = async (
    from: CascadeStart,
    settings: CascadeSearchSettings,
    start?: Candidates,
  ): Promise<CascadeSearch> => {
    const { noiseRatio, ...stage } = settings;
    const evidence = await runEvidenceAttack(
      network,
      {
        ...stage,
        prior,
        noise: { from: noiseRatio * noise, to: noise },
        seed,
        dtype,
      },
      {
        backend,
        ...abortable,
        ...(start === undefined ? {} : { start }),
        onProgress: ({ iteration, maxIterations: of, secondsLeft }) =>
          onProgress?.({ stage: `evidence from ${from}`, done: iteration, of, seconds: seconds(), secondsLeft }),
      },
    );
    return { from, evidence };
  };
  const searches: CascadeSearch[] = [];
  const first = firstPoints(vertices.candidates.x, expected);
  if (first.shape[0] !== 0) {
    const { alpha } = preset.fromVertices;
    searches.push(
      await search('vertices', preset.fromVertices, await explainPoints(backend, network, first, { alpha })),
    );
  } else if (vertices.ended === 'aborted') {
    throw new DomainError('strong attack: aborted before a vertex was found');
  }
  if (signal?.aborted !== true) searches.push(await search('draws', preset.fromDraws));
  searches.sort((a, b) => rank(a) - rank(b));
  const points = joinRows([vertices.candidates.x, ...searches.map(({ evidence }) => evidence.candidates.x)]);
  return { points, vertices, searches, seconds: seconds() };
}

/** At most `count` rows from the first on. */
function firstPoints(x: HostTensor, count: number): HostTensor {
  const [rows = 0, d = 0] = x.shape;
  const taken = Math.min(rows, count);
  return makeHostTensor(Float64Array.from(x.data.subarray(0, taken * d)), [taken, d]);
}

/** Evidence in the end; that of a search that was cut short, whose noise may still be coarse, counts for nothing. */
function rank({ evidence: { ended, records } }: CascadeSearch): number {
  return (ended === 'maxIterations' ? records.at(-1)?.value : undefined) ?? Number.MAX_VALUE;
}
