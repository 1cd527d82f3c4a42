import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Dataset } from '@noprior/datasets';
import { toHostDtype } from '@noprior/tensor';
import { modelRecordPath } from './model-files.ts';
import { fileChecksum } from './run-record.ts';

/** SHA-256 of samples and labels as float32, by which a score tells whether it has the samples of the training. */
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
  try {
    const record: unknown = JSON.parse(await readFile(modelRecordPath(model), 'utf8'));
    const results = field(record, 'results');
    if (field(results, 'modelChecksum') !== (await fileChecksum(model))) return undefined;
    const checksum = field(results, 'trainingSetChecksum');
    return typeof checksum === 'string' ? checksum : undefined;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
