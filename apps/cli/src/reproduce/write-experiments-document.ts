import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import { DomainError } from '@noprior/tensor';
import { experimentsDocument } from './experiments-document.ts';
import { loadStoredExperiments } from './stored-experiment.ts';

/** Write the results of a folder of `noprior reproduce` for the documentation: one JSON file for each experiment, and a README of these and of
 * the experiments that were there before.
 *
 * @param run  folder that `noprior reproduce` wrote
 * @param out  folder to write
 * @returns    names of the experiments of the run
 * @throws {DomainError} if there is no experiment in it
 */
export async function writeExperimentsDocument(run: string, out: string): Promise<string[]> {
  const experiments = await loadStoredExperiments(run);
  if (experiments.length === 0) {
    throw new DomainError(
      `write-experiments: ${run} holds no experiment; make it with noprior reproduce NAME --out ${run}`,
    );
  }
  await mkdir(out, { recursive: true });
  for (const experiment of experiments) {
    await writeFileAtomically(join(out, documentFile(experiment.name)), `${JSON.stringify(experiment)}\n`);
  }
  const text = experimentsDocument(await loadStoredExperiments(out, documentFile));
  await writeFileAtomically(join(out, 'README.md'), text);
  return experiments.map(({ name }) => name);
}

function documentFile(name: string): string {
  return `${name}.json`;
}
