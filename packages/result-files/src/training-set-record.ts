import { createHash } from 'node:crypto';
import type { Dataset } from '@noprior/datasets';
import { fileChecksum, readRunRecord, recordOf } from '@noprior/run-folder';
import { toHostDtype } from '@noprior/tensor';

/** SHA-256 of samples and labels as float32, by which a score checks that it has the samples of the training. */
export function datasetChecksum({ x, y }: Pick<Dataset, 'x' | 'y'>): string {
  const hash = createHash('sha256');
  for (const tensor of [x, y]) {
    const { data } = toHostDtype(tensor, 'float32');
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

/** The checksum of the training set that the record beside a model names; `undefined` if there is none of this model. */
export async function readTrainingSetChecksum(model: string): Promise<string | undefined> {
  const record = await readRunRecord(recordOf(model)).catch(() => undefined);
  if (record === undefined || !Object.values(record.files).includes(await fileChecksum(model))) return undefined;
  const { results } = record.fields;
  const named = typeof results === 'object' && results !== null && 'trainingSetChecksum' in results;
  return named && typeof results.trainingSetChecksum === 'string' ? results.trainingSetChecksum : undefined;
}
