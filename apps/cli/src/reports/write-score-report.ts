import { writeFileAtomically } from '@noprior/array-files';
import { renderReport } from '@noprior/report';
import { makeScoreReport, type ScoreReportInput } from './score-report.ts';

/** Write the report of one attack as HTML.
 *
 * @throws {DomainError} if the file cannot be written
 */
export async function writeScoreReport(path: string, input: ScoreReportInput): Promise<void> {
  await writeFileAtomically(path, renderReport(makeScoreReport(input)));
}
