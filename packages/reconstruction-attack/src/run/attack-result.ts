import type { KktEvaluation } from '@noprior/kkt-loss';
import type { AttackConfig, AttackEnd, AttackFound, AttackRecord } from '../attack.ts';
import type { Knowledge } from '../knowledge.ts';

/** What an attack found, in the form of every attack: see {@link AttackFound} for points and members. */
export interface AttackResult<Config extends AttackConfig = AttackConfig> extends AttackFound {
  /** Name of the attack. */
  readonly method: string;
  /** What it ran with: resolved. */
  readonly config: Config;
  /** What the attacker knew: the entries that the attack uses. */
  readonly knowledge: Partial<Knowledge>;
  /** Number of points that it predicts to be training samples: the first so many. */
  readonly predictedMembers: number;
  readonly records: readonly AttackRecord[];
  /** Iterations done, those of earlier parts included. */
  readonly iterations: number;
  /** Seconds spent from the call on, compilation included, and those of earlier parts. */
  readonly seconds: number;
  readonly ended: AttackEnd;
  /** L_KKT of the candidates, computed anew by `evaluateKkt`, not by the attack; `lambdaMin` and losses are in the
   * unit of the attack's configuration. Left out where no point was found. */
  readonly evaluation?: KktEvaluation | undefined;
}
