import type { Box } from '@noprior/kkt-loss';
import type { AttackConfig, AttackSetting } from '@noprior/reconstruction-attack';
import { DomainError } from '@noprior/tensor';

/** Settings of the attack `rows`. */
export interface RowsConfig extends AttackConfig {
  /** Rows with a positive multiplier that are reported, at most. */
  readonly points: number;
  /** Range of the inputs; `null` where it is not known. */
  readonly box: Box | null;
}

/** Settings unless others are asked for. */
export const rowsDefaults: RowsConfig = { seed: 0, dtype: 'float64', points: 10, box: null };

/** The settings as a user gives them. */
export const rowsSettings: readonly AttackSetting<RowsConfig>[] = [
  {
    name: 'points',
    kind: 'count',
    about: 'rows of W_1 that are reported, at most',
    get: ({ points }) => points,
    set: (config, value) => ({ ...config, points: Number(value) }),
  },
];

/** @throws {DomainError} for a setting out of range */
export function checkRowsConfig({ points }: RowsConfig): void {
  if (Number.isSafeInteger(points) && points > 0) return;
  throw new DomainError(`rows: points must be a positive integer, got ${points}`);
}
