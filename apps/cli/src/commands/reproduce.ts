import { backendNames } from '@noprior/backends';
import { experimentNames, experiments, scaleNames } from '@noprior/experiments';
import { Argument, Command, Option } from 'commander';
import { toCount } from '../options/numbers.ts';
import { reproduceExperiments } from '../reproduce/reproduce-experiments.ts';
import type { ReproduceOptions } from '../reproduce/reproduce-options.ts';
import type { Terminal } from '../terminal.ts';

/** `noprior reproduce`: the paper's experiments, and those that its readers asked for. */
export function reproduceCommand(terminal: Terminal): Command {
  const list = experiments.map(({ name, title }) => `  ${name.padEnd(20)}${title}`).join('\n');
  return new Command('reproduce')
    .description('run experiments from data to findings; interrupted, the same command goes on where it was')
    .addArgument(new Argument('<experiment...>', 'names, or all').choices([...experimentNames, 'all']))
    .addOption(
      new Option('--scale <s>', 'smoke: seconds, on glyphs; cpu: minutes to hours; paper: the published sizes')
        .choices([...scaleNames])
        .default('cpu'),
    )
    .addOption(new Option('--workers <n>', 'processes at a time, which share the cores').argParser(toCount).default(1))
    .option('--dry-run', 'print the plan with an estimated time, compute nothing')
    .option('--data-dir <dir>', 'folder with the files of MNIST or CIFAR-10; without it they are downloaded once')
    .addOption(
      new Option('--backend <name>', 'where to compute; it needs float64 for the oracle loss')
        .choices([...backendNames])
        .default('auto'),
    )
    .requiredOption('--out <dir>', 'folder for results; those that are there are not computed again')
    .option('--overwrite', 'replace results of the same experiments at another scale')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\nExperiments:\n${list}`)
    .action((names: string[], options: ReproduceOptions) => reproduceExperiments(names, options, terminal));
}
