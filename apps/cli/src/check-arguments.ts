import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** Refuse arguments that are no UTF-8: Node has replaced their bytes, so a file would get another name.
 *
 * @param read  the command line as bytes, arguments ended by zeros; undefined where the system does not tell
 * @throws {UsageError} naming the argument
 */
export function checkArguments(args: readonly string[], read: () => Buffer | undefined = readCommandLine): void {
  const suspects = args.flatMap((text, index) => (text.includes('\ufffd') ? [index] : []));
  if (suspects.length === 0) return;
  // Where the bytes are known, an argument that has this character in truth is taken.
  const given = read()?.toString('latin1').split('\0').slice(0, -1).slice(-args.length);
  const wrong = suspects.find(
    (index) => given?.length !== args.length || !isUtf8(Buffer.from(given[index]!, 'latin1')),
  );
  if (wrong === undefined) return;
  throw new UsageError(
    `argument ${wrong + 1} (${JSON.stringify(args[wrong])}) is not UTF-8, so it would name another file; rename the file, or check the locale`,
  );
}

function readCommandLine(): Buffer | undefined {
  try {
    return readFileSync('/proc/self/cmdline');
  } catch {
    return undefined;
  }
}
