import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where Chromium is: the path in NOPRIOR_CHROMIUM, else the first of its usual names in PATH, else Debian's place.
 *
 * @param environment  `process.env`
 * @returns `undefined` if there is none; a NOPRIOR_CHROMIUM that names no program counts as none
 */
export function findChromium(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = environment.NOPRIOR_CHROMIUM;
  if (named !== undefined && named !== '') return isExecutable(named) ? named : undefined;
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), '/usr/bin/chromium'].find(
    isExecutable,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
