import { fileURLToPath } from 'node:url';

// This module lies one level below the folder of the package: in src/, and in dist/ as a part of the bundle.
const home = new URL('..', import.meta.url);

/** The package.json of this program. */
export const packageFile: string = fileURLToPath(new URL('package.json', home));

/** Path of a built module that is started in a process of its own. */
export function builtModule(name: 'probe' | 'worker'): string {
  return fileURLToPath(new URL(`dist/${name}.js`, home));
}
