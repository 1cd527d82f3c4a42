// usage: npm run release -- --dry-run     packs every published package into dist-packages/ and checks what is inside
//        npm run release                  checks everything, packs, and publishes with provenance; in GitHub Actions only
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeContents } from './packages/check-contents.mjs';
import { missingFields } from './packages/derived-files.mjs';
import { dependencyFolders, listPackages, readJson, root } from './packages/list-packages.mjs';

const folder = join(root, 'dist-packages');
const [option, ...others] = process.argv.slice(2);
const isDryRun = option === '--dry-run';
const packages = listPackages();
const published = inDependencyOrder(packages.filter(({ isPublished }) => isPublished));

if (others.length > 0 || (option !== undefined && !isDryRun)) stop('usage: npm run release [-- --dry-run]', 2);
const missing = missingFields(readJson('package.json'));
if (missing.length > 0) {
  const words = `package.json at the root has no ${missing.join(', ')}: its owner fills in where the project lives`;
  if (!isDryRun) stop(`${words}; nothing was published`);
  say(`note: ${words}. The packages are made without, and cannot be published so.`);
}
if (!isDryRun) checkBeforeRelease();
run('node', [join('tools', 'packages', 'sync-packages.mjs'), ...(isDryRun ? [] : ['--check'])]);
const tarballs = pack();
say(`${tarballs.length} packages in dist-packages/`);
if (!isDryRun) {
  run('node', [join('tools', 'check-packages.mjs'), '--packed']);
  tarballs.forEach(publish);
}

/** Pack every published package; the results in the order of their dependencies. */
function pack() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const chosen = published.flatMap((one) => ['--workspace', one.folder]);
  const args = ['pack', '--json', '--ignore-scripts=false', '--pack-destination', folder, ...chosen];
  const output = execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
    maxBuffer: 2 ** 28,
  });
  const packed = Object.values(JSON.parse(output.slice(output.search(/^[[{]/m))));
  const problems = packed.flatMap((one) => describeContents(one, join(folder, one.filename)));
  if (packed.length !== published.length)
    problems.push(`${published.length} packages, and ${packed.length} were packed`);
  if (problems.length > 0) stop(problems.join('\n'));
  return published.map(({ name }) => packed.find((one) => one.name === name));
}

/** Publish one, unless the registry has this version: a release that was interrupted goes on. */
function publish({ name, version, filename }) {
  const view = spawnSync('npm', ['view', `${name}@${version}`, 'version', '--json'], { cwd: root, encoding: 'utf8' });
  if (view.status === 0 && view.stdout.trim() !== '') return say(`${name} ${version} is published already`);
  if (view.status !== 0 && !view.stdout.includes('E404')) stop(`npm view ${name} failed:\n${view.stderr}`);
  return run('npm', ['publish', join(folder, filename), '--provenance', '--access', 'public']);
}

function checkBeforeRelease() {
  if (process.env.GITHUB_ACTIONS === undefined) {
    stop('publishing with provenance needs GitHub Actions: start .github/workflows/release.yml, or use --dry-run here');
  }
  const pending = readdirSync(join(root, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  if (pending.length > 0)
    stop(`${pending.length} changesets are pending: run \`npx changeset version\` and commit first`);
  const changed = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  if (changed !== '') stop(`there are changes that are not committed:\n${changed}`);
  for (const script of ['check:format', 'check:types', 'check:boundaries']) run('npm', ['run', '--silent', script]);
}

/** Packages, each after those that it needs. */
function inDependencyOrder(some) {
  const ordered = [];
  const visit = (one) => {
    if (ordered.includes(one)) return;
    for (const needed of dependencyFolders(one, some)) visit(some.find((other) => other.folder === needed));
    ordered.push(one);
  };
  some.forEach(visit);
  return ordered;
}

function run(command, args) {
  const { status } = spawnSync(command === 'node' ? process.execPath : command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) stop(`${command} ${args.join(' ')} failed`);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text, code = 1) {
  say(text);
  process.exit(code);
}
