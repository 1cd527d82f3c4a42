import type { CertifyProgress } from '@noprior/certificate';
import type { AttackRecord } from '@noprior/reconstruction-attack';
import type { Backend } from '@noprior/tensor';

/** How far a part of the demo is. */
export type DemoProgress =
  | { readonly kind: 'training'; readonly iteration: number; readonly loss: number }
  | {
      readonly kind: 'attack';
      readonly iteration: number;
      readonly maxIterations: number;
      readonly record: AttackRecord;
    }
  | { readonly kind: 'refinement'; readonly iteration: number; readonly residual: number }
  | { readonly kind: 'certificate'; readonly state: CertifyProgress };

/** Shows one part of the demo while it runs. */
export interface DemoPartView {
  show(progress: DemoProgress, secondsLeft: number | undefined): void;
  /** The part has ended, or failed. */
  done(): void;
}

/** What all parts of the demo need. */
export interface DemoContext {
  readonly backend: Backend;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** A part begins. */
  readonly begin: (task: string) => DemoPartView;
}
