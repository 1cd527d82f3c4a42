import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyClone } from './copy-clone.ts';

const environment = { ...process.env, NODE_ENV: '' };
let clone = '';
beforeAll(() => {
  clone = copyClone();
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly [field: string]: unknown;
}

const list = (tarball: string): string[] => execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n');
const packedManifest = (tarball: string): Manifest =>
  JSON.parse(execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' })) as Manifest;
const readRoot = (): Manifest => JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as Manifest;
const release = (...options: string[]) =>
  spawnSync('npm', ['run', 'release', '--', ...options], { cwd: clone, encoding: 'utf8', env: environment });

test('the TypeScript project of a package, as an editor opens it, needs no build', () => {
  const compiler = join(clone, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = spawnSync(process.execPath, [compiler, '-p', join('packages', 'kkt-loss')], {
    cwd: clone,
    encoding: 'utf8',
  });
  expect(run.stdout).toBe('');
  expect(run.status).toBe(0);
});

test('npm pack in a package of a clone that was not built makes one with dist, licence and changelog', () => {
  const folder = join(clone, 'packages', 'kkt-loss');
  execFileSync('npm', ['pack'], { cwd: folder, stdio: 'pipe', env: environment });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  expect(list(join(folder, tarball!))).toEqual(
    expect.arrayContaining([
      'package/dist/index.js',
      'package/dist/index.d.ts',
      'package/LICENSE',
      'package/CHANGELOG.md',
    ]),
  );
});

test('a release stops with words while the root does not say where the project lives', () => {
  const refused = release();
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/repository, homepage, bugs/);
});

test('a dry run packs every published package, with what the root says, and names what it does not say', () => {
  const homepage = 'https://example.org/';
  const repository = { type: 'git', url: 'git+https://example.org/noprior.git' };
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ ...readRoot(), homepage, repository }));
  const run = release('--dry-run');
  expect(run.stderr).toMatch(/has no bugs/);
  expect(run.status).toBe(0);
  const published = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(clone, parent)).filter((name) => {
      const manifest = JSON.parse(readFileSync(join(clone, parent, name, 'package.json'), 'utf8')) as Manifest;
      return manifest.private !== true;
    }),
  );
  const tarballs = readdirSync(join(clone, 'dist-packages'));
  expect(tarballs).toHaveLength(published.length);
  for (const name of tarballs) {
    const tarball = join(clone, 'dist-packages', name);
    const manifest = packedManifest(tarball);
    const folder = manifest.name === 'noprior' ? 'apps/cli' : `packages/${manifest.name.slice('@noprior/'.length)}`;
    expect(manifest).toMatchObject({ homepage, repository: { ...repository, directory: folder } });
    expect(manifest).not.toHaveProperty('bugs');
    expect(manifest.keywords).toEqual(readRoot().keywords);
    expect(list(tarball)).toEqual(expect.arrayContaining(['package/LICENSE', 'package/CHANGELOG.md']));
  }
});
