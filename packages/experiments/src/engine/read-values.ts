import type { Estimate } from '@noprior/metrics';
import { meanEstimate } from '@noprior/metrics';
import type { GridPoint, PointResult } from './experiment.ts';
import type { Json } from './json.ts';

/** A number that a stage found.
 *
 * @param path  name of the stage, then names within its values
 * @returns     `undefined` if the stage is missing or there is no number at that place
 * @example numberAt(result, 'score', 'corrected', 'medianCosine')
 */
export function numberAt({ stages }: PointResult, stage: string, ...path: string[]): number | undefined {
  let at: Json | undefined = stages[stage]?.values;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    at = (at as { readonly [name: string]: Json })[name];
  }
  return typeof at === 'number' ? at : undefined;
}

/** Numbers of several results, those that are there. */
export function numbersAt(results: readonly PointResult[], stage: string, ...path: string[]): number[] {
  return results.flatMap((result) => numberAt(result, stage, ...path) ?? []);
}

/** Mean over results, with its interval; `null` if there is none. */
export function estimateAt(results: readonly PointResult[], stage: string, ...path: string[]): Estimate | null {
  const values = numbersAt(results, stage, ...path);
  return values.length === 0 ? null : meanEstimate(values);
}

/** Results by a name made of their points, in order of appearance. */
export function groupBy<Point extends GridPoint>(
  results: readonly PointResult<Point>[],
  name: (point: Point) => string,
): { readonly name: string; readonly results: readonly PointResult<Point>[] }[] {
  const groups = new Map<string, PointResult<Point>[]>();
  for (const result of results) {
    const key = name(result.point);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups].map(([key, members]) => ({ name: key, results: members }));
}

/** A number or an estimate in words: `0.973 [0.951, 0.995]`. */
export function describe(value: Estimate | number | null | undefined): string {
  if (value === null || value === undefined) return 'not measured';
  if (typeof value === 'number') return format(value);
  const { interval } = value;
  if (interval === null) return `${format(value.value)} (no interval)`;
  return `${format(value.value)} [${format(interval.low)}, ${format(interval.high)}]`;
}

/** Four digits, powers of ten where plain digits would mislead. */
export function format(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}
