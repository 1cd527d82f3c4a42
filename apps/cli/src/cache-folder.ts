import { homedir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@noprior/tensor';
import type { Terminal } from './terminal.ts';

/** The folder for downloads: `$NOPRIOR_CACHE_DIR`, else `$XDG_CACHE_HOME/noprior`, else `~/.cache/noprior`.
 *
 * As the XDG base directory specification says, an empty variable counts as none.
 *
 * @throws {DomainError} if none of them is set and the user is unknown, as in a container with a number for a user
 */
export function findCacheFolder({ env }: Pick<Terminal, 'env'>): string {
  if (env.NOPRIOR_CACHE_DIR) return env.NOPRIOR_CACHE_DIR;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'noprior');
  const home = findHome();
  if (home !== undefined) return join(home, '.cache', 'noprior');
  throw new DomainError(
    'there is no folder for downloads: HOME is not set and this user has no home folder; set NOPRIOR_CACHE_DIR or ' +
      'HOME, or pass --data-dir with the folder that holds the files',
  );
}

/** The user's home folder; undefined where HOME is empty, and where the system does not know the user. */
function findHome(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}
