import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, root } from './list-packages.mjs';

/** The oldest TypeScript that the READMEs promise. */
const leastTypeScript = '5.7.3';
const compilers = [join(root, 'node_modules/typescript/bin/tsc'), 'node_modules/typescript/bin/tsc'];
const resolutions = {
  nodenext: { module: 'NodeNext' },
  bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
};
const compilerOptions = {
  target: 'ES2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  types: ['node'],
};

/** Install, compile and run the examples of every README in projects of their own.
 *
 * @param tarballs  paths of the packed packages
 * @param scratch   an empty folder
 * @param nodes     programs to run the examples with
 * @returns sentences; empty if nothing is wrong
 */
export function checkExamples(tarballs, scratch, nodes) {
  const packed = tarballs.map((path) => ({ path, manifest: JSON.parse(readPacked(path, 'package.json')) }));
  const files = Object.fromEntries(packed.map(({ path, manifest }) => [manifest.name, `file:${path}`]));
  const readmes = [
    { name: 'README', text: readFileSync(join(root, 'README.md'), 'utf8') },
    ...packed.map(({ path, manifest }) => ({ name: manifest.name, text: readPacked(path, 'README.md') })),
  ];
  const problems = [];
  const cases = readmes.flatMap((readme) => toCases(readme, files, problems));
  for (const manager of [pnpm, npm]) {
    const folder = join(scratch, manager.name);
    mkdirSync(folder);
    for (const one of cases) writeCase(folder, one);
    const started = Date.now();
    const failure = manager.install(folder, cases, files);
    if (failure !== undefined) problems.push(`${manager.name}: ${failure}`);
    else problems.push(...compile(folder, manager.name), ...runAll(folder, cases, nodes, manager.name));
    process.stderr.write(`${manager.name}: ${cases.length} examples, ${Math.round((Date.now() - started) / 1000)} s\n`);
  }
  return problems;
}

/** Each example of a README, with the packages that its first line of installation names. */
function toCases({ name, text }, files, problems) {
  const examples = [...text.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code]) => code)
    .filter((code) => /^import /m.test(code));
  if (examples.length === 0) return [];
  const line = /^ *npm install ((?!-).*)$/m.exec(text)?.[1];
  if (line === undefined || !/^[\w@/.^ -]+$/.test(line)) {
    problems.push(`${name}: the README has examples, and no line \`npm install ...\` that can be pasted`);
    return [];
  }
  const dependencies = Object.fromEntries(
    line
      .trim()
      .split(/ +/)
      .map((given) => {
        const [, library, range] = /^(@?[^@]+)(?:@(.*))?$/.exec(given);
        return [library, files[library] ?? range ?? installedVersion(library)];
      }),
  );
  const base = name.replace(/.*\//, '');
  return examples.map((code, index) => ({ name: `${base}-${index + 1}`, code, dependencies }));
}

function writeCase(folder, { name, code, dependencies }) {
  mkdirSync(join(folder, name));
  writeJson(join(folder, name, 'package.json'), {
    name: `case-${name.toLowerCase()}`,
    private: true,
    type: 'module',
    dependencies,
  });
  writeFileSync(join(folder, name, 'example.ts'), code);
}

/** Compile all examples with each compiler and resolution; the last one writes JavaScript beside them. */
function compile(folder, manager) {
  const problems = [];
  for (const [resolution, options] of Object.entries(resolutions)) {
    const config = { compilerOptions: { ...compilerOptions, ...options }, include: ['*/example.ts'] };
    writeJson(join(folder, `tsconfig.${resolution}.json`), config);
    for (const compiler of compilers) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', `tsconfig.${resolution}.json`], {
        cwd: folder,
        encoding: 'utf8',
      });
      const errors = status === 0 ? '' : ownErrors(`${stdout}${stderr}`);
      if (errors !== '') problems.push(`${manager}, ${resolution}, ${compiler}:\n${errors}`);
    }
  }
  return problems;
}

/** What the compiler says of the examples and of our types; the types of other packages are their own affair. */
function ownErrors(output) {
  if (!output.includes(': error TS')) return output;
  const errors = output.split(/\n(?=\S)/);
  return errors.filter((error) => !/^\S*node_modules\//.test(error) || /^\S*@?noprior[/+-]/.test(error)).join('\n');
}

function runAll(folder, cases, nodes, manager) {
  return nodes.flatMap((node) =>
    cases.flatMap(({ name }) => {
      const { status, stderr } = spawnSync(node, ['example.js'], { cwd: join(folder, name), encoding: 'utf8' });
      return status === 0 ? [] : [`${manager}: ${name} fails on ${node}:\n${stderr}`];
    }),
  );
}

/** A workspace of one project for each README: nothing is found that a project does not name. */
const pnpm = {
  name: 'pnpm',
  install(folder, cases, files) {
    writeJson(join(folder, 'package.json'), {
      private: true,
      type: 'module',
      devDependencies: tools(),
      pnpm: { overrides: files },
    });
    writeFileSync(
      join(folder, 'pnpm-workspace.yaml'),
      `packages:\n${cases.map(({ name }) => `  - ${name}\n`).join('')}`,
    );
    const program = join(root, 'node_modules/pnpm/bin/pnpm.cjs');
    return run(folder, process.execPath, [
      program,
      'install',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-frozen-lockfile',
    ]);
  },
};

/** One project with every package, as the README says to install from a clone. */
const npm = {
  name: 'npm',
  install(folder, cases, files) {
    const others = cases.flatMap(({ dependencies }) =>
      Object.entries(dependencies).filter(([name]) => !(name in files)),
    );
    writeJson(join(folder, 'package.json'), {
      private: true,
      type: 'module',
      dependencies: Object.fromEntries(others),
      devDependencies: tools(),
    });
    const paths = Object.values(files).map((file) => file.slice('file:'.length));
    const failure = run(folder, 'npm', [
      'install',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      ...paths,
    ]);
    if (failure !== undefined) return failure;
    const train =
      'train --dataset sphere --dimension 4 --per-class 2 --hidden 4 --max-iterations 2 --out model.safetensors';
    return run(folder, join(folder, 'node_modules/.bin/noprior'), train.split(' '));
  },
};

function tools() {
  return { typescript: leastTypeScript, '@types/node': readJson('package.json').devDependencies['@types/node'] };
}

function installedVersion(library) {
  return readJson(`node_modules/${library}/package.json`).version;
}

function run(cwd, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return status === 0 ? undefined : `${command} ${args[0]} failed:\n${error ?? ''}${stdout}${stderr}`;
}

function readPacked(tarball, path) {
  return execFileSync('tar', ['-xzOf', tarball, `package/${path}`], { encoding: 'utf8', maxBuffer: 2 ** 26 });
}

function writeJson(path, value) {
  writeFileSync(path, JSON.stringify(value));
}
