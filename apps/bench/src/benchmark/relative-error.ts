import type { HostTensor } from '@noprior/tensor';

/** Largest over the named tensors of  ||a - e|| / ||e||, where e was computed in float64; for outputs that both have.
 *
 * @returns `null` where nothing can be compared, `NaN` where something is not finite */
export function relativeError(
  actual: Readonly<Record<string, HostTensor>>,
  expected: Readonly<Record<string, HostTensor>>,
): number | null {
  let worst: number | null = null;
  for (const [name, { data: e }] of Object.entries(expected)) {
    const a = actual[name]?.data;
    if (a === undefined || a.length !== e.length) continue;
    let difference = 0;
    let norm = 0;
    for (let index = 0; index < e.length; index++) {
      difference += (a[index]! - e[index]!) ** 2;
      norm += e[index]! ** 2;
    }
    const error = norm === 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    if (!Number.isFinite(error)) return Number.NaN;
    worst = Math.max(error, worst ?? 0);
  }
  return worst;
}
