import type { TransformAccount } from '@noprior/transforms';

/** An account as the object that `--json` prints: a change relative to 0 is `null`. */
export function accountResults(account: TransformAccount): Record<string, unknown> {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { stationarityChange, changeByTensor } = account;
  return {
    ...account,
    stationarityChange: finite(stationarityChange),
    changeByTensor: Object.fromEntries(Object.entries(changeByTensor).map(([name, value]) => [name, finite(value)])),
  };
}
