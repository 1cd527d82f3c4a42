import { mapRecord } from '@noprior/tensor';
import type { TransformAccount } from './transform-account.ts';

/** An account as plain JSON. */
export interface AccountResults extends Omit<TransformAccount, 'stationarityChange' | 'changeByTensor'> {
  /** `null` where it is relative to 0. */
  readonly stationarityChange: number | null;
  readonly changeByTensor: Readonly<Record<string, number | null>>;
}

/** An account as plain JSON: a change relative to 0, which is infinite, is `null`. */
export function accountResults(account: TransformAccount): AccountResults {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    ...account,
    stationarityChange: finite(account.stationarityChange),
    changeByTensor: mapRecord(account.changeByTensor, finite),
  };
}
