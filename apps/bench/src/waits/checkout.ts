import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BenchUsageError } from '../select-by-name.ts';

/** A built checkout of this repository. */
export interface Checkout {
  readonly folder: string;
  /** The file that Node runs as `noprior`. */
  readonly program: string;
  /** Short hash. */
  readonly commit: string;
  /** Whether files under version control differ from the commit. */
  readonly isChanged: boolean;
  /** Whether it is from before attacks had a registry, with other names on the command line. */
  readonly isEarlier: boolean;
}

/** A checkout that is built, and what it is at.
 *
 * @throws {BenchUsageError} if the folder has no built command line, or is no work tree of git
 */
export function openCheckout(path: string): Checkout {
  const folder = resolve(path);
  const program = join(folder, 'apps/cli/bin/noprior.js');
  if (!existsSync(join(folder, '.git')) || !existsSync(join(folder, 'apps/cli/dist/main.js'))) {
    throw new BenchUsageError(
      `waits: ${folder} is no checkout with a built apps/cli; run npm ci --ignore-scripts and npm run build in it\n`,
    );
  }
  const git = (...args: string[]): string => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
  return {
    folder,
    program,
    commit: git('rev-parse', '--short=9', 'HEAD'),
    isChanged: git('status', '--porcelain', '--untracked-files=no') !== '',
    isEarlier: !existsSync(join(folder, 'packages/reconstruction-attack/src/registry.ts')),
  };
}
