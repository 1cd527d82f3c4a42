import type { Candidates } from '@noprior/kkt-loss';
import { argument, type Backend, DomainError, wording } from '@noprior/tensor';
import type { AttackConfig, AttackFound, AttackRecord } from '../attack.ts';
import type { AttackCheckpoint } from './attack-checkpoint.ts';

/** News of a running attack. */
export interface AttackProgress {
  /** Of the newest record. */
  readonly iteration: number;
  readonly maxIterations: number;
  /** Of the run, those of earlier parts included. */
  readonly seconds: number;
  /** Estimate; left out while there is none. */
  readonly secondsLeft?: number | undefined;
  readonly record: AttackRecord;
}

/** What a run has found at one moment. */
export interface AttackSnapshot extends AttackFound {
  /** Iterations done. */
  readonly iteration: number;
  readonly seconds: number;
}

/** How an attack is run; nothing here but `config`, `start` and an early end changes its numbers. */
export interface RunAttackOptions<Config extends AttackConfig = AttackConfig> {
  readonly backend: Backend;
  /** A preset, or any configuration of this attack, resolved or not. Default the attack's `defaults`. */
  readonly config?: Config | undefined;
  /** Iterations between two evaluations, the only points where anything is read from the device. Default that of the
   * attack. */
  readonly evaluateEvery?: number | undefined;
  /** Called at every evaluation. */
  readonly onProgress?: ((progress: AttackProgress) => void) | undefined;
  /** Called at every evaluation but one that ends the run by itself, with what is found after its iteration. The
   * time spent in it counts; keep snapshots and score later. */
  readonly onFound?: ((snapshot: AttackSnapshot) => void) | undefined;
  /** Where to keep the state, and how often, at evaluations; also written when the run is cut short. */
  readonly checkpoint?: { readonly path: string; readonly everySeconds: number } | undefined;
  /** Go on from here. */
  readonly resume?: AttackCheckpoint | undefined;
  /** Aborting ends the run, with a checkpoint if there is a place for one; what was found so far is returned. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the run, like an abort, once this call has taken so long. */
  readonly maxSeconds?: number | undefined;
  /** Begin with these candidates, with multipliers of the KKT conditions, instead of those that the attack draws.
   * Not used with `resume`. */
  readonly start?: Candidates | undefined;
  /** What `start` is, as text. A checkpoint keeps it, and a run goes on only under the same. */
  readonly startLabel?: string | undefined;
}

/** @throws {DomainError} for an interval or a limit that is not positive */
export function checkRunOptions({
  evaluateEvery,
  checkpoint,
  maxSeconds,
}: Pick<RunAttackOptions, 'evaluateEvery' | 'checkpoint' | 'maxSeconds'>): void {
  if (evaluateEvery !== undefined && !(Number.isSafeInteger(evaluateEvery) && evaluateEvery > 0)) {
    throw new DomainError(
      wording`runAttack: ${argument('evaluateEvery')} must be a positive integer, got ${evaluateEvery}`,
    );
  }
  if (maxSeconds !== undefined && !(maxSeconds > 0)) {
    throw new DomainError(wording`runAttack: ${argument('maxSeconds')} must be positive, got ${maxSeconds}`);
  }
  if (checkpoint !== undefined && !(checkpoint.everySeconds >= 0)) {
    throw new DomainError(`runAttack: checkpoint.everySeconds must be at least 0, got ${checkpoint.everySeconds}`);
  }
}
