import { writeFileAtomically } from '@noprior/array-files';
import { renderReport } from '@noprior/report';
import { type CertifyReportInput, makeCertifyReport } from './certify-report.ts';

/** Render the report of a certificate and write it. */
export async function writeCertifyReport(path: string, input: CertifyReportInput): Promise<void> {
  await writeFileAtomically(path, renderReport(makeCertifyReport(input)));
}
