import { FormatError } from '@noprior/tensor';
import { parseNpy } from './npy.ts';
import { hasNpyMagic } from './npy-header.ts';
import { parseNpz } from './npz.ts';
import { readFileBytes } from './read-file-bytes.ts';
import type { ReadOptions } from './read-options.ts';
import { type NamedArrays, parseSafetensors } from './safetensors.ts';
import { hasSafetensorsMagic } from './safetensors-header.ts';

/** Read the arrays of a .npy, .npz or .safetensors file (Node only).
 *
 * Extension and first bytes must tell the same format. The one array of a .npy file is named `arr_0`, as numpy names
 * arrays that were given no name.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} for another extension, for contents of another format than the extension tells, and whatever
 *   {@link parseNpy}, {@link parseNpz} and {@link parseSafetensors} refuse
 * @example const { arrays, metadata } = await loadArrays('weights.safetensors')
 */
export async function loadArrays(path: string, options: ReadOptions = {}): Promise<NamedArrays> {
  const format = formatOfName(path);
  const bytes = await readFileBytes(path, options);
  const found = formatOfBytes(bytes);
  if (found !== format) {
    throw new FormatError(`loadArrays: ${path} is named .${format}, but its contents ${describe(found)}`);
  }
  const named = { name: path, ...options };
  if (format === 'safetensors') return parseSafetensors(bytes, named);
  const metadata: Record<string, string> = Object.create(null);
  if (format === 'npz') return { arrays: parseNpz(bytes, named), metadata };
  const arrays: NamedArrays['arrays'] = Object.create(null);
  arrays.arr_0 = parseNpy(bytes, named);
  return { arrays, metadata };
}

type Format = 'npy' | 'npz' | 'safetensors';

function formatOfName(path: string): Format {
  const extension = /\.(npy|npz|safetensors)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === 'npy' || extension === 'npz' || extension === 'safetensors') return extension;
  throw new FormatError(`loadArrays: expected a name that ends in .npy, .npz or .safetensors, got ${path}`);
}

function formatOfBytes(bytes: Uint8Array): Format | undefined {
  if (hasNpyMagic(bytes)) return 'npy';
  // A zip archive begins with its first file, an empty one with its end record.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) return 'npz';
  return hasSafetensorsMagic(bytes) ? 'safetensors' : undefined;
}

function describe(format: Format | undefined): string {
  if (format !== undefined) return `are ${format}`;
  return 'begin as none of npy, npz and safetensors do; the file is corrupt, truncated or of another format';
}
