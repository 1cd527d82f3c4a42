import type { StationarityForm } from '@noprior/kkt-loss';
import type { Dtype } from '@noprior/tensor';
import type { ContestantCommand } from './contestant.ts';

/** Who takes part: a backend or a peer, in one dtype and one form. */
export interface Entrant {
  /** Backend's name, `chromium/` and the name, `torch` or `jax`. */
  readonly backend: string;
  readonly dtype: Dtype;
  /** `null` where there is no choice: peers, and programs other than the attack's. */
  readonly form: StationarityForm | 'auto' | null;
  readonly command: ContestantCommand;
}
