import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeContents } from '../packages/check-contents.mjs';
import { derivedManifest, missingFields } from '../packages/derived-files.mjs';
import { lintTarballs } from '../packages/lint-tarballs.mjs';

const folder = mkdtempSync(join(tmpdir(), 'noprior-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pack(name, files) {
  const own = join(folder, name);
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
  mkdirSync(join(own, 'dist'), { recursive: true });
  const manifest = {
    name,
    version: '1.0.0',
    license: 'MIT',
    type: 'module',
    exports,
    files: ['dist', 'src', 'CHANGELOG.md'],
  };
  writeFileSync(join(own, 'package.json'), JSON.stringify(manifest));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(own, path), text);
  const [packed] = Object.values(
    JSON.parse(execFileSync('npm', ['pack', '--json'], { cwd: own, encoding: 'utf8', stdio: 'pipe' })),
  );
  return { packed, tarball: join(own, packed.filename) };
}

const whole = {
  'README.md': 'x',
  LICENSE: 'MIT',
  'CHANGELOG.md': '# x\n\n## 1.0.0\n\nFirst.\n',
  'dist/index.js': 'export const one = 1;\n',
  'dist/index.d.ts': 'export declare const one: number;\n',
};

test('a package with everything passes both checks', async () => {
  const { packed, tarball } = pack('whole', whole);
  expect(describeContents(packed, tarball)).toEqual([]);
  expect(await lintTarballs([tarball])).toEqual([]);
});

test('a package that was not built, without licence and the version in its changelog, is named with what is missing', async () => {
  const { packed, tarball } = pack('unbuilt', { 'README.md': 'x', 'CHANGELOG.md': '# x\n' });
  const said = describeContents(packed, tarball).join('\n');
  for (const part of ['dist/index.js', 'dist/index.d.ts', 'LICENSE', 'no section 1.0.0']) expect(said).toContain(part);
});

test('types of another kind of module than the code are found', async () => {
  const { tarball } = pack('wrong-types', { ...whole, 'dist/index.js': 'module.exports = { one: 1 };\n' });
  expect(await lintTarballs([tarball])).not.toEqual([]);
});

test('a manifest takes what the root has and leaves out what it has not; the owner is told which is missing', () => {
  const root = {
    license: 'MIT',
    keywords: ['a'],
    homepage: '',
    bugs: { url: 'B' },
    repository: { type: 'git', url: 'R' },
  };
  const one = { folder: 'packages/x', manifest: { name: 'x', version: '1.0.0' }, isPublished: true };
  const manifest = derivedManifest(one, root);
  expect(manifest).toMatchObject({
    bugs: { url: 'B' },
    repository: { type: 'git', url: 'R', directory: 'packages/x' },
  });
  expect(manifest).not.toHaveProperty('homepage');
  expect(missingFields(root)).toEqual(['homepage']);
});
