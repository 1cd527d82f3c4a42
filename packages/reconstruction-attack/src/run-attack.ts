import {
  type Candidates,
  checkCandidates,
  evaluateKkt,
  type KktEvaluation,
  type StationarityForm,
} from '@noprior/kkt-loss';
import { checkNetwork, inputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, toHostDtype } from '@noprior/tensor';
import {
  type AttackCheckpoint,
  attackFingerprint,
  checkFingerprint,
  saveAttackCheckpoint,
} from './attack-checkpoint.ts';
import { type AttackConfig, checkAttackConfig } from './attack-config.ts';
import { AttackLoop } from './attack-loop.ts';
import type { AttackRecord } from './attack-record.ts';
import { initialCandidates } from './initial-candidates.ts';
import { kktAttackStep } from './kkt-attack-step.ts';
import { alphaAt } from './schedules.ts';

/** News of a running attack. */
export interface AttackProgress {
  readonly iteration: number;
  readonly maxIterations: number;
  readonly seconds: number;
  /** Estimate from the pace so far. */
  readonly secondsLeft: number;
  /** The newest losses. */
  readonly record: AttackRecord;
}

/** How an attack is run; nothing here changes its numbers. */
export interface RunAttackOptions {
  readonly backend: Backend;
  /** Iterations between two evaluations, the only points where anything is read from the device. Default 100. */
  readonly evaluateEvery?: number;
  readonly onProgress?: (progress: AttackProgress) => void;
  /** Where to keep the state, and how often; also written when the run is interrupted. */
  readonly checkpoint?: { readonly path: string; readonly everySeconds: number };
  /** Continue from here. */
  readonly resume?: AttackCheckpoint;
  /** Aborting ends the run after the current iteration, with a checkpoint if there is a place for one. */
  readonly signal?: AbortSignal;
  /** Start from these candidates instead of drawing them from the prior: a reference from the defender's side. */
  readonly start?: Candidates;
  /** Ends the run, like an abort, once this much time is spent. */
  readonly maxSeconds?: number;
}

/** Why a run ended. */
export type AttackEnd = 'maxIterations' | 'targetLoss' | 'maxSeconds' | 'aborted';

/** What an attack found. */
export interface AttackResult {
  readonly candidates: Candidates;
  /** L_KKT of the candidates, computed anew by `evaluateKkt`, not by the attack. */
  readonly evaluation: KktEvaluation;
  readonly records: readonly AttackRecord[];
  readonly iterations: number;
  readonly seconds: number;
  readonly ended: AttackEnd;
  readonly form: StationarityForm;
}

/** Run the KKT reconstruction attack against a network.
 *
 * The driver validates, iterates, evaluates, keeps checkpoints and scores the result again with a program of its own;
 * the attack itself is the graph of {@link kktAttackStep}. State stays on the device between evaluations.
 *
 * @throws {DomainError} for a configuration outside its range, or a checkpoint of another run
 * @throws {ShapeError} if network, box and start do not fit together
 * @throws {ConvergenceError} if the loss is not finite; the message names the iteration
 * @example await runAttack(network, attackPresets['adam-box'], { backend: openReference() })
 */
export async function runAttack(
  network: ReluNetwork,
  config: AttackConfig,
  options: RunAttackOptions,
): Promise<AttackResult> {
  checkNetwork(network);
  checkAttackConfig(config, inputSize(network));
  const { backend, resume } = options;
  const fingerprint = attackFingerprint(network, config, backend.name);
  if (resume !== undefined) checkFingerprint(resume, fingerprint);
  const start =
    resume === undefined
      ? (options.start ?? initialCandidates(config.prior, inputSize(network), config.seed, config.dtype))
      : candidatesOf(resume);
  checkCandidates(network, start);

  const step = kktAttackStep(network, start.y, config);
  const loop = await AttackLoop.open(step, backend, resume?.state ?? { x: start.x, lambda: start.lambda }, {
    iteration: resume?.iteration ?? 0,
    seconds: resume?.seconds ?? 0,
    records: resume?.records ?? [],
  });
  try {
    const ended = await iterate(loop, config, options, async () => {
      const { iteration, seconds, records } = loop;
      const state = { ...(await loop.readState()), y: start.y };
      await saveAttackCheckpoint(options.checkpoint!.path, { iteration, seconds, records, state, fingerprint });
    });
    const { x, lambda } = await loop.readState();
    const candidates = { x: x!, lambda: lambda!, y: toHostDtype(start.y, config.dtype) };
    const evaluation = await evaluateKkt(backend, network, candidates, {
      alpha: alphaAt(config.alpha, Math.max(0, loop.iteration - 1), config.maxIterations),
      scale: config.scale,
      lambdaMin: config.prior.lambdaMin,
      ...(config.prior.box === undefined ? {} : { box: config.prior.box }),
      dtype: backend.dtypes.includes('float64') ? 'float64' : 'float32',
    });
    const { iteration: iterations, seconds, records } = loop;
    return { candidates, evaluation, records, iterations, seconds, ended, form: step.form };
  } finally {
    await loop.dispose();
  }
}

/** Advance until something ends the run; keep a checkpoint every now and then, and when it is cut short. */
async function iterate(
  loop: AttackLoop,
  { maxIterations, targetLoss }: AttackConfig,
  { evaluateEvery = 100, checkpoint, onProgress, signal, maxSeconds = Number.POSITIVE_INFINITY }: RunAttackOptions,
  save: () => Promise<void>,
): Promise<AttackEnd> {
  let savedAt = loop.seconds;
  const cutShort = async (end: AttackEnd): Promise<AttackEnd> => {
    if (checkpoint !== undefined) await save();
    return end;
  };
  while (loop.iteration < maxIterations) {
    if (signal?.aborted) return cutShort('aborted');
    if (loop.seconds >= maxSeconds) return cutShort('maxSeconds');
    const { iteration } = loop;
    const record = await loop.advance(iteration % evaluateEvery === 0 || iteration === maxIterations - 1);
    if (record === undefined) continue;
    const { seconds } = loop;
    onProgress?.({ iteration, maxIterations, seconds, secondsLeft: loop.secondsLeft(maxIterations), record });
    if (targetLoss !== undefined && record.total <= targetLoss) return 'targetLoss';
    if (checkpoint !== undefined && seconds - savedAt >= checkpoint.everySeconds) {
      await save();
      savedAt = seconds;
    }
  }
  return 'maxIterations';
}

/** Candidates of a checkpoint.
 *
 * @throws {DomainError} if one of their tensors is missing
 */
function candidatesOf({ state: { x, lambda, y } }: AttackCheckpoint): Candidates {
  if (x === undefined || lambda === undefined || y === undefined) {
    throw new DomainError('attack: the checkpoint lacks x, lambda or y');
  }
  return { x, lambda, y };
}
