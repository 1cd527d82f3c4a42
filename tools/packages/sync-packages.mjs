// Writes into every package what follows from the root: fields of the manifest, files that are published, the TypeScript
// projects it is built after. In the lock file no dependency has an install script: npm from 11.16 takes that from `allowScripts`, older
// ones from the lock file; onnxruntime-node's would fetch CUDA libraries. With --check nothing is written, and a difference exits with 1.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildFile,
  derivedBuild,
  derivedManifest,
  derivedTsconfig,
  derivedWholeBuild,
  isProgram,
} from './derived-files.mjs';
import { listPackages, readJson, root } from './list-packages.mjs';

const isCheck = process.argv.includes('--check');
const rootManifest = readJson('package.json');
const packages = listPackages();
const problems = [];
const written = [];

for (const one of packages) {
  compare(`${one.folder}/package.json`, derivedManifest(one, rootManifest));
  compare(`${one.folder}/tsconfig.json`, derivedTsconfig(one));
  if (!isProgram(one)) compare(buildFile(one.folder), derivedBuild(one, packages));
  const changelog = `${one.folder}/CHANGELOG.md`;
  if (one.isPublished && !existsSync(join(root, changelog))) {
    problems.push(`${changelog} is missing: say in it, under ## ${one.manifest.version}, what the package does`);
  }
}
compare('tsconfig.build.json', derivedWholeBuild(packages));
const lock = readJson('package-lock.json');
for (const [path, { hasInstallScript }] of Object.entries(lock.packages)) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (rootManifest.allowScripts[name] === false) delete lock.packages[path].hasInstallScript;
  else if (hasInstallScript) problems.push(`${path} has an install script: put it into allowScripts of package.json`);
}
compare('package-lock.json', lock);
if (written.length > 0) {
  const formatter = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  execFileSync(process.execPath, [formatter, 'format', '--write', ...written], { cwd: root, stdio: 'ignore' });
}

if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
}

function compare(path, wanted) {
  const full = join(root, path);
  const before = existsSync(full) ? readFileSync(full, 'utf8') : '';
  const isSame = before !== '' && JSON.stringify(JSON.parse(before)) === JSON.stringify(wanted);
  if (isSame) return;
  if (isCheck) {
    problems.push(`${path} does not follow from the root: run \`npm run sync\``);
    return;
  }
  writeFileSync(full, `${JSON.stringify(wanted, undefined, 2)}\n`);
  if (path !== 'package-lock.json') written.push(path);
}
