import { readFileBytes } from '@noprior/array-files';
import { hasErrorCode } from '@noprior/tensor';

/** No result of an experiment is longer. */
const maxTextBytes = 2 ** 24;

/** Text of a file beside others, which anybody may have put there: a named pipe or a device is refused without waiting for it,
 * and a larger file before it is read.
 *
 * @param maxBytes  16 MiB if not given
 * @returns `undefined` if there is no file at `path`
 * @throws {SystemError} {DomainError} {FormatError} as `readFileBytes`
 */
export async function readSmallText(path: string, maxBytes: number = maxTextBytes): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readFileBytes(path, { maxBytes }));
  } catch (error) {
    const cause = hasErrorCode(error, 'SYSTEM') ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
