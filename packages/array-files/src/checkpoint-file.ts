import { FormatError, type HostTensor, quoteText, startAnew, wording } from '@noprior/tensor';
import { host } from '#host';
import {
  type CheckpointFields,
  type CheckpointKind,
  type CheckpointProgress,
  checkpointVersion,
  fromCheckpointMetadata,
  toCheckpointMetadata,
} from './checkpoint-fields.ts';
import { isMissing, loadRecords, type RecordLists, RecordsFile } from './checkpoint-records.ts';
import { describeContents } from './describe-contents.ts';
import { newRecordsName, removeLeftovers } from './internal/checkpoint-leftovers.ts';
import { readFileBytes } from './read-file-bytes.ts';
import { parseSafetensors, serializeSafetensors } from './safetensors.ts';
import { hasSafetensorsMagic } from './safetensors-header.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** The state of a run between two iterations. */
export interface CheckpointContents extends CheckpointProgress {
  readonly arrays: Readonly<Record<string, HostTensor>>;
  /** Further text, by names that the layout does not use itself. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A checkpoint that was read, and found whole. */
export interface LoadedCheckpoint extends CheckpointContents {
  readonly metadata: Readonly<Record<string, string>>;
  /** When it was written, ISO 8601. */
  readonly savedAt: string;
  /** Records by list, oldest first, as they stand in the file. */
  readonly lists: Readonly<Record<string, readonly unknown[]>>;
}

/** How far the run of a checkpoint has come. */
export interface CheckpointSummary {
  /** Name of its {@link CheckpointKind}. */
  readonly kind: string;
  readonly iteration: number;
  readonly seconds: number;
  /** When it was written, ISO 8601. */
  readonly savedAt: string;
}

/** Writes the checkpoints of one run to one path (Node only).
 *
 * A checkpoint is a safetensors file with a SHA-256 over its tensors and metadata. Its records lie beside it in a file of their own, to which each
 * checkpoint adds what is new; the checkpoint names their length and CRC-32. The records are flushed to the disk before
 * the checkpoint takes its name, and every writer begins a records file of its own: whenever the process is killed,
 * the path stands for the old checkpoint with its records, or for the new one with its own.
 *
 * @example await new CheckpointWriter('run/checkpoint.safetensors', kind).save(contents, { records })
 */
export class CheckpointWriter {
  readonly #path: string;
  readonly #kind: CheckpointKind;
  #records: RecordsFile | undefined;
  #saved = false;

  constructor(path: string, kind: CheckpointKind) {
    this.#path = path;
    this.#kind = kind;
  }

  /** Write a checkpoint in the place of the one before.
   *
   * @param lists  grow at their ends from call to call; the same names every time
   * @throws {FormatError} for an iteration or seconds that could not be read again
   * @throws {SystemError} if it cannot be written; the one before stays
   */
  async save(
    { iteration, seconds, fingerprint, arrays, metadata = {} }: CheckpointContents,
    lists?: RecordLists,
  ): Promise<void> {
    const records = lists === undefined ? undefined : await (await this.#recordsFile()).append(lists);
    const fields: CheckpointFields = { iteration, seconds, fingerprint, savedAt: new Date().toISOString(), records };
    const text = { ...metadata, ...toCheckpointMetadata(this.#kind, fields) };
    // What could not be read again is not written.
    fromCheckpointMetadata(text, `checkpoint ${this.#path}`);
    const checksum = await contentChecksum(arrays, text);
    await writeFileAtomically(this.#path, serializeSafetensors(arrays, { ...text, checksum }));
    if (!this.#saved) await removeLeftovers(this.#path, records?.file);
    this.#saved = true;
  }

  async #recordsFile(): Promise<RecordsFile> {
    const { dirname } = await host.path();
    this.#records ??= new RecordsFile(dirname(this.#path), await newRecordsName(this.#path));
    return this.#records;
  }
}

/** Read a checkpoint with its records (Node only).
 *
 * @throws {FormatError} if it is damaged, of another kind or another version, or its records are missing or changed
 * @throws {DomainError} if there is no readable file at `path`
 */
export async function loadCheckpointFile(path: string, kind: CheckpointKind): Promise<LoadedCheckpoint> {
  const place = `${kind.reader}: ${path}`;
  const bytes = await readFileBytes(path, { maxBytes: Number.POSITIVE_INFINITY });
  const { fields, arrays, metadata } = await parseCheckpoint(bytes, [kind], path);
  const { records, ...progress } = fields;
  const { dirname, join } = await host.path();
  const lists = records === undefined ? {} : await loadRecords(join(dirname(path), records.file), records, place);
  return { ...progress, arrays, metadata, lists };
}

/** Look at a checkpoint without its records (Node only).
 *
 * @param kinds  what it may be, at least one
 * @returns undefined if there is no file at `path`
 * @throws {FormatError} if it is damaged, of another kind or another version
 */
export async function inspectCheckpointFile(
  path: string,
  kinds: readonly CheckpointKind[],
): Promise<CheckpointSummary | undefined> {
  const bytes = await readFileBytes(path, { maxBytes: Number.POSITIVE_INFINITY }).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const { kind, fields } = await parseCheckpoint(bytes, kinds, path);
  const { iteration, seconds, savedAt } = fields;
  return { kind, iteration, seconds, savedAt };
}

/** Remove a checkpoint, its records, and what killed runs have left of either (Node only). Nothing happens where there is none.
 *
 * @example await removeCheckpoint('run/checkpoint.safetensors')
 */
export async function removeCheckpoint(path: string): Promise<void> {
  const { rm } = await host.fs();
  await rm(path, { force: true });
  await removeLeftovers(path, undefined);
}

interface ParsedCheckpoint {
  readonly kind: string;
  readonly fields: CheckpointFields;
  readonly arrays: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

async function parseCheckpoint(
  bytes: Uint8Array,
  kinds: readonly CheckpointKind[],
  path: string,
): Promise<ParsedCheckpoint> {
  const { noun, reader } = kinds[0]!;
  const place = `${reader}: ${path}`;
  const remedy = wording`name another file, or ${startAnew}`;
  if (!hasSafetensorsMagic(bytes)) {
    const found = describeContents(bytes) ?? 'of no known format';
    throw new FormatError(wording`${place} is not a checkpoint of ${noun}, the file is ${found}; ${remedy}`);
  }
  const { arrays, metadata } = parseSafetensors(bytes, { name: path, maxBytes: Number.POSITIVE_INFINITY });
  const { checksum, ...text } = metadata;
  const { checkpoint: kind, checkpointVersion: version } = text;
  if (kind === undefined) {
    const old = 'iteration' in text || 'checkpoint' in readObject(text.metadata);
    const found = old ? 'it is of version 1, whose checkpoints have no checksum' : 'it does not say that it is one';
    throw new FormatError(wording`${place} is not a checkpoint of ${noun} that can be read: ${found}; ${remedy}`);
  }
  if (version !== checkpointVersion) {
    const found = version === undefined ? 'none' : quoteText(version);
    throw new FormatError(
      wording`${place}: expected version ${checkpointVersion} of checkpoints, got ${found}; ${remedy}`,
    );
  }
  const expected = await contentChecksum(arrays, text);
  if (checksum !== expected) {
    throw new FormatError(
      wording`${place} is damaged: the SHA-256 of its contents is ${expected}, it says ${quoteText(checksum ?? '')}; use an older copy of it, or ${startAnew}`,
    );
  }
  if (!kinds.some(({ name }) => name === kind)) {
    throw new FormatError(
      wording`${place} is not a checkpoint of ${noun} but of another kind, ${quoteText(kind)}; ${remedy}`,
    );
  }
  return { kind, fields: fromCheckpointMetadata(text, place), arrays, metadata: text };
}

/** SHA-256 of tensors and metadata in the order in which they are written. */
async function contentChecksum(
  arrays: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>>,
): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', serializeSafetensors(arrays, metadata));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readObject(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
