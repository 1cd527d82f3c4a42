import { unite } from '@noprior/transforms';
import { Command, Option } from 'commander';
import { toGroups } from '../options/numbers.ts';
import type { Terminal } from '../terminal.ts';
import { addTransformOptions, runTransform, type TransformCliOptions } from './run-transform.ts';

interface UniteOptions extends TransformCliOptions {
  readonly groups: readonly (readonly number[])[];
}

/** `noprior transform unite`: points of one label and one activation pattern become one. */
export function uniteCommand(terminal: Terminal): Command {
  const command = new Command('unite')
    .description('unite points of one label and one activation pattern')
    .addOption(
      new Option('--groups <i,j;k,l>', 'indices of the points, from 0; each group becomes one point')
        .argParser(toGroups)
        .makeOptionMandatory(),
    );
  return addTransformOptions(command).action((options: UniteOptions) =>
    runTransform(options, terminal, {
      name: 'unite',
      seed: null,
      apply: async ({ backend, network, candidates, options: config }) => ({
        ...(await unite(backend, network, candidates, options.groups, config)),
        sentence: options.groups.map((group) => `${group.join(' and ')} united`).join(', '),
        details: { groups: options.groups },
      }),
    }),
  );
}
