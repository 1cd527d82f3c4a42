import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseStrictJson } from '@noprior/array-files';
import { FormatError } from '@noprior/tensor';
import { fileChecksum } from './file-checksum.ts';
import { asObject, type Fields } from './internal/fields.ts';
import { fileLocation, folderLocation } from './run-location.ts';
import { hasStaged } from './staged-files.ts';

/** What a run says of itself in its record, read from a file that anybody may have written. */
export interface RunRecordFile {
  readonly path: string;
  readonly command: string | undefined;
  /** SHA-256 of what it wrote, by name in the folder of the record; empty in records of other programs. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of what it read, by name. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Everything that the record holds. */
  readonly fields: Fields;
}

/** No record is longer. */
const maxRecordBytes = 2 ** 22;

/** Read the record of a run.
 *
 * @returns `undefined` if there is no file at `path`
 * @throws {FormatError} if it is no JSON object, or too long
 */
export async function readRunRecord(path: string): Promise<RunRecordFile | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const fields = parse(text, path);
  return {
    path,
    command: typeof fields.command === 'string' ? fields.command : undefined,
    files: textsOf(fields.files),
    checksums: textsOf(fields.checksums),
    fields,
  };
}

/** The record of the run that made a file, if there is one beside it that names the file.
 *
 * @returns `undefined` if no record beside it names it
 * @throws {FormatError} if the file is not the one that the record names: two runs were mixed, or it was changed since
 */
export async function recordOfResult(file: string): Promise<RunRecordFile | undefined> {
  for (const location of [folderLocation(dirname(file)), fileLocation(file)]) {
    const path = join(location.folder, location.record);
    const record = await readRunRecord(path);
    if (record === undefined && (await hasStaged(location))) {
      throw new FormatError(
        `${file}: its folder is being given new results, or a run was killed while it did that; try again, or run the command that writes there again, which completes it`,
      );
    }
    const expected = record?.files[basename(file)];
    if (expected === undefined) continue;
    const found = await fileChecksum(file);
    if (found === expected) return record;
    throw new FormatError(
      `${file} is not the file that ${path} names (SHA-256 ${found.slice(0, 12)}..., expected ${expected.slice(0, 12)}...): ` +
        `it was changed or replaced after that run. Run it again, or take the file out of ${dirname(file)} to use it without that record`,
    );
  }
  return undefined;
}

async function readText(path: string): Promise<string | undefined> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new FormatError(`${path} is not a file, expected the record of a run`);
    if (status.size > maxRecordBytes) {
      throw new FormatError(`${path} has ${status.size} bytes, more than the ${maxRecordBytes} of any record`);
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function parse(text: string, path: string): Fields {
  const value = parseStrictJson(text, path, 'is not JSON, expected the record of a run; remove it if it is of no use');
  const fields = asObject(value);
  if (fields === undefined) throw new FormatError(`${path} holds no JSON object, expected the record of a run`);
  return fields;
}

/** The entries of an object that are text. */
function textsOf(value: unknown): Record<string, string> {
  const texts: Record<string, string> = Object.create(null);
  for (const [name, text] of Object.entries(asObject(value) ?? {})) if (typeof text === 'string') texts[name] = text;
  return texts;
}
