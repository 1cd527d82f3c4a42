import { FormatError, hasErrorCode } from '@noprior/tensor';
import { type ArrayFile, entryOf } from './array-file.ts';
import { describeContents } from './describe-contents.ts';
import { bytesAt } from './internal/file-prefix.ts';
import { showPath } from './internal/open-regular-file.ts';
import { parseNpy } from './npy.ts';
import { hasNpyMagic, parseNpyHeader } from './npy-header.ts';
import { openNpz } from './npz.ts';
import { readFileBytes, readFileEnds } from './read-file-bytes.ts';
import type { ReadOptions } from './read-options.ts';
import { openSafetensors } from './safetensors.ts';

/** Open a .npy, .npz or .safetensors file (Node only): its bytes are read, its arrays are not.
 *
 * Extension and contents must tell the same format. The one array of a .npy file is named `arr_0`, as numpy names arrays
 * that were given no name. A message says what another file is, and how it becomes one of these.
 *
 * @throws {SystemError} {DomainError} if there is no readable regular file at `path`
 * @throws {FormatError} for another extension, for contents of another format than the extension tells, and for damage
 * @example const file = await openArrays('xy.npz'); file.describe('x').shape
 */
export async function openArrays(path: string, options: ReadOptions = {}): Promise<ArrayFile> {
  const shown = showPath(path);
  const format = await formatOfName(path, shown);
  const bytes = await readFileBytes(path, options);
  const named = { name: shown, ...options };
  checkContents(bytes, format, shown);
  if (format === 'safetensors') return openSafetensors(bytes, named);
  if (format === 'npz') return openNpz(bytes, named);
  const entries = new Map([['arr_0', bytes]]);
  return {
    format,
    names: ['arr_0'],
    metadata: Object.create(null),
    describe: (name) => parseNpyHeader(entryOf(entries, name, `parseNpy: ${shown}`), `parseNpy: ${shown}`),
    read: (name) => parseNpy(entryOf(entries, name, `parseNpy: ${shown}`), named),
  };
}

type Format = ArrayFile['format'];

/** A zip archive begins with its first file, an empty one with its end record. */
function isArchive(bytes: Uint8Array): boolean {
  return bytesAt(bytes, 0, [0x50, 0x4b]) && (bytes[2] === 3 || bytes[2] === 5);
}

const begins: Readonly<Record<Format, (bytes: Uint8Array) => boolean>> = {
  npy: hasNpyMagic,
  npz: isArchive,
  // The brace of the header; what stands before it, its length, is checked by the reader.
  safetensors: (bytes) => bytes.length >= 9 && bytes[8] === 0x7b,
};

async function formatOfName(path: string, shown: string): Promise<Format> {
  const extension = /\.(npy|npz|safetensors)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === 'npy' || extension === 'npz' || extension === 'safetensors') return extension;
  const expected = `openArrays: expected a name that ends in .npy, .npz or .safetensors, got ${shown}`;
  const ends = await readFileEnds(path).catch((cause: unknown): never => {
    if (!isMissing(cause)) throw cause;
    throw new FormatError(`${expected}; there is no such file either`, { cause });
  });
  const found = formatOfBytes(ends);
  if (found !== undefined)
    throw new FormatError(`${expected}; its contents are ${found}: rename it to end in .${found}`);
  const contents = describeContents(ends);
  throw new FormatError(contents === undefined ? expected : `${expected}; the file is ${contents}`);
}

function isMissing(error: unknown): boolean {
  const cause = hasErrorCode(error, 'SYSTEM') ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/** The format that the first bytes tell; archives that PyTorch and Keras write are not npz. */
function formatOfBytes(bytes: Uint8Array): Format | undefined {
  if (hasNpyMagic(bytes)) return 'npy';
  if (begins.npz(bytes)) return isForeignArchive(bytes) ? undefined : 'npz';
  return begins.safetensors(bytes) ? 'safetensors' : undefined;
}

function isForeignArchive(bytes: Uint8Array): boolean {
  return /^a (PyTorch|Keras)/.test(describeContents(bytes) ?? '');
}

/** @throws {FormatError} that says what the contents are, unless they begin as the format does */
function checkContents(bytes: Uint8Array, format: Format, shown: string): void {
  if (begins[format](bytes) && !(format === 'npz' && isForeignArchive(bytes))) return;
  const named = `openArrays: ${shown} is named .${format}, but its contents are`;
  const found = formatOfBytes(bytes);
  if (found !== undefined) throw new FormatError(`${named} ${found}; rename it to end in .${found}`);
  throw new FormatError(`${named} not: the file is ${describeContents(bytes) ?? unknownContents(bytes)}`);
}

function unknownContents(bytes: Uint8Array): string {
  for (let at = 1; at < Math.min(bytes.length, 1024); at++) {
    if (bytesAt(bytes, at, [0x50, 0x4b, 3, 4])) {
      return `a zip archive with ${at} bytes too many before it; copy or download it again`;
    }
  }
  return 'of a format that is not known here, corrupt or truncated; copy or download it again';
}
