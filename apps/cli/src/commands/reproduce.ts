import { backendNames } from '@noprior/backends';
import { experimentNames, experiments, listStudies, scaleNames } from '@noprior/experiments';
import { renderTerminal, studyListDocument } from '@noprior/report';
import { Argument, Command, Option } from 'commander';
import { toCount } from '../options/numbers.ts';
import type { ReproduceOptions } from '../reproduce/reproduce-options.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { UsageError } from '../usage-error.ts';

type GivenOptions = Omit<ReproduceOptions, 'out'> & { readonly out?: string; readonly list?: boolean };

/** `noprior reproduce`: the paper's experiments, and those that its readers asked for. */
export function reproduceCommand(terminal: Terminal): Command {
  const list = experiments.map(({ name, title }) => `  ${name.padEnd(20)}${title}`).join('\n');
  return new Command('reproduce')
    .description('run studies from data to findings; interrupted, the same command goes on where it was')
    .addArgument(new Argument('[experiment...]', 'names, or all').choices([...experimentNames, 'all']))
    .option('--list', 'print every study with its expected time at each scale, compute nothing')
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
    .option('--out <dir>', 'folder for results; those that are there are not computed again')
    .option('--overwrite', 'replace results of the same experiments at another scale')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\nExperiments:\n${list}`)
    .action(async (names: string[], { list: isList, out, ...options }: GivenOptions) => {
      if (isList) {
        return printStudies(options, terminal);
      }
      if (names.length === 0) throw new UsageError("missing required argument 'experiment'");
      if (out === undefined) throw new UsageError("required option '--out <dir>' not specified");
      const { reproduceStudies } = await import('../reproduce/reproduce-studies.ts');
      await reproduceStudies(names, { ...options, out }, terminal);
    });
}

function printStudies({ workers, json }: GivenOptions, terminal: Terminal): void {
  const groups = listStudies(workers);
  terminal.out(
    json
      ? `${toJson('reproduce', { experiments: groups.flatMap(({ studies }) => studies) })}\n`
      : renderTerminal(studyListDocument(groups, workers), { columns: 120 }),
  );
}
