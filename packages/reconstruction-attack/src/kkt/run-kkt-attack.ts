import { CheckpointWriter } from '@noprior/array-files';
import {
  type Candidates,
  checkCandidates,
  checkObjective,
  evaluateKkt,
  fromScaleSum,
  type KktEvaluation,
  type StationarityForm,
  toScaleSum,
} from '@noprior/kkt-loss';
import { inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, type HostTensor, sameShape, TimeLeft, toHostDtype } from '@noprior/tensor';
import { applyCandidateUpdates, isAnyDue } from '../candidate-updates/apply-candidate-updates.ts';
import type { CandidateUpdateRecord } from '../candidate-updates/candidate-update.ts';
import { alphaAt } from '../optimizers/schedules.ts';
import { attackFingerprint, checkFingerprint } from '../run/attack-fingerprint.ts';
import { initialCandidates } from '../starts/initial-candidates.ts';
import { priorBox } from '../starts/prior.ts';
import { checkKktAttackConfig, type KktAttackConfig } from './kkt-attack-config.ts';
import { KktAttackLoop } from './kkt-attack-loop.ts';
import { kktAttackStep } from './kkt-attack-step.ts';
import { attackCheckpointKind, type KktAttackCheckpoint, writeAttackCheckpoint } from './kkt-checkpoint.ts';
import type { KktAttackRecord } from './kkt-record.ts';

/** News of a running attack. */
export interface KktProgress {
  readonly iteration: number;
  readonly maxIterations: number;
  readonly seconds: number;
  /** Estimate from the pace so far; NaN before there is one. */
  readonly secondsLeft: number;
  /** The newest losses. */
  readonly record: KktAttackRecord;
}

/** Candidates on the way. */
export interface KktSnapshot {
  /** Updates done. */
  readonly iteration: number;
  readonly seconds: number;
  /** Multipliers of the KKT conditions. */
  readonly candidates: Candidates;
}

/** How an attack is run; nothing here changes its numbers. */
export interface RunKktAttackOptions {
  readonly backend: Backend;
  /** Iterations between two evaluations, the only points where anything is read from the device. Default 100. */
  readonly evaluateEvery?: number;
  /** Called at every evaluation. */
  readonly onProgress?: ((progress: KktProgress) => void) | undefined;
  /** Called at every evaluation but an ending one, with the candidates as they are after its update. The time spent in it counts; keep
   * them and score later. */
  readonly onCandidates?: (snapshot: KktSnapshot) => void;
  /** Where to keep the state, and how often; also written when the run is interrupted. */
  readonly checkpoint?: { readonly path: string; readonly everySeconds: number } | undefined;
  /** Continue from here. */
  readonly resume?: KktAttackCheckpoint;
  /** Aborting ends the run after the current iteration, with a checkpoint if there is a place for one. */
  readonly signal?: AbortSignal | undefined;
  /** Start from these candidates, with the multipliers of the KKT conditions, instead of drawing them from the prior: a reference
   * from the defender's side. Not used with `resume`. */
  readonly start?: Candidates | undefined;
  /** What `start` is, as text. A checkpoint keeps it, and a run goes on only under the same. */
  readonly startLabel?: string;
  /** Ends the run, like an abort, once this call has iterated for so long. */
  readonly maxSeconds?: number;
}

/** Why a run ended. */
export type AttackEnd = 'maxIterations' | 'targetLoss' | 'maxSeconds' | 'aborted';

/** What an attack found. */
export interface KktAttackResult {
  /** Multipliers are those of the KKT conditions, whatever `config.scale` is. */
  readonly candidates: Candidates;
  /** L_KKT of the candidates, computed anew by `evaluateKkt`, not by the attack; `lambdaMin` is in the unit of `config.scale`. */
  readonly evaluation: KktEvaluation;
  readonly records: readonly KktAttackRecord[];
  /** What candidateUpdates did, oldest first. */
  readonly candidateUpdates: readonly CandidateUpdateRecord[];
  readonly iterations: number;
  readonly seconds: number;
  readonly ended: AttackEnd;
  readonly form: StationarityForm;
}

/** Run the KKT reconstruction attack against a network.
 *
 * The driver validates, iterates, evaluates, keeps checkpoints and scores the result again with a program of its own;
 * the attack itself is the graph of {@link kktAttackStep}. Multipliers are in the unit of `config.scale` inside (losses, `lambdaMin`,
 * checkpoints), and those of the KKT conditions in everything that goes in and comes out. State stays on the device between evaluations.
 *
 * @param network  checked; its parameters are converted to `config.dtype`
 * @throws {DomainError} for a configuration or an option outside its range, or a checkpoint of another run
 * @throws {ShapeError} if network, objective, box and start do not fit together
 * @throws {DtypeError} if the backend does not offer `config.dtype`
 * @throws {ConvergenceError} if the loss is not finite; the message names the first such iteration
 * @see Haim et al. 2022, arXiv:2206.07758
 * @example await runKktAttack(network, kktPresets['adam-box'], { backend: openReference() })
 */
export async function runKktAttack(
  network: ReluNetwork,
  config: KktAttackConfig,
  options: RunKktAttackOptions,
): Promise<KktAttackResult> {
  const { objective = 'binary' } = config;
  checkObjective(network, objective);
  checkKktAttackConfig(config, inputSize(network));
  checkOptions(options);
  const { backend, resume, startLabel } = options;
  // Ahead of anything that would complain about a part of another run; which form it has, its candidates decide.
  if (resume !== undefined) {
    checkFingerprint(
      resume.fingerprint,
      attackFingerprint('attack', network, config, backend.name, startLabel),
      'form',
    );
  }
  const start =
    resume === undefined
      ? options.start === undefined
        ? initialCandidates(config.prior, inputSize(network), config.seed, config.dtype, {
            objective,
            outputs: outputSize(network),
          })
        : fromScaleSum(options.start, config.scale)
      : candidatesOf(resume);
  checkCandidates(network, start, objective);
  let step = kktAttackStep(network, start.y, config);
  let { y } = start;
  const candidateUpdates = [...(resume?.candidateUpdates ?? [])];
  // With a changing number of candidates `auto` may choose now this form, now that one.
  const form = (config.candidateUpdates ?? []).length === 0 ? step.form : config.form;
  const fingerprint = attackFingerprint('attack', network, { ...config, form }, backend.name, startLabel);
  if (resume !== undefined) checkFingerprint(resume.fingerprint, fingerprint);

  const writer = options.checkpoint && new CheckpointWriter(options.checkpoint.path, attackCheckpointKind);
  const loop = await KktAttackLoop.open(step, backend, resume?.state ?? { x: start.x, lambda: start.lambda }, {
    iteration: resume?.iteration ?? 0,
    seconds: resume?.seconds ?? 0,
    records: resume?.records ?? [],
  });
  try {
    const ended = await iterate(loop, config, options, {
      labels: () => y,
      save: async () => {
        if (writer === undefined) return;
        const { iteration, seconds, records } = loop;
        const state = { ...(await loop.readState()), y };
        await writeAttackCheckpoint(writer, { iteration, seconds, records, candidateUpdates, state, fingerprint });
      },
      applyCandidateUpdates: async () => {
        const after = await applyCandidateUpdates(backend, network, config, loop.iteration, {
          state: await loop.readState(),
          y,
        });
        candidateUpdates.push(...after.records);
        if (!sameLabels(after.y, y)) step = kktAttackStep(network, after.y, config);
        y = after.y;
        await loop.replace(step, after.state);
      },
    });
    const { x, lambda } = await loop.readState();
    const candidates = { x: x!, lambda: lambda!, y: toHostDtype(y, config.dtype) };
    const { iteration: iterations, seconds, records } = loop;
    const evaluation = await evaluateKkt(backend, network, candidates, {
      // The sharpness of the newest losses: of the last record, or of the last update.
      alpha: alphaAt(
        config.alpha,
        ended === 'targetLoss' ? iterations : Math.max(0, iterations - 1),
        config.maxIterations,
      ),
      scale: config.scale,
      objective,
      lambdaMin: config.prior.lambdaMin,
      box: priorBox(config.prior),
      dtype: backend.dtypes.includes('float64') ? 'float64' : 'float32',
    });
    return {
      candidates: toScaleSum(candidates, config.scale),
      evaluation,
      records,
      candidateUpdates,
      iterations,
      seconds,
      ended,
      form: step.form,
    };
  } finally {
    await loop.dispose();
  }
}

/** What an iteration needs of the run around it. */
interface IterateHooks {
  /** Labels of the candidates as they are now. */
  readonly labels: () => HostTensor;
  /** Write a checkpoint, if there is a place for one. */
  readonly save: () => Promise<void>;
  /** Apply what is due ahead of the current iteration. */
  readonly applyCandidateUpdates: () => Promise<void>;
}

/** Advance until something ends the run; keep a checkpoint every now and then, and when it is cut short. */
async function iterate(
  loop: KktAttackLoop,
  config: KktAttackConfig,
  {
    evaluateEvery = 100,
    checkpoint,
    onProgress,
    onCandidates,
    signal,
    maxSeconds = Number.POSITIVE_INFINITY,
  }: RunKktAttackOptions,
  { labels, save, applyCandidateUpdates }: IterateHooks,
): Promise<AttackEnd> {
  const { maxIterations, targetLoss } = config;
  const goal = targetLoss === undefined || targetLoss <= 0 ? {} : { goal: -Math.log(targetLoss) };
  const time = new TimeLeft({ ...goal, maxIterations, maxSeconds });
  let savedAt = loop.seconds;
  const cutShort = async (end: AttackEnd): Promise<AttackEnd> => {
    await save();
    return end;
  };
  while (loop.iteration < maxIterations) {
    if (signal?.aborted) return cutShort('aborted');
    if (loop.secondsHere >= maxSeconds) return cutShort('maxSeconds');
    const { iteration } = loop;
    // After the checks above, so that a checkpoint of this iteration is one from before its candidateUpdates.
    if (isAnyDue(config, iteration)) await applyCandidateUpdates();
    if (iteration % evaluateEvery !== 0 && iteration !== maxIterations - 1) {
      await loop.advance();
      continue;
    }
    const record = await loop.evaluate(targetLoss);
    const { seconds } = loop;
    const reached = targetLoss !== undefined && record.total <= targetLoss;
    const left = time.look({ iteration: iteration + 1, seconds: loop.secondsHere, position: -Math.log(record.total) });
    const secondsLeft = reached ? 0 : (left ?? Number.NaN);
    onProgress?.({ iteration, maxIterations, seconds, secondsLeft, record });
    if (reached) return 'targetLoss';
    if (onCandidates !== undefined) {
      const { x, lambda } = await loop.readState();
      const candidates = toScaleSum({ x: x!, lambda: lambda!, y: labels() }, config.scale);
      onCandidates({ iteration: loop.iteration, seconds, candidates });
    }
    if (checkpoint !== undefined && seconds - savedAt >= checkpoint.everySeconds) {
      await save();
      savedAt = loop.seconds;
    }
  }
  return 'maxIterations';
}

/** @throws {DomainError} for an interval or a limit that is not positive */
function checkOptions({ evaluateEvery, checkpoint, maxSeconds }: RunKktAttackOptions): void {
  if (evaluateEvery !== undefined && !(Number.isSafeInteger(evaluateEvery) && evaluateEvery > 0)) {
    throw new DomainError(`attack: evaluateEvery must be a positive integer, got ${evaluateEvery}`);
  }
  if (maxSeconds !== undefined && !(maxSeconds > 0)) {
    throw new DomainError(`attack: maxSeconds must be positive, got ${maxSeconds}`);
  }
  if (checkpoint !== undefined && !(checkpoint.everySeconds >= 0)) {
    throw new DomainError(`attack: checkpoint.everySeconds must be at least 0, got ${checkpoint.everySeconds}`);
  }
}

function sameLabels(a: HostTensor, b: HostTensor): boolean {
  return sameShape(a.shape, b.shape) && a.data.every((value: number, i: number) => value === b.data[i]);
}

/** Candidates of a checkpoint.
 *
 * @throws {DomainError} if one of their tensors is missing
 */
function candidatesOf({ state: { x, lambda, y } }: KktAttackCheckpoint): Candidates {
  if (x === undefined || lambda === undefined || y === undefined) {
    throw new DomainError('attack: the checkpoint lacks x, lambda or y');
  }
  return { x, lambda, y };
}
