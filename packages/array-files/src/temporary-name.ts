import { crc32 } from './crc32.ts';

/** Longest part of a file's name that is kept: file systems allow 255 bytes for all of it, and a character has up to four. */
const keptLength = 40;

/** A name that no other file has, for a file that is written before it takes the name of another in the same folder.
 *
 * @param name  that of the other file
 */
export function temporaryName(name: string): string {
  return `${prefixOf(name)}${crypto.randomUUID()}.tmp`;
}

/** Whether a name is one that {@link temporaryName} gives for a file: if no process writes that file, it was left behind. */
export function isTemporaryNameOf(temporary: string, name: string): boolean {
  const prefix = prefixOf(name);
  return (
    temporary.startsWith(prefix) &&
    /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/.test(temporary.slice(prefix.length))
  );
}

/** Long names that begin alike do not end alike. */
function prefixOf(name: string): string {
  if (name.length <= keptLength) return `.${name}.`;
  return `.${name.slice(0, keptLength)}~${crc32(new TextEncoder().encode(name)).toString(16).padStart(8, '0')}.`;
}
