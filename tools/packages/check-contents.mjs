import { execFileSync } from 'node:child_process';
import { isProgram } from './derived-files.mjs';

/** What is wrong with a packed package: files that are missing or should not be there, and a changelog without its version.
 *
 * @param packed   one entry of what `npm pack --json` prints
 * @param tarball  path of the file
 * @returns sentences; empty if nothing is wrong
 */
export function describeContents({ name, version, files }, tarball) {
  const paths = files.map(({ path }) => path);
  const read = (path) => execFileSync('tar', ['-xzOf', tarball, `package/${path}`], { encoding: 'utf8' });
  const manifest = JSON.parse(read('package.json'));
  const targets = [manifest.exports, manifest.imports, manifest.bin, manifest.main].flatMap(localPaths);
  const needed = ['README.md', 'CHANGELOG.md', 'LICENSE', ...targets];
  if (isProgram({ manifest })) needed.push('dist/main.js', 'dist/THIRD-PARTY-NOTICES.txt');
  const problems = needed
    .filter((path) => !paths.includes(path))
    .map((path) => `${name}: ${path} is not in the package`);
  const sources = paths.filter((path) => path.startsWith('src/') && path.endsWith('.ts'));
  for (const source of sources) {
    const built = source.replace(/^src/, 'dist').replace(/ts$/, 'js');
    if (!paths.includes(built)) problems.push(`${name}: ${source} is packed, and what is built from it is not`);
  }
  const stray = paths.filter((path) => /tsbuildinfo|\.test\./.test(path));
  problems.push(...stray.map((path) => `${name}: ${path} should not be in the package`));
  if (!paths.includes('CHANGELOG.md') || !read('CHANGELOG.md').includes(`\n## ${version}\n`)) {
    problems.push(`${name}: CHANGELOG.md has no section ${version}`);
  }
  return problems;
}

/** Paths of files that a field of the manifest names, without the leading `./`. */
function localPaths(value) {
  if (typeof value === 'string') return value.startsWith('./') ? [value.slice(2)] : [];
  return value === null || value === undefined ? [] : Object.values(value).flatMap(localPaths);
}
