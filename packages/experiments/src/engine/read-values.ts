import { type Estimate, meanEstimate } from '@noprior/metrics';

/** Numbers that are there.
 *
 * @param read  one of a result; `null` or `undefined` where it was not measured
 * @example numbersOf(results, ({ stages }) => stages.score?.values.corrected.medianCosine)
 */
export function numbersOf<Result>(
  results: readonly Result[],
  read: (result: Result) => number | null | undefined,
): number[] {
  return results.flatMap((result) => read(result) ?? []);
}

/** Mean over results with its interval; `null` if there is no number.
 *
 * @param read  one of a result; `null` or `undefined` where it was not measured
 * @example estimateOf(results, ({ stages }) => stages.oracle?.values.surrogateLoss)
 */
export function estimateOf<Result>(
  results: readonly Result[],
  read: (result: Result) => number | null | undefined,
): Estimate | null {
  const values = numbersOf(results, read);
  return values.length === 0 ? null : meanEstimate(values);
}

/** Results by a name made of their points, in order of appearance. */
export function groupBy<Result extends { readonly point: unknown }>(
  results: readonly Result[],
  name: (point: Result['point']) => string,
): { readonly name: string; readonly results: readonly Result[] }[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = name(result.point);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups].map(([key, members]) => ({ name: key, results: members }));
}
