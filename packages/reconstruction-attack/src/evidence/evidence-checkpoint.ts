import { loadArrays, saveSafetensors } from '@noprior/array-files';
import { FormatError, type HostTensor } from '@noprior/tensor';
import type { EvidenceRecord } from './evidence-record.ts';

/** The state of an evidence attack between two iterations. Continuing from it gives the numbers of an uninterrupted run. */
export interface EvidenceCheckpoint {
  /** Iterations done. */
  readonly iteration: number;
  /** Seconds spent so far. */
  readonly seconds: number;
  /** The tensors of the step's state, and the labels `y`. */
  readonly state: Readonly<Record<string, HostTensor>>;
  readonly records: readonly EvidenceRecord[];
  /** Configuration, network and backend in one line of text; a run is resumed only under the same. */
  readonly fingerprint: string;
}

const formatName = 'noprior-evidence-checkpoint';
const formatVersion = '1';

/** Write a checkpoint, atomically: the one before stays whole until the new one is.
 *
 * @param path  a .safetensors file
 * @throws {DomainError} if the file cannot be written
 * @example await saveEvidenceCheckpoint('run/checkpoint.safetensors', checkpoint)
 */
export async function saveEvidenceCheckpoint(path: string, checkpoint: EvidenceCheckpoint): Promise<void> {
  await saveSafetensors(path, checkpoint.state, {
    format: formatName,
    version: formatVersion,
    iteration: String(checkpoint.iteration),
    seconds: String(checkpoint.seconds),
    records: JSON.stringify(checkpoint.records),
    fingerprint: checkpoint.fingerprint,
  });
}

/** Read a checkpoint.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if the file is truncated or damaged, or not a checkpoint of an evidence attack
 * @example await runEvidenceAttack(network, config, { backend, resume: await loadEvidenceCheckpoint('run/checkpoint.safetensors') })
 */
export async function loadEvidenceCheckpoint(path: string): Promise<EvidenceCheckpoint> {
  const { arrays, metadata } = await loadArrays(path);
  if (metadata.format !== formatName || metadata.version !== formatVersion) {
    throw new FormatError(
      `loadEvidenceCheckpoint: ${path} is not a checkpoint of an evidence attack (${formatName}, version ${formatVersion}); give another path`,
    );
  }
  const iteration = Number(metadata.iteration);
  const seconds = Number(metadata.seconds);
  const records = parseRecords(metadata.records);
  const { fingerprint } = metadata;
  if (
    !Number.isSafeInteger(iteration) ||
    iteration < 0 ||
    !Number.isFinite(seconds) ||
    records === undefined ||
    fingerprint === undefined
  ) {
    throw new FormatError(`loadEvidenceCheckpoint: the header of ${path} is damaged; use an older copy, or start anew`);
  }
  for (const name of ['x', 'logLambda', 'y']) {
    if (arrays[name] === undefined) throw new FormatError(`loadEvidenceCheckpoint: ${path} has no tensor ${name}`);
  }
  return { iteration, seconds, state: arrays, records, fingerprint };
}

const recordFields = ['iteration', 'seconds', 'noise', 'value', 'fit', 'occam'] as const;

function parseRecords(text: string | undefined): EvidenceRecord[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return Array.isArray(value) && value.every(isRecord) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is EvidenceRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return recordFields.every((name) => typeof fields[name] === 'number');
}
