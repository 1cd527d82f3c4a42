import { backendNames } from '@noprior/backends';
import { Command, Option } from 'commander';
import type { DemoOptions } from '../demo/demo-options.ts';
import { toSeed } from '../options/numbers.ts';
import { addRunOptions } from '../options/run-options.ts';
import type { Terminal } from '../terminal.ts';

/** `noprior demo`: both sides of the question in one report, no download. */
export function demoCommand(terminal: Terminal): Command {
  const command = new Command('demo')
    .description('train, attack, score and certify small networks, and write a report; no download')
    .addOption(
      new Option('--scale <s>', 'smoke: seconds; default: minutes').choices(['smoke', 'default']).default('default'),
    )
    .addOption(new Option('--backend <name>', 'where to compute').choices([...backendNames]).default('auto'))
    .addOption(new Option('--seed <s>', 'of every random choice').argParser(toSeed).default(1))
    .option('--out <dir>', 'folder for the report and the files', 'noprior-demo')
    .option('--json', 'print one JSON object');
  return addRunOptions(command, { checkpoints: false }).action(async (options: DemoOptions) => {
    // Charts take long to load, and the other commands come without them.
    const { runDemo } = await import('../demo/run-demo.ts');
    await runDemo(options, terminal);
  });
}
