import { saveNpz, writeFileAtomically } from '@noprior/array-files';
import type { AttackRecord, AttackResult } from '@noprior/reconstruction-attack';
import type { WriteFile } from '@noprior/run-folder';

/** Names of the files that an attack leaves beside its record. */
export const attackFileNames = ['candidates.npz', 'progress.csv'] as const;

/** What an attack leaves: `candidates.npz` with x [n, d], lambda [n], y [n], predicted [n] (0 or 1) and memberScore [n]; `progress.csv`.
 *
 * @param columns  names of the numbers in its records
 */
export function attackFiles(
  { candidates, predicted, memberScore, records }: AttackResult,
  columns: readonly string[],
): Readonly<Record<(typeof attackFileNames)[number], WriteFile>> {
  return {
    'candidates.npz': (path) => saveNpz(path, { ...candidates, predicted, memberScore }),
    'progress.csv': (path) => writeFileAtomically(path, toCsv(records, columns)),
  };
}

/** Records as CSV, one line for each evaluation; the stage is a column where there is one. */
function toCsv(records: readonly AttackRecord[], names: readonly string[]): string {
  const hasStage = records.some(({ stage }) => stage !== undefined);
  const lines = records.map(({ iteration, seconds, stage, values }) =>
    [iteration, seconds, ...(hasStage ? [stage ?? ''] : []), ...names.map((name) => values[name] ?? '')].join(','),
  );
  return [['iteration', 'seconds', ...(hasStage ? ['stage'] : []), ...names].join(','), ...lines, ''].join('\n');
}
