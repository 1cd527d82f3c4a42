import { backendNames } from '@noprior/backends';
import { type Command, Option } from 'commander';

/** Add `--backend` and a `--dtype` that has one choice, for what is exact in float64 only. */
export function addExactBackendOptions(command: Command, backend: string): Command {
  return command
    .addOption(new Option('--backend <name>', 'where to compute').choices([...backendNames]).default(backend))
    .addOption(new Option('--dtype <dtype>', 'precision').choices(['float64']).default('float64'));
}
