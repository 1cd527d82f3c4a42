import { writeFileAtomically } from '@noprior/array-files';
import { renderHtml } from '@noprior/report';
import type { SuiteResult } from '../benchmark/results.ts';
import { benchmarkPage } from './benchmark-page.ts';

/** Write results as one self-contained HTML page.
 *
 * @throws {DomainError} if the file cannot be written
 */
export async function writeBenchmarkPage(results: readonly SuiteResult[], file: string): Promise<void> {
  await writeFileAtomically(file, renderHtml(benchmarkPage(results)));
}
