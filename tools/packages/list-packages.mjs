import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** JSON of a file in the repository. */
export function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/** Every workspace: its folder from the root, its package.json, and whether it is published.
 * A folder without a package.json is none.
 */
export function listPackages() {
  const { workspaces } = readJson('package.json');
  return workspaces
    .flatMap((pattern) => {
      const parent = pattern.replace(/\/\*$/, '');
      return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
    })
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
    .map((folder) => {
      const manifest = readJson(`${folder}/package.json`);
      return { folder, manifest, name: manifest.name, isPublished: manifest.private !== true };
    });
}

/** Folders of the workspaces that a package needs at run time, sorted. */
export function dependencyFolders({ manifest }, packages) {
  const needed = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies };
  return packages.filter(({ name }) => name in needed).map(({ folder }) => folder);
}
