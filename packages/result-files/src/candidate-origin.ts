import { basename, dirname, join } from 'node:path';
import type { Scale } from '@noprior/kkt-loss';
import { type RunRecordFile, readRunRecord, recordOf, recordOfResult } from '@noprior/run-folder';

/** What the record beside a candidates file says about it. */
export interface CandidateOrigin {
  /** The record. */
  readonly path: string;
  /** Whether it is the training set that `certify` wrote with its multipliers: no attack found it. */
  readonly isTrainingSet: boolean;
  /** Whether a file of this name is one that the recorded command writes. */
  readonly isItsFile: boolean;
  /** Unit of the multipliers; `undefined` where the record does not say. Only earlier versions wrote `mean`. */
  readonly unit: Scale | undefined;
  /** SHA-256 of the model that the candidates explain; `undefined` where the record does not say. */
  readonly modelChecksum: string | undefined;
  /** SHA-256 of that model's weights, whatever file they are in; `undefined` where the record does not say. */
  readonly weightsChecksum: string | undefined;
}

/** Files of candidates that the commands of earlier versions wrote, whose records name no files. */
const earlierFiles: Readonly<Record<string, readonly string[]>> = {
  attack: ['candidates.npz'],
  evidence: ['candidates.npz'],
  corners: ['candidates.npz'],
  certify: ['training.npz', 'alternative.npz'],
};

/** Find the record of the run that wrote a candidates file, beside it.
 *
 * @returns `undefined` if there is none, or one of a command that writes no candidates
 * @throws {FormatError} if the record names the file and the file is another one by now, or if the record is damaged
 */
export async function readCandidateOrigin(path: string): Promise<CandidateOrigin | undefined> {
  const record = await recordOfResult(path);
  if (record !== undefined) return toOrigin(record, path, true);
  const own = await readRunRecord(recordOf(path));
  if (own?.command === 'transform' && isEarlier(own)) return toOrigin(own, path, true);
  const shared = await readRunRecord(join(dirname(path), 'run.json'));
  const files = shared?.command === undefined ? undefined : earlierFiles[shared.command];
  if (shared === undefined || files === undefined || !isEarlier(shared)) return undefined;
  return toOrigin(shared, path, files.includes(basename(path)));
}

function isEarlier({ files }: RunRecordFile): boolean {
  return Object.keys(files).length === 0;
}

function toOrigin(record: RunRecordFile, file: string, isItsFile: boolean): CandidateOrigin {
  const config = toFields(record.fields.config);
  return {
    path: record.path,
    isItsFile,
    isTrainingSet: record.command === 'certify' && basename(file) === 'training.npz',
    unit: toScale(config.multipliers) ?? toScale(config.scale),
    modelChecksum: recordedModel(record, config),
    weightsChecksum: record.checksums.weights,
  };
}

/** Checksum of the model: the one that the run wrote, as certify does; else `config.modelChecksum`, or that of the file which
 * `--model` named. */
function recordedModel({ files, checksums, fields }: RunRecordFile, config: Fields): string | undefined {
  // Earlier versions called it polished.
  const refined = files['refined.safetensors'] ?? files['polished.safetensors'];
  if (refined !== undefined) return refined;
  if (typeof config.modelChecksum === 'string') return config.modelChecksum;
  const { model } = toFields(fields.arguments);
  return typeof model === 'string' ? (checksums[basename(model)] ?? checksums[model]) : undefined;
}

function toScale(value: unknown): Scale | undefined {
  return value === 'mean' || value === 'sum' ? value : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
