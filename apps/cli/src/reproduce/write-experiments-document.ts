import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import { DomainError } from '@noprior/tensor';
import type { RunRecord } from '../run-record.ts';
import { experimentsDocument } from './experiments-document.ts';
import { loadStoredExperiments } from './stored-experiment.ts';

/** Write the results of a folder of `noprior reproduce` for the documentation: one JSON file for each experiment, the record of the last run
 * without folders of the machine, and a README.
 *
 * @param run  folder that `noprior reproduce` wrote
 * @param out  folder to write
 * @returns    names of the experiments
 * @throws {DomainError} if there is no experiment in it
 */
export async function writeExperimentsDocument(run: string, out: string): Promise<string[]> {
  const experiments = await loadStoredExperiments(run);
  if (experiments.length === 0) {
    throw new DomainError(
      `write-experiments: ${run} holds no experiment; make it with noprior reproduce NAME --out ${run}`,
    );
  }
  const record: RunRecord = JSON.parse(await readFile(join(run, 'run.json'), 'utf8'));
  const { scale, workers } = record.arguments;
  await mkdir(out, { recursive: true });
  for (const experiment of experiments) {
    await writeFileAtomically(join(out, `${experiment.name}.json`), `${JSON.stringify(experiment)}\n`);
  }
  const shown = { ...record, arguments: { ...record.arguments, dataDir: 'DIR', out: 'RUN' } };
  await writeFileAtomically(join(out, 'run.json'), `${JSON.stringify(shown, null, 2)}\n`);
  const text = experimentsDocument(experiments, record, `--scale ${scale} --workers ${workers}`);
  await writeFileAtomically(join(out, 'README.md'), text);
  return experiments.map(({ name }) => name);
}
