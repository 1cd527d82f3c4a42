import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProgram } from '../src/program.ts';
import { openTerminal } from '../src/terminal.ts';
import { runNoprior } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the example of the README runs, line by line', async () => {
  const lines = /```sh\n([\s\S]*?)```/.exec(readme)![1]!.trimEnd().split('\n');
  for (const line of lines) {
    const [program, ...args] = line.split(' ');
    expect(program).toBe('noprior');
    const { code, stderr } = await runNoprior(args, { cwd });
    expect({ line, code }).toEqual({ line, code: 0 });
    // `backends` tries graphics drivers, which have a voice of their own.
    if (!args.includes('backends'))
      expect({ line, stderr }).toEqual({ line, stderr: expect.not.stringMatching(/error|warning/) });
  }
  for (const name of [
    'victim.run.json',
    'attack/candidates.npz',
    'vertices/progress.csv',
    'view.html',
    'report.html',
    'gradients.npz',
    'certificate.html',
    'moved.npz',
  ]) {
    expect(existsSync(join(cwd, name))).toBe(true);
  }
});

test('the README names no option that does not exist, and every command', () => {
  const program = makeProgram(
    openTerminal({
      out: () => undefined,
      err: () => undefined,
      interactive: false,
      env: {},
      holdInterrupts: () => new AbortController().signal,
    }),
  );
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  const options = new Set(commands.flatMap(({ options }) => options.map(({ long }) => long)));
  const ofOthers = ['--help', '--global', '--ignore-scripts'];
  for (const [name] of readme.matchAll(/--[a-z][a-z-]*/g)) {
    expect(options.has(name) || ofOthers.includes(name) ? '' : name).toBe('');
  }
  for (const command of program.createHelp().visibleCommands(program)) {
    if (command.name() !== 'help') expect(readme).toContain(`### ${command.name()}\n`);
  }
});
