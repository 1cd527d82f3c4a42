import { join, resolve } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import { renderReport } from '@noprior/report';
import { openOutputFile, refuseReplacing } from '@noprior/run-folder';
import { DomainError } from '@noprior/tensor';
import { refuseForeignFile } from '../refuse-foreign-file.ts';
import type { RunRecord } from '../run-record.ts';
import { readSmallText } from '../small-text.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { makeExperimentsReport } from './experiments-report.ts';
import { loadStoredExperiments, resultsFile } from './stored-experiment.ts';

/** Read a folder of `noprior reproduce` and write its page.
 *
 * @throws {DomainError} if there is no experiment in it
 */
export async function writeExperimentsReport(
  folder: string,
  options: { readonly out?: string; readonly overwrite?: boolean; readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const path = options.out ?? join(folder, 'report.html');
  const experiments = await loadStoredExperiments(folder);
  if (experiments.length === 0) {
    throw new DomainError(`report: ${folder} holds no experiment; make it with noprior reproduce NAME --out ${folder}`);
  }
  await refuseReplacing(
    [path],
    [join(folder, 'run.json'), ...experiments.map(({ name }) => join(folder, resultsFile(name)))],
  );
  const output = await openOutputFile(path, '--out');
  try {
    await refuseForeignFile(path, '--out', options.overwrite ?? false);
    const report = await makeExperimentsReport(experiments, join(folder, 'cache'), await readFooter(folder));
    await writeFileAtomically(path, renderReport(report));
  } finally {
    await output.close();
  }
  const names = experiments.map(({ name }) => name);
  terminal.out(
    options.json
      ? `${toJson('report', { report: resolve(path), experiments: names })}\n`
      : `${path}: ${names.length} experiments, ${names.join(', ')}\n`,
  );
}

/** How and where the last run was made. */
async function readFooter(folder: string): Promise<string[]> {
  try {
    const record: RunRecord = JSON.parse((await readSmallText(join(folder, 'run.json'))) ?? '');
    const { version, commit, backend, machine, node, seconds } = record;
    return [
      `noprior ${version}${commit === null ? '' : `, commit ${commit}`}`,
      `${backend.name}, ${backend.device}; ${machine.processor}, ${machine.cores} cores; Node ${node}`,
      `the last run took ${seconds.toFixed(0)} seconds; results of earlier runs were kept`,
    ];
  } catch {
    return [];
  }
}
