// Builds @tensorflow/tfjs-node from source against the TensorFlow library inside PyPI's tensorflow-cpu wheel, into a folder
// of its own: `node tools/build-tfjs-node.mjs --out DIR [--wheel FILE]`. What it does and why: docs/tfjs-node.md. The steps
// run in a folder beside DIR that keeps what is finished, so the same command resumes; DIR appears only when it works.
// Progress goes to stderr, the line that tells how to use the result to stdout. Exit 0 done, 1 failed, 2 usage.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const versions = { '@tensorflow/tfjs-node': '4.22.0', 'node-api-headers': '1.9.0', 'tensorflow-cpu': '2.12.1' };
/** The wheel for CPython 3.11. Any Python may fetch and open it: nothing of Python in it is used. */
const wheelSha256 = '7ffb595707a8fb376deaddc768784c7a0242b16cbc6e06393b1733b2ce19f855';
/** Bytes at the peak, rounded up: the wheel 0.23e9, what is taken out of it 0.58e9, the npm packages 0.3e9. */
const neededDisk = 1.5e9;
const nodeApiVersion = 8;

const unpackWheel = fileURLToPath(new URL('tfjs-node/unpack_wheel.py', import.meta.url));
const smokeCheck = fileURLToPath(new URL('tfjs-node/smoke-check.mjs', import.meta.url));
const environment = process.env;

class BuildError extends Error {}

const say = (text) => process.stderr.write(`build-tfjs-node: ${text}\n`);
const answer = (command, args) => spawnSync(command, args, { encoding: 'utf8' });
const works = (command, args) => answer(command, args).status === 0;
const entryOf = (folder) => join(folder, 'node_modules/@tensorflow/tfjs-node/dist/index.js');

/** Runs a command, its output going to stderr, or throws with what to look at. */
function run(what, command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  if (status === 0) return;
  const how = error?.message ?? (signal === null ? `exit code ${status}` : `signal ${signal}`);
  throw new BuildError(`${what}: ${command} ended with ${how}; its own message is above`);
}

/** Runs `make(temporary)` unless `target` is there, and puts what it made in place in one move. */
function step(what, target, make) {
  if (existsSync(target)) return say(`${what}: done before`);
  const start = performance.now();
  const temporary = `${target}.unfinished`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  say(`${what} ...`);
  make(temporary);
  renameSync(temporary, target);
  say(`${what}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

function findCompiler() {
  const named = environment.CXX;
  return (named ? [named] : ['c++', 'g++', 'clang++']).find((name) => works(name, ['--version']));
}

function nearestFolder(path) {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

/** Everything that is missing, not only the first thing. */
function checkMachine({ out, wheel }) {
  const problems = [];
  const libc = process.report.getReport().header.glibcVersionRuntime;
  if (process.platform !== 'linux' || process.arch !== 'x64' || libc === undefined)
    problems.push(`the wheel is for Linux x64 with glibc, this is ${process.platform} ${process.arch}, glibc ${libc}`);
  if (Number(process.versions.napi) < nodeApiVersion)
    problems.push(`Node-API ${nodeApiVersion} is needed, Node ${process.version} has ${process.versions.napi}`);
  if (!works('npm', ['--version'])) problems.push('npm does not start; install it and put it into PATH');
  if (!works('python3', ['--version'])) problems.push('python3 does not start; install Python 3.8 or newer');
  else if (!works('python3', ['-m', 'pip', '--version']))
    problems.push('`python3 -m pip` does not start; install pip (Debian: python3-pip)');
  if (wheel !== undefined && !existsSync(wheel)) problems.push(`--wheel ${wheel} does not exist`);
  const compiler = findCompiler();
  if (compiler === undefined)
    problems.push(`no C++ compiler (${environment.CXX ?? 'c++, g++, clang++'}); install one (Debian: g++) or set CXX`);
  const place = nearestFolder(dirname(out));
  const { bavail, bsize } = statfsSync(place);
  if (bavail * bsize < neededDisk)
    problems.push(`${place} has ${((bavail * bsize) / 1e9).toFixed(1)} GB free, ${neededDisk / 1e9} GB are needed`);
  if (problems.length > 0) throw new BuildError(`nothing was built:\n- ${problems.join('\n- ')}`);
  return compiler;
}

function installPackages(folder) {
  const { 'tensorflow-cpu': _, ...dependencies } = versions;
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ private: true, dependencies }, undefined, 2)}\n`);
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('packages from npm', 'npm', args, { cwd: folder });
}

function fetchWheel(folder, wheel) {
  const requirement = join(folder, 'requirements.txt');
  writeFileSync(requirement, `tensorflow-cpu==${versions['tensorflow-cpu']} --hash=sha256:${wheelSha256}\n`);
  const python = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
  const platforms = ['--platform', 'manylinux_2_17_x86_64', '--platform', 'manylinux2014_x86_64'];
  const checks = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check'];
  const local = wheel === undefined ? [] : ['--no-index', '--find-links', dirname(wheel)];
  const args = ['-m', 'pip', 'download', '--dest', folder, ...checks, ...python, ...platforms, ...local];
  run('TensorFlow wheel', 'python3', [...args, '-r', requirement]);
}

function compile(folder, compiler, packages, tfjsNode) {
  const headers = [join(tfjsNode, 'deps/include'), join(packages, 'node_modules/node-api-headers/include')];
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjsNode, 'binding', name));
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((name) =>
    join(tfjsNode, 'deps/lib', name),
  );
  const binding = join(folder, `napi-v${nodeApiVersion}`, 'tfjs_binding.node');
  mkdirSync(dirname(binding));
  const mode = ['-std=c++17', '-O2', '-fPIC', '-shared', '-fvisibility=hidden', `-DNAPI_VERSION=${nodeApiVersion}`];
  // Found from the binding's own place, so that the folder can be moved and no environment variable is needed.
  const loaderPath = '-Wl,-rpath,$ORIGIN/../../deps/lib';
  const include = headers.flatMap((path) => ['-I', path]);
  run('binding', compiler, [...mode, ...include, ...sources, ...libraries, loaderPath, '-o', binding]);
}

/** The TensorFlow version that answers in a fresh process, in which nothing but the result itself says where libraries are. */
function check(folder) {
  const { LD_LIBRARY_PATH: _, ...env } = environment;
  const { status, stdout, stderr } = spawnSync(process.execPath, [smokeCheck, entryOf(folder)], {
    encoding: 'utf8',
    env,
  });
  if (status !== 0) throw new BuildError(`${folder} does not work in Node ${process.version}:\n${stderr}`);
  return stdout;
}

function build({ out, wheel }) {
  const record = 'tfjs-node-build.json';
  const wanted = JSON.stringify(versions);
  const unfinished = `${out}.unfinished-${Object.values(versions).join('-')}`;
  if (existsSync(out) && readdirSync(out).length > 0) {
    const path = join(out, record);
    if (!existsSync(path) || JSON.stringify(JSON.parse(readFileSync(path, 'utf8')).versions) !== wanted)
      throw new BuildError(`${out} holds something else than this build; name another folder, or remove it`);
    const tensorflow = check(out);
    rmSync(unfinished, { recursive: true, force: true });
    return say(`${out} is complete, TensorFlow ${tensorflow} answers in Node ${process.version}`);
  }
  const compiler = checkMachine({ out, wheel });
  const packages = join(unfinished, 'packages');
  const tfjsNode = join(packages, 'node_modules/@tensorflow/tfjs-node');
  const wheels = join(unfinished, 'wheel');
  mkdirSync(unfinished, { recursive: true });
  try {
    step('packages from npm', packages, installPackages);
    step('TensorFlow wheel (232 MB)', wheels, (folder) => fetchWheel(folder, wheel));
    step('library and headers', join(tfjsNode, 'deps'), (folder) => {
      const file = readdirSync(wheels).find((name) => name.endsWith('.whl'));
      run('library and headers', 'python3', [unpackWheel, join(wheels, file), folder]);
    });
    step('binding', join(tfjsNode, 'lib'), (folder) => compile(folder, compiler, packages, tfjsNode));
    const tensorflow = check(packages);
    const made = { versions, wheelSha256, compiler: answer(compiler, ['--version']).stdout.split('\n')[0] };
    writeFileSync(join(packages, record), `${JSON.stringify(made, undefined, 2)}\n`);
    if (existsSync(out)) rmSync(out, { recursive: true });
    renameSync(packages, out);
    rmSync(unfinished, { recursive: true });
    say(`${out} is complete, TensorFlow ${tensorflow} answers in Node ${process.version}`);
  } catch (cause) {
    if (cause instanceof BuildError)
      say(`finished steps are kept in ${unfinished}; the same command goes on from there; remove it to begin anew`);
    throw cause;
  }
}

function parse() {
  try {
    const { values } = parseArgs({ options: { out: { type: 'string' }, wheel: { type: 'string' } } });
    if (values.out === undefined) throw new Error('--out is missing');
    return { out: resolve(values.out), wheel: values.wheel === undefined ? undefined : resolve(values.wheel) };
  } catch (cause) {
    say(`${cause.message}\nusage: node tools/build-tfjs-node.mjs --out DIR [--wheel FILE]`);
    return undefined;
  }
}

const options = parse();
if (options === undefined) process.exitCode = 2;
else {
  try {
    build(options);
    process.stdout.write(`NOPRIOR_TFJS_NODE=${entryOf(options.out)}\n`);
  } catch (cause) {
    say(cause instanceof BuildError ? cause.message : cause.stack);
    process.exitCode = 1;
  }
}
