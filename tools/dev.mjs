// usage: npm run dev     builds, checks types and runs the unit tests of what changed, again after every change, until Ctrl-C
// Each line begins with the name of the program that says it. One that ends by itself ends all.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const compiler = resolve('typescript/package.json').replace(/package\.json$/, 'bin/tsc');
const runner = resolve('vitest/package.json').replace(/package\.json$/, 'vitest.mjs');
const programs = [
  {
    name: 'build',
    watches: 'packages/*/src and apps/bench/src into dist',
    args: [compiler, '-b', 'tsconfig.build.json', '-w', '--preserveWatchOutput'],
  },
  { name: 'bundle', watches: 'what noprior is made of into apps/cli/dist', args: ['apps/cli/bundle.mjs', '--watch'] },
  {
    name: 'types',
    watches: 'sources, tests and vitest.config.ts',
    args: [compiler, '-p', 'tsconfig.json', '-w', '--preserveWatchOutput'],
  },
  {
    name: 'tests',
    watches: 'unit tests of files that differ from HEAD',
    args: [runner, '--watch', '--project', 'unit', '--changed', '--reporter=dot', '--clearScreen=false'],
  },
];

const width = Math.max(...programs.map(({ name }) => name.length));
for (const { name, watches } of programs) say(name, `watches ${watches}`);
const children = programs.map(({ name, args }) => {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => say(name, line));
  child.on('close', (code, signal) => end(name, code, signal));
  return child;
});
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stopAll());

function end(name, code, signal) {
  if (isEnding) return;
  say(name, `ended by itself (${signal ?? code}); so does everything else`);
  process.exitCode = 1;
  stopAll();
}

function stopAll() {
  isEnding = true;
  for (const child of children) child.kill();
}

function say(name, line) {
  process.stdout.write(`${name.padEnd(width)} | ${line}\n`);
}
