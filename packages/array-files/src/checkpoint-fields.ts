import { FormatError, quoteText, startAnew, wording } from '@noprior/tensor';
import type { RecordsState } from './checkpoint-records.ts';

/** How checkpoints of one kind of run are told from others. */
export interface CheckpointKind {
  /** As the file has it: `attack`. */
  readonly name: string;
  /** With an article, for messages: `an attack`. */
  readonly noun: string;
  /** The function that reads it, for messages. */
  readonly reader: string;
}

/** What every checkpoint says of the run that it belongs to. */
export interface CheckpointProgress {
  /** Steps done. */
  readonly iteration: number;
  /** Seconds spent so far. */
  readonly seconds: number;
  /** What must be the same in the run that goes on from here, as text. */
  readonly fingerprint: string;
}

/** Fields of the metadata of a checkpoint that this layout takes; no others may have their names. */
export interface CheckpointFields extends CheckpointProgress {
  readonly savedAt: string;
  readonly records: RecordsState | undefined;
}

/** Version of the layout. Version 1 had no checksum, and kept the records in its header. */
export const checkpointVersion = '2';

/** {@link CheckpointFields} as text. */
export function toCheckpointMetadata(kind: CheckpointKind, fields: CheckpointFields): Record<string, string> {
  const { iteration, seconds, fingerprint, savedAt, records } = fields;
  return {
    checkpoint: kind.name,
    checkpointVersion,
    iteration: String(iteration),
    seconds: String(seconds),
    savedAt,
    fingerprint,
    ...(records === undefined ? {} : { records: JSON.stringify(records) }),
  };
}

/** {@link CheckpointFields} from text, every number exactly as {@link toCheckpointMetadata} writes it.
 *
 * @param metadata  of a file whose checksum was right
 * @throws {FormatError} if a field is missing or written in another way
 */
export function fromCheckpointMetadata(metadata: Readonly<Record<string, string>>, place: string): CheckpointFields {
  const { fingerprint, savedAt } = metadata;
  const iteration = readNumber(metadata.iteration);
  const seconds = readNumber(metadata.seconds);
  if (iteration === undefined || !Number.isSafeInteger(iteration)) {
    throw broken(place, 'iteration', 'an integer from 0', metadata.iteration);
  }
  if (seconds === undefined) throw broken(place, 'seconds', 'a number from 0', metadata.seconds);
  if (fingerprint === undefined) throw broken(place, 'fingerprint', 'text', fingerprint);
  if (savedAt === undefined) throw broken(place, 'savedAt', 'a time', savedAt);
  return { iteration, seconds, fingerprint, savedAt, records: readRecordsState(metadata.records, place) };
}

/** A number from 0 that is written as JavaScript writes it: `1e2`, `0x10`, ` 5` and the empty text are none. */
function readNumber(text: string | undefined): number | undefined {
  const value = Number(text);
  return String(value) === text && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function readRecordsState(text: string | undefined, place: string): RecordsState | undefined {
  if (text === undefined) return undefined;
  try {
    const { file, bytes, crc32 }: Partial<Record<string, unknown>> = JSON.parse(text);
    if (typeof file === 'string' && isFileName(file) && isCount(bytes) && isCount(crc32)) return { file, bytes, crc32 };
  } catch {
    // Refused below.
  }
  throw broken(place, 'records', 'file, bytes and crc32', text);
}

/** Whether a name stays in its folder. */
function isFileName(name: string): boolean {
  return /^[^/\\\0]+$/.test(name) && name !== '.' && name !== '..';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function broken(place: string, field: string, expected: string, found: string | undefined): FormatError {
  const came = found === undefined ? 'nothing' : quoteText(found);
  return new FormatError(wording`${place}: ${field} must be ${expected}, got ${came}; ${startAnew}`);
}
