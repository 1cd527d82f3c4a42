import { CheckpointWriter } from '@noprior/array-files';
import { type Candidates, checkCandidates, checkObjective } from '@noprior/kkt-loss';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, makeHostTensor, makeTypedArray, TimeLeft, toHostDtype } from '@noprior/tensor';
import type { KktSnapshot } from '../kkt/run-kkt-attack.ts';
import { attackFingerprint, checkFingerprint } from '../run/attack-fingerprint.ts';
import { yieldToEventLoop } from '../run/yield-to-event-loop.ts';
import { checkEvidenceAttackConfig, type EvidenceAttackConfig } from './evidence-attack-config.ts';
import { evidenceStart } from './evidence-attack-run.ts';
import { type EvidenceCheckpoint, evidenceCheckpointKind, writeEvidenceCheckpoint } from './evidence-checkpoint.ts';
import { EvidenceLoop } from './evidence-loop.ts';
import type { EvidenceRecord } from './evidence-record.ts';

/** News of a running evidence attack. */
export interface EvidenceProgress {
  readonly iteration: number;
  readonly maxIterations: number;
  readonly seconds: number;
  /** Estimate from the pace so far; NaN before there is one. */
  readonly secondsLeft: number;
  readonly record: EvidenceRecord;
}

/** How an evidence attack is run; nothing here but `start` and an early end changes its numbers. */
export interface RunEvidenceAttackOptions {
  readonly backend: Backend;
  /** Iterations between two records. Default 100. */
  readonly evaluateEvery?: number;
  readonly onProgress?: ((progress: EvidenceProgress) => void) | undefined;
  /** Called after every record, with the candidates as they are then. The time spent in it counts; keep them and score later. */
  readonly onCandidates?: (snapshot: KktSnapshot) => void;
  /** Where to keep the state, and how often, at records; also written when the run is cut short. */
  readonly checkpoint?: { readonly path: string; readonly everySeconds: number } | undefined;
  /** Continue from here. */
  readonly resume?: EvidenceCheckpoint;
  /** Aborting ends the run after the current iteration, with a checkpoint if there is a place for one; what was found so far
   * is returned. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the run, like an abort, once this call has iterated for so long. */
  readonly maxSeconds?: number;
  /** Start from these candidates, with the multipliers of the KKT conditions, instead of drawing them: another attack's
   * result, or the truth as a reference from the defender's side. Not used with `resume`. */
  readonly start?: Candidates | undefined;
  /** What `start` is, as text. A checkpoint keeps it, and a run goes on only under the same. */
  readonly startLabel?: string;
}

/** What an evidence attack found. */
export interface EvidenceAttackResult {
  /** Multipliers are those of the KKT conditions. */
  readonly candidates: Candidates;
  readonly records: readonly EvidenceRecord[];
  readonly iterations: number;
  /** Those of earlier parts of a resumed run included. */
  readonly seconds: number;
  readonly ended: 'maxIterations' | 'maxSeconds' | 'aborted';
}

/** Search for points and multipliers of the highest evidence in the first layer.
 *
 * Two programs an iteration with an n x n Cholesky inversion in float64 on the host between them; everything else stays on
 * the device. Points are clipped to the box, multipliers stay positive by their logarithms.
 *
 * @param network  checked; its parameters are converted to `config.dtype`
 * @throws {DomainError} for a configuration or an option outside its range, or a checkpoint of another run
 * @throws {ShapeError} if network, box and start do not fit together
 * @throws {DtypeError} if the backend does not offer `config.dtype`
 * @throws {ConvergenceError} if the evidence is not finite; the message names the iteration
 * @see {@link firstLayerEvidence}
 * @example await runEvidenceAttack(network, evidenceAttackDefaults, { backend: openReference() })
 */
export async function runEvidenceAttack(
  network: ReluNetwork,
  config: EvidenceAttackConfig,
  options: RunEvidenceAttackOptions,
): Promise<EvidenceAttackResult> {
  const { objective = 'binary' } = config;
  checkObjective(network, objective);
  checkEvidenceAttackConfig(config, inputSize(network));
  const { backend, evaluateEvery = 100, checkpoint, resume, maxSeconds = Number.POSITIVE_INFINITY } = options;
  if (!(Number.isSafeInteger(evaluateEvery) && evaluateEvery > 0)) {
    throw new DomainError(`evidence attack: evaluateEvery must be a positive integer, got ${evaluateEvery}`);
  }
  if (!(maxSeconds > 0)) throw new DomainError(`evidence attack: maxSeconds must be positive, got ${maxSeconds}`);
  if (checkpoint !== undefined && !(checkpoint.everySeconds >= 0)) {
    throw new DomainError(
      `evidence attack: checkpoint.everySeconds must be at least 0, got ${checkpoint.everySeconds}`,
    );
  }
  const fingerprint = attackFingerprint('evidence', network, config, backend.name, options.startLabel);
  if (resume !== undefined) checkFingerprint(resume.fingerprint, fingerprint);
  const start = resume === undefined ? (options.start ?? evidenceStart(network, config)) : candidatesOf(resume);
  checkCandidates(network, start, objective);
  const loop = await EvidenceLoop.open(network, start, config, backend, resume && { ...resume, arrays: resume.state });
  const began = performance.now();
  const secondsHere = () => (performance.now() - began) / 1000;
  const seconds = () => (resume?.seconds ?? 0) + secondsHere();
  const time = new TimeLeft({ maxIterations: config.maxIterations, maxSeconds });
  const records: EvidenceRecord[] = [...(resume?.records ?? [])];
  const writer = checkpoint && new CheckpointWriter(checkpoint.path, evidenceCheckpointKind);
  const save = async (): Promise<void> => {
    if (writer === undefined) return;
    const { iteration } = loop;
    const state = { ...(await loop.readState()), y: start.y };
    await writeEvidenceCheckpoint(writer, { iteration, seconds: seconds(), records, state, fingerprint });
  };
  let savedAt = seconds();
  const current = async (): Promise<Candidates> => {
    const { x, logLambda } = await loop.read();
    const lambda = makeTypedArray(config.dtype, logLambda.data.length);
    const columns = logLambda.shape[1] ?? 0;
    for (const [at, value] of logLambda.data.entries()) {
      // With a multiplier for every class the one of a candidate's own class takes no part.
      const isOwn = columns > 0 && at % columns === start.y.data[Math.floor(at / columns)];
      lambda[at] = isOwn ? 0 : Math.exp(value);
    }
    return { x, lambda: makeHostTensor(lambda, logLambda.shape), y: toHostDtype(start.y, config.dtype) };
  };
  const pause = yieldToEventLoop();
  let ended: EvidenceAttackResult['ended'] = 'maxIterations';
  try {
    while (loop.iteration < config.maxIterations) {
      if (options.signal?.aborted || secondsHere() >= maxSeconds) {
        ended = options.signal?.aborted ? 'aborted' : 'maxSeconds';
        await save();
        break;
      }
      const { iteration } = loop;
      const wanted = iteration % evaluateEvery === 0 || iteration === config.maxIterations - 1;
      const found = await loop.advance(wanted);
      if (found !== undefined) {
        const record = { iteration, seconds: seconds(), ...found };
        records.push(record);
        const secondsLeft = time.look({ iteration: iteration + 1, seconds: secondsHere() }) ?? Number.NaN;
        options.onProgress?.({
          iteration,
          maxIterations: config.maxIterations,
          seconds: record.seconds,
          secondsLeft,
          record,
        });
        if (options.onCandidates !== undefined) {
          options.onCandidates({ iteration: loop.iteration, seconds: record.seconds, candidates: await current() });
        }
        if (checkpoint !== undefined && seconds() - savedAt >= checkpoint.everySeconds) {
          await save();
          savedAt = seconds();
        }
      }
      await pause();
    }
    return { candidates: await current(), records, iterations: loop.iteration, seconds: seconds(), ended };
  } finally {
    await loop.dispose();
  }
}

/** Points, multipliers and labels of a checkpoint.
 *
 * @throws {DomainError} if one of their tensors is missing
 */
function candidatesOf({ state: { x, logLambda, y } }: EvidenceCheckpoint): Candidates {
  if (x === undefined || logLambda === undefined || y === undefined) {
    throw new DomainError('evidence attack: the checkpoint lacks x, logLambda or y; start anew');
  }
  return { x, lambda: makeHostTensor(logLambda.data.map(Math.exp), logLambda.shape), y };
}
