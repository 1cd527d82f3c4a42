import { FormatError, SystemError, startAnew, wording } from '@noprior/tensor';
import { host } from '#host';
import { crc32 } from './crc32.ts';
import { readFileBytes } from './read-file-bytes.ts';

/** Lists of records by name. A list only ever grows at its end. */
export type RecordLists = Readonly<Record<string, readonly object[]>>;

/** The part of a records file that a checkpoint counts on. */
export interface RecordsState {
  /** Name of the file, in the folder of the checkpoint. */
  readonly file: string;
  /** Length of the part that belongs to the checkpoint; what follows was added after it. */
  readonly bytes: number;
  /** CRC-32 of that part. */
  readonly crc32: number;
}

/** Records that are turned into text at a time. */
const batch = 10_000;

/** Writes the records of a run to one file, which grows by what is new: one line of JSON a record, `["list",{...}]`. */
export class RecordsFile {
  readonly #folder: string;
  readonly #written = new Map<string, number>();
  #state: RecordsState;
  #exists = false;

  constructor(folder: string, file: string) {
    this.#folder = folder;
    this.#state = { file, bytes: 0, crc32: 0 };
  }

  /** Add the records that are not in the file yet, and flush them to the disk.
   *
   * @returns the file as it is then
   * @throws {SystemError} if the file cannot be written; a later call begins where the last successful one ended
   */
  async append(lists: RecordLists): Promise<RecordsState> {
    const { join } = await host.path();
    const path = join(this.#folder, this.#state.file);
    try {
      return await this.#append(path, lists);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SystemError(
        `checkpoint: cannot write the records ${path} (${reason}); check that the folder exists, is writable and has room`,
        { cause },
      );
    }
  }

  async #append(path: string, lists: RecordLists): Promise<RecordsState> {
    const { open } = await host.fs();
    const handle = await open(path, this.#exists ? 'r+' : 'wx');
    this.#exists = true;
    try {
      let { bytes, crc32: crc } = this.#state;
      for (const [name, records] of Object.entries(lists)) {
        for (let at = this.#written.get(name) ?? 0; at < records.length; at += batch) {
          const lines = records.slice(at, at + batch).map((record) => `${JSON.stringify([name, record])}\n`);
          const part = new TextEncoder().encode(lines.join(''));
          for (let done = 0; done < part.length; ) {
            done += (await handle.write(part, done, part.length - done, bytes + done)).bytesWritten;
          }
          crc = crc32(part, crc);
          bytes += part.length;
        }
      }
      await handle.sync();
      this.#state = { ...this.#state, bytes, crc32: crc };
    } finally {
      await handle.close();
    }
    for (const [name, records] of Object.entries(lists)) this.#written.set(name, records.length);
    return this.#state;
  }
}

/** Read the part of a records file that belongs to a checkpoint.
 *
 * @param path   the file
 * @param place  the checkpoint, for messages
 * @returns      records by the name of their list, oldest first, unchecked
 * @throws {FormatError} if the file is missing, too short or changed
 */
export async function loadRecords(
  path: string,
  { bytes, crc32: expected }: RecordsState,
  place: string,
): Promise<Record<string, unknown[]>> {
  const whole = await readFileBytes(path, { maxBytes: Number.POSITIVE_INFINITY }).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new FormatError(wording`${place}: its records, ${path}, are missing; put the file back, or ${startAnew}`);
  });
  if (whole.length < bytes) {
    throw new FormatError(
      wording`${place}: its records, ${path}, have ${whole.length} bytes, expected at least ${bytes}; use an older copy of both, or ${startAnew}`,
    );
  }
  const part = whole.subarray(0, bytes);
  const found = crc32(part);
  if (found !== expected) {
    throw new FormatError(
      wording`${place}: its records, ${path}, have been changed (CRC-32 ${found}, expected ${expected}); use an older copy of both, or ${startAnew}`,
    );
  }
  return parseLines(part, `${place}: its records, ${path}`);
}

function parseLines(bytes: Uint8Array, place: string): Record<string, unknown[]> {
  const lists: Record<string, unknown[]> = Object.create(null);
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    const text = decoder.decode(bytes.subarray(at, end === -1 ? bytes.length : end));
    let line: unknown;
    try {
      line = JSON.parse(text);
    } catch (cause) {
      throw new FormatError(wording`${place}: the line at byte ${at} is not JSON; ${startAnew}`, { cause });
    }
    if (!Array.isArray(line) || line.length !== 2 || typeof line[0] !== 'string') {
      throw new FormatError(wording`${place}: the line at byte ${at} is no record; ${startAnew}`);
    }
    const name: string = line[0];
    lists[name] ??= [];
    lists[name].push(line[1]);
    at = end === -1 ? bytes.length : end + 1;
  }
  return lists;
}

/** Whether an error of {@link readFileBytes} says that there is no such file. */
export function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
