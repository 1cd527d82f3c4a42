// Direction of the packages: sources import only what their package.json lists under `dependencies`, `optionalDependencies` or
// `peerDependencies`, and a program, into which they are bundled, under `devDependencies`; of this repository only packages from lower levels. No file, tests included, imports a file of another package or
// what was built of one, and no files import each other in a circle. Exits with 1 and the offending lines.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { relative } from 'node:path';
import { isProgram } from './packages/derived-files.mjs';
import { findCycles, importsOf } from './packages/file-imports.mjs';
import { listPackages } from './packages/list-packages.mjs';

/** From the contract upwards; packages of one level do not know each other. */
const levels = [
  ['tensor', 'test-resources'],
  ['linear-algebra', 'tensor-reference', 'tensor-onnx', 'tensor-tfjs', 'tensor-conformance', 'array-files'],
  ['datasets', 'backends', 'run-folder'],
  ['relu-models', 'metrics'],
  ['test-cases'],
  ['kkt-loss'],
  ['clarke-residual', 'first-layer-spectrum'],
  ['max-margin'],
  ['transforms', 'reconstruction-attack'],
  ['certificate', 'result-files'],
  ['report'],
  ['experiments'],
];
/** Only applications choose one of these. */
const backends = ['tensor-reference', 'tensor-onnx', 'tensor-tfjs', 'backends'];

/** `... from 'name';` at the end of a line, and `import('name')`; names inside the package (`./`, `#`) and files (`/`) are left out. */
const importPattern = /\bfrom '([^'.#/][^']*)';$|\bimport\('([^'.#/][^']*)'\)/gm;
/** Errors of @noprior/tensor, by class: two copies of the package have two classes. */
const errorNames = readdirSync('packages/tensor/src/errors').flatMap((file) => {
  const source = readFileSync(`packages/tensor/src/errors/${file}`, 'utf8');
  return [...source.matchAll(/\bclass (\w+)/g)].map(([, name]) => name);
});
const errorClassPattern = new RegExp(`\\binstanceof (${errorNames.join('|')})\\b`, 'g');
/** Packages for Node alone; all others are for browsers, too. */
const nodeOnly = ['experiments', 'result-files', 'run-folder', 'test-resources'];
/** Where others may name modules of Node: files that package.json, by the condition `browser`, keeps out of bundles. */
const nodeFolders = /\/src\/(host|runtime)\//;
/** Imports of Node's modules that are more than types. */
const nodePattern = /^import (?!type\b).*\bfrom '(node:[^']*)'|\bawait import\('(node:[^']*)'\)/gm;

/** A path to a file below `dist` of a workspace. */
const builtPattern = /'((?:\.\.\/)+(?:apps|packages)\/[^/']+\/dist\/[^']*)'/;
const problems = [];
const levelOf = (name) => levels.findIndex((level) => level.includes(name));

for (const { folder, manifest } of listPackages()) {
  const manifestPath = `${folder}/package.json`;
  const name = folder.split('/').at(-1);
  const isApp = folder.startsWith('apps/');
  const bundled = isProgram({ manifest }) ? manifest.devDependencies : {};
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  const declared = { ...bundled, ...dependencies, ...optionalDependencies, ...peerDependencies };
  const level = isApp ? levels.length : levelOf(name);
  if (level < 0) problems.push(`${manifestPath}: ${name} has no level; add it to tools/check-boundaries.mjs`);

  for (const dependency of Object.keys(declared)) {
    if (!dependency.startsWith('@noprior/')) continue;
    const other = dependency.slice('@noprior/'.length);
    if (levelOf(other) < 0 || levelOf(other) >= level)
      problems.push(`${manifestPath}: ${name} must not depend on ${other}`);
    if (backends.includes(other) && !isApp && name !== 'backends') {
      problems.push(`${manifestPath}: only applications choose a backend, ${name} depends on ${other}`);
    }
  }
  for (const file of listSources(folder)) {
    const isForBrowsers = !isApp && !nodeOnly.includes(name) && !nodeFolders.test(file);
    for (const [, imported, loaded] of isForBrowsers ? readFileSync(file, 'utf8').matchAll(nodePattern) : []) {
      problems.push(`${file}: imports ${imported ?? loaded}; bundles for browsers need it behind #host (src/host)`);
    }
    for (const [found] of readFileSync(file, 'utf8').matchAll(errorClassPattern)) {
      problems.push(`${file}: ${found} is false for errors of another copy of the package; use hasErrorCode`);
    }
    for (const [, imported, loaded] of readFileSync(file, 'utf8').matchAll(importPattern)) {
      const specifier = imported ?? loaded;
      const bare = specifier.replace(/^node:/, '');
      if (specifier.startsWith('node:') || builtinModules.includes(bare)) continue;
      const target = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      if (!(target in declared)) problems.push(`${file}: imports ${target}, which ${manifestPath} does not list`);
      if (target.startsWith('@noprior/') && specifier !== target) problems.push(`${file}: deep import ${specifier}`);
    }
  }
}

const folders = listPackages().map(({ folder }) => folder);
const imports = importsOf(folders.flatMap((folder) => listFiles(folder)));
for (const [file, found] of imports) {
  const folder = folders.find((one) => file.startsWith(`${one}/`));
  for (const { specifier, path } of found) {
    if (path !== undefined && relative(folder, path).startsWith('..')) {
      problems.push(`${file}: imports ${specifier}, a file of another package`);
    }
  }
}
for (const cycle of findCycles(imports)) {
  problems.push(`these files import each other in a circle: ${cycle.join(' -> ')}`);
}
for (const file of listFiles('tools')) {
  const built = builtPattern.exec(readFileSync(file, 'utf8'));
  if (built !== null) problems.push(`${file}: uses ${built[1]}, the inside of a package`);
}

if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`package boundaries hold\n`);
}

function listSources(folder) {
  return readdirSync(`${folder}/src`, { recursive: true })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/src/${path}`);
}

/** Sources and tests below a folder, from the root. */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => /\.(ts|mjs|js)$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path))
    .map((path) => `${folder}/${path}`);
}
